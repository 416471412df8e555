import { createServer, type ServerHttp2Session } from "node:http2";
import { createEndpointHandler, type LoggerTransport } from "@restatedev/restate-sdk";

export type Services = Parameters<typeof createEndpointHandler>[0]["services"];

/** Its default tells of each invocation; what goes wrong is all that anybody wants to read here. */
const logger: LoggerTransport = ({ level }, ...message) => {
  if (level === "warn" || level === "error") console.error(...message);
};

/** Serves handlers as the SDK's own `serve` does, over HTTP/2 both ways, but on the loopback alone and so that it can end. */
export async function serveHandlers(services: Services, port: number): Promise<AsyncDisposable> {
  const server = createServer(createEndpointHandler({ services, logger }));
  const sessions = new Set<ServerHttp2Session>();
  server.on("session", (session) => {
    sessions.add(session);
    session.once("close", () => sessions.delete(session));
  });
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, "127.0.0.1", resolve);
  });
  return {
    async [Symbol.asyncDispose]() {
      for (const session of sessions) session.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
