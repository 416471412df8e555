import type { Grant } from "../authorize/ask-host.ts";
import { dashboardError } from "../errors.ts";
import { errorAnswer, pageHeaders } from "../http/answers.ts";
import type { ResolvedDashboard } from "../read-dashboard-options.ts";
import { requirePermission } from "../routes/lane-routes.ts";
import { findAsset } from "./assets.ts";
import { isPage } from "./page-paths.ts";
import { shellPage } from "./shell-page.ts";

type Pages = Pick<ResolvedDashboard<never>, "basePath" | "hasPages" | "policy">;

/** @throws ROUTE_NOT_FOUND, PERMISSION_MISSING */
export async function servePage(
  { basePath, hasPages, policy }: Pages,
  request: Request,
  segments: readonly string[],
  { can }: Grant,
): Promise<Response> {
  if (!hasPages) throw dashboardError("ROUTE_NOT_FOUND");
  if (request.method !== "GET" && request.method !== "HEAD") {
    return errorAnswer(dashboardError("METHOD_NOT_ALLOWED"), { allow: "GET, HEAD" });
  }
  requirePermission(can, "read");
  const [first, name = ""] = segments;
  if (first !== "assets") {
    const headers = pageHeaders("text/html; charset=utf-8", policy);
    return new Response(shellPage(basePath), { status: isPage(segments) ? 200 : 404, headers });
  }
  const asset = segments.length === 2 ? await findAsset(name) : undefined;
  if (asset === undefined) throw dashboardError("ROUTE_NOT_FOUND");
  const headers = pageHeaders(asset.contentType, policy);
  // They hold nothing of anybody's, and their names change with what is in them.
  if (asset.isHashed) headers["cache-control"] = "private, max-age=31536000, immutable";
  return new Response(asset.bytes, { headers });
}
