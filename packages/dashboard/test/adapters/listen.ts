import type { Server as Http1Server } from "node:http";
import type { Http2Server } from "node:http2";
import type { AddressInfo } from "node:net";
import { once } from "node:events";

/** A server that listens on loopback until the end of the block. */
export interface Listening extends AsyncDisposable {
  readonly port: number;
  /** Such as `http://127.0.0.1:4711`. */
  readonly origin: string;
}

export async function listen(server: Http1Server | Http2Server): Promise<Listening> {
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  return {
    port,
    origin: `http://127.0.0.1:${port}`,
    [Symbol.asyncDispose]: async () => {
      const closed = once(server, "close");
      server.close();
      if ("closeAllConnections" in server) server.closeAllConnections();
      await closed;
    },
  };
}
