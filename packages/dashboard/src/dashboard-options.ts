import type { Logger } from "@scoria/core";
import type { Authorize } from "./authorize/authorize.ts";
import type { RedactField } from "./shown/shown-field.ts";
import type { StreamLimits } from "./stream/open-streams.ts";

/** How a dashboard is served, and to whom. */
export interface DashboardOptions<Context = unknown> {
  /** Says who is asking, and for which tenants. There is no default: without it no handler is made. */
  readonly authorize: Authorize<Context>;
  /** Where a browser finds the dashboard, such as `/ops/scoria`; `/` for a host of its own. Default: `/scoria`. */
  readonly basePath?: string;
  /**
   * Where this process finds it, when a proxy changes the path on the way. A framework that cuts the path off when it mounts
   * needs nothing. Default: `basePath`.
   */
  readonly mountPath?: string;
  /**
   * The origins that a browser may see the dashboard under, such as `https://ops.example.com`; the first one is that of
   * `urlFor`. Needed where a proxy changes scheme or host, for browsers without Fetch Metadata. Default: that of each request.
   */
  readonly origins?: readonly string[];
  /** Whether pages are served beside the API. Default: true. */
  readonly pages?: boolean;
  /** Who may show the dashboard in a frame: `'self'`, or origins. Default: nobody. */
  readonly frameAncestors?: readonly string[];
  /** What operators see in place of a value. Secrets of known shapes are taken out whatever it says. Default: values as they are. */
  readonly redact?: RedactField;
  readonly streams?: StreamLimits;
  /** Where it says that `authorize` failed, or a request did. Default: the facade's. */
  readonly logger?: Logger;
}
