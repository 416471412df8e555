import { dashboardError } from "../errors.ts";

/**
 * Refuses an effect that a page of another origin could have asked for. Browsers say where a request comes from in
 * `Sec-Fetch-Site`, which scripts cannot set; those that do not, say it in `Origin`, which must then be one of ours exactly.
 * A request that says neither is refused: it may be a browser's that says nothing.
 *
 * @param origins what `Origin` may be; empty: the origin that was asked for
 * @throws CROSS_ORIGIN
 */
export function requireSameOrigin(request: Request, origins: ReadonlySet<string>): void {
  const origin = request.headers.get("origin");
  const site = request.headers.get("sec-fetch-site");
  const isOurs = origin !== null && (origins.size === 0 ? isAskedFor(request, origin) : origins.has(origin));
  // A proxy may change scheme and host, so where no origin was named the browser's own word is enough.
  const isAllowed = site === null ? isOurs : site === "same-origin" && (isOurs || origins.size === 0);
  if (!isAllowed) throw dashboardError("CROSS_ORIGIN");
}

/** A framework may put the name that its server was started under into the URL, as Next.js does. The browser's own word is Host. */
function isAskedFor(request: Request, origin: string): boolean {
  const url = new URL(request.url);
  const byHost = `${url.protocol}//${request.headers.get("host") ?? url.host}`;
  return origin === url.origin || (URL.canParse(byHost) && origin === new URL(byHost).origin);
}

/**
 * Refuses what a browser says that a page of another site, or of a sibling origin, asks for. It could not read the answer, but
 * how long it takes and how large it is tell of what is in it. A program says nothing of the kind, and nor does who typed the
 * address.
 *
 * @throws CROSS_ORIGIN
 */
export function refuseOtherSites(request: Request): void {
  const site = request.headers.get("sec-fetch-site");
  if (site !== null && site !== "same-origin" && site !== "none") throw dashboardError("CROSS_ORIGIN");
}
