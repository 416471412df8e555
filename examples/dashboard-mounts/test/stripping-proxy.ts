import { once } from "node:events";
import { createServer, request } from "node:http";
import type { AddressInfo } from "node:net";
import { pipeline } from "node:stream";

/** A proxy on loopback: what it is asked for below `prefix`, it asks of `target` without that, under the target's own name. */
export interface StrippingProxy extends AsyncDisposable {
  readonly origin: string;
}

export async function openProxy(prefix: string, target: () => string): Promise<StrippingProxy> {
  const server = createServer((req, res) => {
    const path = req.url?.startsWith(`${prefix}/`) ? req.url.slice(prefix.length) : undefined;
    if (path === undefined) return void res.writeHead(404).end();
    const { host } = new URL(target());
    const asked = request(`${target()}${path}`, { method: req.method, headers: { ...req.headers, host } });
    asked.on("response", (answer) => {
      res.writeHead(answer.statusCode ?? 502, answer.headers);
      pipeline(answer, res, () => {});
    });
    asked.on("error", () => res.destroy());
    // Who leaves the proxy leaves the server behind it too.
    res.on("close", () => asked.destroy());
    pipeline(req, asked, () => {});
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  return {
    origin: `http://127.0.0.1:${port}`,
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, "close");
    },
  };
}
