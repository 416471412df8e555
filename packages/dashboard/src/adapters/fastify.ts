import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { answerNodeRequest } from "./node-request.ts";

/** What `authorize` is handed beside the request. */
export interface FastifyContext {
  /** As hooks before have left it: with `request.user`, say. */
  readonly request: FastifyRequest;
  readonly reply: FastifyReply;
}

/**
 * The dashboard as a plugin of Fastify. The prefix that it is registered with is its `basePath`, or its `mountPath` where a
 * proxy changes the path on the way.
 *
 * Hooks of the app run as for any other route, `onSend` too. Body parsers of the app stay outside: bodies are the dashboard's
 * to read, and to refuse.
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
export function fastifyDashboard(
  dashboard: (request: Request, context: FastifyContext) => Promise<Response>,
): (app: FastifyInstance) => Promise<void> {
  const answer = (request: FastifyRequest, reply: FastifyReply): Promise<Response> =>
    answerNodeRequest(request.raw, reply.raw, (asked) => dashboard(asked, { request, reply }));
  return async (app) => {
    app.removeAllContentTypeParsers();
    app.addContentTypeParser("*", (_request, _payload, done) => done(null));
    app.all("/", answer);
    app.all("/*", answer);
  };
}
