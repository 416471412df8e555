import { css, html, nothing, type CSSResultGroup, type PropertyDeclarations } from "lit";
import { define } from "../base/define.ts";
import type { RunLiveness } from "../base/live-run.ts";
import type { ResourceState } from "../base/resource-state.ts";
import { ScoriaElement } from "../base/scoria-element.ts";
import { texts } from "../texts/texts.ts";
import { foundationStyles } from "../theme/foundation-styles.ts";
import "./time-mark.ts";

export type LivenessKind = RunLiveness["kind"] | "fresh" | "stale";

/** The mark of what is polled for, in the header of its page or elsewhere; nothing while there is nothing to be fresh. */
export function renderLiveness(state: ResourceState<unknown>, slot: string | typeof nothing = "actions"): unknown {
  if (state.kind !== "ready") return nothing;
  const kind = state.staleBecause === undefined ? "fresh" : "stale";
  return html`<scoria-liveness slot=${slot} .kind=${kind} .since=${state.readAt}></scoria-liveness>`;
}

/** Whether what is shown is as it is now: `live`, `reconnecting`, `stale since`. A change is told to screen readers. */
export class LivenessMark extends ScoriaElement {
  static override readonly properties: PropertyDeclarations = {
    kind: { type: String },
    since: { attribute: false },
  };

  static override readonly styles: CSSResultGroup = [
    foundationStyles,
    css`
      :host {
        display: inline-flex;
        color: var(--_ink-soft);
        font-size: var(--_text-small);
      }
      span {
        display: inline-flex;
        align-items: center;
        gap: 6px;
        white-space: nowrap;
      }
      i {
        width: 8px;
        height: 8px;
        border: 1.5px solid currentColor;
        border-radius: 50%;
      }
      .live i,
      .fresh i {
        border-color: var(--_good);
        background: var(--_good);
      }
      @media (forced-colors: active) {
        :is(.live, .fresh, .reconnecting, .stale, .stopped) i {
          background: CanvasText;
        }
      }
      .polling i {
        border-color: var(--_good);
      }
      .reconnecting i,
      .stale i,
      .stopped i {
        border-radius: 1px;
        border-color: var(--_warn);
        background: var(--_warn);
      }
      .reconnecting,
      .stale,
      .stopped {
        color: var(--_warn);
        font-weight: 600;
      }
    `,
  ];

  declare kind: LivenessKind;
  declare since: Date | undefined;

  protected override render(): unknown {
    const isOld = this.kind === "stale" || this.kind === "reconnecting";
    return html`<span class=${this.kind} role="status">
      <i aria-hidden="true"></i>${texts.liveness[this.kind]}
      ${isOld && this.since !== undefined ? html`<scoria-time .at=${this.since.toISOString()}></scoria-time>` : nothing}
    </span>`;
  }
}

define("scoria-liveness", LivenessMark);
