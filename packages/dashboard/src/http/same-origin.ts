import { dashboardError } from "../errors.ts";

/**
 * Refuses an effect that a page of another origin could have asked for. Browsers say where a request comes from in
 * `Sec-Fetch-Site`, which scripts cannot set; those that do not, say it in `Origin`, which must then be one of ours exactly.
 * A request that says neither is refused: it may be a browser's that says nothing.
 *
 * @param origins what `Origin` may be; empty: the origin of the URL that was asked for
 * @throws CROSS_ORIGIN
 */
export function requireSameOrigin(request: Request, origins: ReadonlySet<string>): void {
  const origin = request.headers.get("origin");
  const site = request.headers.get("sec-fetch-site");
  const isOurs = origin !== null && (origins.size === 0 ? origin === new URL(request.url).origin : origins.has(origin));
  // A proxy may change scheme and host, so where no origin was named the browser's own word is enough.
  const isAllowed = site === null ? isOurs : site === "same-origin" && (isOurs || origins.size === 0);
  if (!isAllowed) throw dashboardError("CROSS_ORIGIN");
}
