import type { IncomingMessage, ServerResponse } from "node:http";
import type { Http2ServerResponse } from "node:http2";
import { sendNodeResponse } from "srvx/node";
import { errorAnswer } from "../http/answers.ts";
import { answerNodeRequest, type AnyNodeRequest } from "./node-request.ts";

/** What `authorize` is handed beside the request. */
export interface NodeContext<Req extends AnyNodeRequest = IncomingMessage> {
  /** As middleware before has left it: with `req.user`, say. */
  readonly req: Req;
  readonly res: ResponseTo<Req>;
}

/** HTTP/1.1 and HTTP/2 have a class of their own each. */
export type ResponseTo<Req extends AnyNodeRequest> = Req extends IncomingMessage ? ServerResponse : Http2ServerResponse;

/**
 * The dashboard as a listener of `node:http`, `node:https` and `node:http2`, and as middleware of Express, Connect and their
 * like. It may be mounted under a path or not, before a body parser or after it.
 *
 * When a browser goes away, its streams are closed. What `dashboard` throws, which one made by `createDashboardHandler` never
 * does, goes to `next` where there is one, and else is answered as a refusal.
 *
 * @example
 * ```ts
 * import { createServer } from "node:http";
 * import { createDashboardHandler } from "@scoria/dashboard";
 * import { toNodeHandler } from "@scoria/dashboard/node";
 *
 * const dashboard = createDashboardHandler(scoria, { authorize: () => undefined });
 * createServer(toNodeHandler(dashboard));
 * ```
 */
export function toNodeHandler<Req extends AnyNodeRequest = IncomingMessage>(
  dashboard: (request: Request, context: NodeContext<Req>) => Promise<Response>,
): (req: Req, res: ResponseTo<Req>, next?: (error: unknown) => void) => Promise<void> {
  return async (req, res, next) => {
    try {
      await sendNodeResponse(res, await answerNodeRequest(req, res, (request) => dashboard(request, { req, res })));
    } catch (error) {
      if (next === undefined) await sendNodeResponse(res, errorAnswer(error));
      else next(error);
    }
  };
}
