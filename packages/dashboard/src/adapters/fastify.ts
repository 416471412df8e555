import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import type { DashboardHandler } from "../create-dashboard-handler.ts";
import { toNodeHandler } from "./node.ts";

/** What `authorize` is handed beside the request. */
export interface FastifyContext {
  /** As hooks before have left it. */
  readonly request: FastifyRequest;
  readonly reply: FastifyReply;
}

/**
 * The dashboard as a plugin of Fastify; the prefix that it is registered with is its `basePath`.
 *
 * @example
 * ```ts
 * import Fastify from "fastify";
 * import { createDashboardHandler } from "@scoria/dashboard";
 * import { fastifyDashboard } from "@scoria/dashboard/fastify";
 *
 * const app = Fastify();
 * const dashboard = createDashboardHandler(scoria, { authorize: () => undefined });
 * await app.register(fastifyDashboard(dashboard), { prefix: "/scoria" });
 * ```
 */
export function fastifyDashboard(dashboard: DashboardHandler<FastifyContext>): (app: FastifyInstance) => Promise<void> {
  return async (app) => {
    // Bodies are the dashboard's to read, and to refuse.
    app.removeAllContentTypeParsers();
    app.addContentTypeParser("*", (_request, _payload, done) => done(null));
    const answer = async (request: FastifyRequest, reply: FastifyReply): Promise<void> => {
      reply.hijack();
      await toNodeHandler((asked) => dashboard(asked, { request, reply }))(request.raw, reply.raw);
    };
    app.all("/", answer);
    app.all("/*", answer);
  };
}
