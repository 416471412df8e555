/**
 * The elements: importing this registers `<scoria-dashboard>` and the parts that stand alone. What a page needs beyond the
 * frame is loaded when it is first shown.
 */
export { ScoriaDashboard } from "./shell/scoria-dashboard.ts";
export { publicParts, type PublicPart } from "./shell/public-parts.ts";
export type { RunOpen } from "./base/part-router.ts";

import { definePublicParts } from "./shell/public-parts.ts";

definePublicParts();
