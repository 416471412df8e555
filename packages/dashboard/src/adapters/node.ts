import type { IncomingMessage, ServerResponse } from "node:http";
import { toNodeHandler as bridge } from "srvx/node";

/** What `authorize` is handed beside the request. */
export interface NodeContext<Req extends IncomingMessage = IncomingMessage> {
  /** As middleware before has left it: `req.user`, say. */
  readonly req: Req;
  readonly res: ServerResponse;
}

/**
 * The dashboard as a listener of `node:http`, and as middleware of Express, Connect and their like. Mounted under a path or
 * not, before a body parser or after it.
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
export function toNodeHandler<Req extends IncomingMessage = IncomingMessage>(
  dashboard: (request: Request, context: NodeContext<Req>) => Promise<Response>,
): (req: Req, res: ServerResponse) => Promise<void> {
  return async (req, res) => {
    giveBack(req);
    const listener = bridge((request) => dashboard(request, { req, res }));
    // Its types ask for what a request of HTTP/1 and one of HTTP/2 have together; it takes either.
    await listener(req as never, res as never);
  };
}

/** What a body parser has read is not in the stream any more: it is written down again as it was understood. */
function giveBack(req: IncomingMessage & { readonly body?: unknown; rawBody?: unknown }): void {
  const { body } = req;
  if (body === undefined || body === null || req.rawBody !== undefined || !req.readableDidRead) return;
  req.rawBody = Buffer.isBuffer(body) ? body : Buffer.from(typeof body === "string" ? body : JSON.stringify(body));
}
