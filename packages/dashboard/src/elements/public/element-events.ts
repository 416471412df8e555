import type { RunOpen } from "../base/part-router.ts";
import type { DecisionMade } from "../pages/approval/decide.ts";
import type { ElementProperties, PublicTag } from "./element-properties.ts";

/**
 * The events by which the elements tell their host what an operator does. They bubble through every shadow root.
 *
 * @example
 * ```ts
 * import "@scoria/dashboard/elements";
 *
 * document.addEventListener("scoria-run-open", (event) => {
 *   event.preventDefault();
 *   history.pushState(null, "", `/orders/runs/${event.detail.runId}`);
 * });
 * ```
 */
export interface ElementEvents {
  /** A run is about to be opened from an element that stands alone. Prevent the default, and the host shows it itself. */
  "scoria-run-open": CustomEvent<RunOpen>;
  /** A decision of the operator was recorded. */
  "scoria-decision": CustomEvent<DecisionMade>;
}

type PublicElements = { [Tag in PublicTag]: HTMLElement & ElementProperties[Tag] };

declare global {
  interface HTMLElementEventMap extends ElementEvents {}
  interface DocumentEventMap extends ElementEvents {}
  interface HTMLElementTagNameMap extends PublicElements {}
}
