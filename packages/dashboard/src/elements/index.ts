/**
 * The elements: importing this registers `<scoria-dashboard>` and the parts that stand alone. What a page needs beyond the
 * frame is loaded when it is first shown.
 */
export { ScoriaDashboard } from "./shell/scoria-dashboard.ts";
export type { RunOpen } from "./base/part-router.ts";
export type { DecisionMade } from "./pages/approval/decide.ts";
export type { ElementEvents } from "./public/element-events.ts";
export type { ElementAttributes, ElementProperties, PublicTag } from "./public/element-properties.ts";

import { definePublicParts } from "./shell/public-parts.ts";

definePublicParts();
