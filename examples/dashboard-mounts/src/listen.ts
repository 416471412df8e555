import { createAdaptorServer } from "@hono/node-server";
import { once } from "node:events";
import { createServer } from "node:http";
import type { Server } from "node:net";
import { expressApp } from "./express.ts";
import { fastifyApp } from "./fastify.ts";
import { honoApp } from "./hono.ts";
import type { Host } from "./host.ts";
import { nodeServer } from "./node-http.ts";

const hostname = "127.0.0.1";

/** How the app of each framework is served, on this machine only. Next.js has its own command for it. */
export const listen = {
  express: (host: Host, port: number) => listening(createServer(expressApp(host)), port),
  hono: (host: Host, port: number) => listening(createAdaptorServer({ fetch: honoApp(host).fetch }) as Server, port),
  "node-http": (host: Host, port: number) => listening(nodeServer(host), port),
  fastify: async (host: Host, port: number): Promise<Server> => {
    const app = fastifyApp(host);
    await app.listen({ port, host: hostname });
    return app.server;
  },
};

async function listening(server: Server, port: number): Promise<Server> {
  server.listen(port, hostname);
  await once(server, "listening");
  return server;
}
