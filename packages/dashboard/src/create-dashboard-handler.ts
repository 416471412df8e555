import { AsyncResource } from "node:async_hooks";
import { isScoriaError, type Logger, type ScoriaCore } from "@scoria/core";
import { operatorSurface } from "@scoria/core/operator";
import { HostQuestion, isResponse, type Grant } from "./authorize/ask-host.ts";
import type { DashboardOptions } from "./dashboard-options.ts";
import { dashboardError, invalidInput } from "./errors.ts";
import { errorAnswer, withoutBody } from "./http/answers.ts";
import { readPath } from "./http/read-path.ts";
import { refuseOtherSites } from "./http/same-origin.ts";
import { runPath } from "./pages/page-paths.ts";
import { servePage } from "./pages/serve-page.ts";
import { readDashboardOptions, type ResolvedDashboard } from "./read-dashboard-options.ts";
import { serveApi } from "./routes/serve-api.ts";
import { SharedRuns } from "./stream/shared-runs.ts";
import { apiVersion } from "./wire/paths.ts";

/** Any facade: whatever its lanes, and whatever its handlers take. */
export type AnyScoria = Pick<ScoriaCore, "getRun" | "close">;

/** Serves the dashboard: what a browser asks of it, it answers. It never throws. */
export interface DashboardHandler<Context = unknown> {
  /** `context` is handed to `authorize` as it is: what a framework knows of the request beside it. */
  (request: Request, context?: Context): Promise<Response>;
  /**
   * Where a browser finds the page of a run: a whole URL where `origins` are set, else a path.
   *
   * @example
   * ```ts
   * import { createDashboardHandler } from "@scoria/dashboard";
   *
   * const dashboard = createDashboardHandler(scoria, { authorize: () => undefined, origins: ["https://ops.example.com"] });
   * console.log(dashboard.urlFor("0199c0de-0000-7000-8000-000000000000"));
   * // https://ops.example.com/scoria/workflows/0199c0de-0000-7000-8000-000000000000
   * ```
   */
  urlFor(runId: string): string;
}

const longestUrl = 8_192;
/** With the four seconds between two askings and the second in which streams are looked at: nine, of the ten that are promised. */
const streamPatienceMs = 4_000;

/**
 * Makes the dashboard of a facade: one function from Request to Response, for any framework.
 *
 * Nothing is answered before `authorize` has said who is asking: not a page, not a script, not that a path is wrong. Whoever may
 * ask sees the tenants that it named and no others, and a run of another tenant is absent in the same bytes as one that never
 * was. Effects are POST with a JSON body from the same origin, act for the operator, and record who it was.
 *
 * @throws AUTHORIZE_MISSING - there is no `authorize`
 * @throws INVALID_INPUT, UNKNOWN_OPTION - an option is out of form, or `scoria` is no facade
 *
 * @example
 * ```ts
 * import { createDashboardHandler } from "@scoria/dashboard";
 *
 * const dashboard = createDashboardHandler(scoria, {
 *   authorize(request) {
 *     if (request.headers.get("authorization") !== `Bearer ${process.env.OPS_TOKEN}`) return undefined;
 *     return { actorId: "ops", tenants: ["acme"], can: ["read", "decide", "cancel", "retry"] };
 *   },
 * });
 * const answer = await dashboard(new Request("http://localhost/scoria/api/runs"));
 * console.log(answer.status);
 * ```
 */
export function createDashboardHandler<Context = unknown>(
  scoria: AnyScoria,
  options: DashboardOptions<Context>,
): DashboardHandler<Context> {
  const resolved = readDashboardOptions(options);
  const surface = operatorSurface(scoria);
  const { basePath, origins } = resolved;
  const facade = scoria as ScoriaCore;
  const { logger } = surface;
  const host = new HostQuestion(resolved.authorize, (fields) => facade.operator(fields), logger);
  const dashboard: Dashboard<Context> = {
    ...resolved,
    logger,
    host,
    runs: new SharedRuns(surface),
    served: { scoria: facade, surface, basePath },
  };
  const handler = async (request: Request, context?: Context): Promise<Response> => {
    const answer = await serve(dashboard, request, context as Context).catch((error: unknown) => {
      if (!isScoriaError(error)) logger.error("The dashboard failed to answer a request.", { error });
      return errorAnswer(error);
    });
    return request.method === "HEAD" ? withoutBody(answer) : answer;
  };
  const [origin = ""] = origins;
  return Object.assign(handler, { urlFor: (runId: string) => `${origin}${basePath}${runPath(runId)}` });
}

/** What one handler serves with. */
export interface Dashboard<Context> extends ResolvedDashboard<Context> {
  readonly logger: Logger;
  readonly host: HostQuestion<Context>;
  readonly runs: SharedRuns;
  readonly served: {
    readonly scoria: ScoriaCore;
    readonly surface: ReturnType<typeof operatorSurface>;
    readonly basePath: string;
  };
}

async function serve<Context>(dashboard: Dashboard<Context>, request: Request, context: Context): Promise<Response> {
  const grant = await dashboard.host.ask(request, context);
  if (grant === undefined) throw dashboardError("NOT_AUTHORIZED");
  if (isResponse(grant)) return grant;
  const url = readUrl(request);
  const segments = readPath(url.pathname, dashboard.mountPath);
  if (segments === undefined) throw dashboardError("ROUTE_NOT_FOUND");
  const [first, ...rest] = segments;
  if (first !== "api") return servePage(dashboard, request, segments, grant);
  refuseOtherSites(request);
  requireVersion(request);
  // The timer that asks was set by whichever stream came first: what is ambient there, such as a cookie, is another operator's.
  const askAgain = AsyncResource.bind(async (): Promise<Grant | undefined> => {
    const again = await dashboard.host.ask(request, context, streamPatienceMs);
    return isResponse(again) ? undefined : again;
  });
  return serveApi({ dashboard, request, url, segments: rest, grant, askAgain });
}

/** @throws URL_TOO_LONG, INVALID_INPUT */
function readUrl({ url }: Request): URL {
  if (url.length > longestUrl) throw dashboardError("URL_TOO_LONG");
  // A header Host can make an address that is none.
  if (!URL.canParse(url)) throw invalidInput("The URL", "could not be read");
  return new URL(url);
}

/** @throws API_VERSION_UNSUPPORTED */
function requireVersion(request: Request): void {
  const spoken = request.headers.get("scoria-api-version");
  if (spoken !== null && spoken !== String(apiVersion)) throw dashboardError("API_VERSION_UNSUPPORTED");
}
