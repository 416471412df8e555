import { isScoriaError } from "@scoria/core";
import type { Grant } from "../authorize/ask-host.ts";
import type { Dashboard } from "../create-dashboard-handler.ts";
import { dashboardError } from "../errors.ts";
import { errorAnswer, jsonAnswer } from "../http/answers.ts";
import { checkForm } from "../http/check-form.ts";
import { findRoute } from "../http/find-route.ts";
import { readBody } from "../http/read-body.ts";
import { readQuery } from "../http/read-query.ts";
import { requireSameOrigin } from "../http/same-origin.ts";
import { ShownValues } from "../shown/shown-values.ts";
import { streamRun } from "../stream/stream-run.ts";
import type { RouteName } from "../wire/paths.ts";
import type { StreamQuery } from "../wire/queries.ts";
import { routes, type Route, type RouteTypes } from "../wire/routes.ts";
import { answers } from "./answers.ts";
import { requirePermission } from "./lane-routes.ts";

/** A request below `<base>/api`, and who asks. */
export interface ApiRequest<Context> {
  readonly dashboard: Dashboard<Context>;
  readonly request: Request;
  readonly url: URL;
  readonly segments: readonly string[];
  readonly grant: Grant;
  readonly askAgain: () => Promise<Grant | undefined>;
}

/** The input of a run may have 256 KiB, which JSON can write at twice the length. */
const longestStart = 600_000;
const longestBody = 65_536;

/** Answers one call of the API: what is wrong with it is answered too. */
export async function serveApi<Context>(asked: ApiRequest<Context>): Promise<Response> {
  const { dashboard, request, segments } = asked;
  const method = request.method === "HEAD" ? "GET" : request.method;
  const found = findRoute(method, segments);
  if (found === undefined) throw dashboardError("ROUTE_NOT_FOUND");
  if ("allow" in found) {
    return errorAnswer(dashboardError("METHOD_NOT_ALLOWED"), { allow: found.allow.join(", ") });
  }
  const tellHost = (error: unknown): void => {
    // What is known is the caller's to mend; what is not, the host's.
    if (isScoriaError(error) && !isScoriaError(error, "INTERNAL")) return;
    dashboard.logger.error(`The dashboard failed to answer ${found.name}.`, { error });
  };
  try {
    return await answerRoute(asked, found, tellHost);
  } catch (error) {
    tellHost(error);
    return errorAnswer(error);
  }
}

async function answerRoute<Context>(
  { dashboard, request, url, grant, askAgain }: ApiRequest<Context>,
  { name, params }: { readonly name: RouteName; readonly params: Readonly<Record<string, string>> },
  tellHost: (error: unknown) => void,
): Promise<Response> {
  const route = routes[name] as unknown as Route<RouteTypes>;
  const isEffect = request.method === "POST";
  if (isEffect) requireSameOrigin(request, dashboard.origins);
  requireRoutePermission(grant, route.permission);
  const query = checkForm(route.query, readQuery(url.searchParams), "query");
  const body = isEffect
    ? checkForm(route.body, await readBody(request, name === "startRun" ? longestStart : longestBody), "body")
    : undefined;
  const { operator, can } = grant;
  const { served, streams, runs, logger } = dashboard;
  const values = new ShownValues(operator, served.surface, dashboard.redact);
  if (name === "streamRun") {
    const { after } = query as StreamQuery;
    return streamRun({
      ...served,
      request,
      grant,
      runId: params["runId"] ?? "",
      after,
      values,
      askAgain,
      streams,
      runs,
      logger,
    });
  }
  // That the parts belong to one another by the route's name is seen by the compiler in the table and in `answers`.
  const answer = answers[name] as unknown as (call: object) => Promise<unknown>;
  return jsonAnswer(await answer({ ...served, operator, can, params, query, body, values, tellHost }));
}

/** Who may not read may do nothing: what effects answer is read too. @throws PERMISSION_MISSING */
function requireRoutePermission({ can }: Grant, permission: Route<RouteTypes>["permission"]): void {
  if (permission === null) return;
  requirePermission(can, "read");
  // A lane names its own, and only it knows which.
  if (permission !== "read" && permission !== "lane") requirePermission(can, permission);
}
