import { css, html, nothing, svg, type CSSResultGroup, type PropertyDeclarations, type SVGTemplateResult } from "lit";
import type { ApprovalStatus, NodeView, RunStatus, StepView } from "../../wire/index.ts";
import { define } from "../base/define.ts";
import { ScoriaElement } from "../base/scoria-element.ts";
import { texts } from "../texts/texts.ts";
import { foundationStyles } from "../theme/foundation-styles.ts";

export type AnyStatus = RunStatus | StepView["status"] | ApprovalStatus | NodeView["status"];

type Shape = "open" | "turning" | "pause" | "check" | "cross" | "slash" | "square" | "dot";
type Tone = "quiet" | "busy" | "warn" | "good" | "bad" | "halt";

const looks: { readonly [Status in AnyStatus]: readonly [Shape, Tone] } = {
  queued: ["open", "quiet"],
  running: ["turning", "busy"],
  waiting: ["pause", "warn"],
  completed: ["check", "good"],
  failed: ["cross", "bad"],
  cancelled: ["slash", "quiet"],
  halted: ["square", "halt"],
  pending: ["pause", "warn"],
  approved: ["check", "good"],
  rejected: ["cross", "bad"],
  expired: ["slash", "quiet"],
  withdrawn: ["slash", "quiet"],
  alive: ["dot", "good"],
  draining: ["pause", "warn"],
  quarantined: ["square", "halt"],
  gone: ["slash", "quiet"],
};

const shapes: { readonly [Name in Shape]: SVGTemplateResult } = {
  open: svg`<circle cx="8" cy="8" r="5.6" stroke-dasharray="2.3 2.1" />`,
  turning: svg`<circle cx="8" cy="8" r="5.6" opacity=".3" /><path class="turns" d="M8 2.4A5.6 5.6 0 0 1 13.6 8" />`,
  pause: svg`<circle cx="8" cy="8" r="5.6" /><path d="M6.5 5.9v4.2M9.5 5.9v4.2" />`,
  check: svg`<circle cx="8" cy="8" r="6.3" fill="currentColor" stroke="none" /><path class="cut" d="m5.2 8.2 2 2 3.7-4.2" />`,
  cross: svg`<circle cx="8" cy="8" r="6.3" fill="currentColor" stroke="none" /><path class="cut" d="m5.8 5.8 4.4 4.4m0-4.4-4.4 4.4" />`,
  slash: svg`<circle cx="8" cy="8" r="5.6" /><path d="m4.2 11.8 7.6-7.6" />`,
  square: svg`<rect x="2.3" y="2.3" width="11.4" height="11.4" rx="2" fill="currentColor" stroke="none" /><path class="cut" d="M5.5 8h5" />`,
  dot: svg`<circle cx="8" cy="8" r="4.2" fill="currentColor" stroke="none" />`,
};

/** A status as a shape and a word; colour only repeats what they say. `pill` gives it a ground, for the head of a page. */
export class StatusMark extends ScoriaElement {
  static override readonly properties: PropertyDeclarations = {
    status: { type: String },
    pill: { type: Boolean, reflect: true },
    shape: { type: Boolean },
    note: { type: String },
  };

  static override readonly styles: CSSResultGroup = [
    foundationStyles,
    css`
      :host {
        display: inline-flex;
        vertical-align: top;
      }
      span {
        display: inline-flex;
        align-items: center;
        gap: 6px;
        white-space: nowrap;
      }
      svg {
        flex: none;
        color: var(--tone);
      }
      .cut {
        stroke: var(--_surface);
        stroke-width: 1.6;
      }
      .quiet {
        --tone: var(--_ink-faint);
        --ground: var(--_sunken);
      }
      .busy {
        --tone: var(--_busy);
        --ground: var(--_busy-ground);
      }
      .warn {
        --tone: var(--_warn);
        --ground: var(--_warn-ground);
      }
      .good {
        --tone: var(--_good);
        --ground: var(--_good-ground);
      }
      .bad {
        --tone: var(--_bad);
        --ground: var(--_bad-ground);
      }
      .halt {
        --tone: var(--_halt);
        --ground: var(--_halt-ground);
      }
      :host([pill]) span {
        padding: 3px 10px 3px 7px;
        border: 1px solid transparent;
        border-radius: 99px;
        background: var(--ground);
        color: var(--tone);
        font-weight: 600;
      }
      @media (forced-colors: active) {
        svg {
          color: inherit;
        }
        .cut {
          stroke: Canvas;
        }
      }
      .turns {
        transform-origin: 8px 8px;
        animation: turn 1.4s linear infinite;
      }
      @keyframes turn {
        to {
          rotate: 1turn;
        }
      }
    `,
  ];

  declare status: AnyStatus;
  declare pill: boolean;
  /** Whether only the shape is seen: the word is there for screen readers, and when it is pointed at. Default: false. */
  declare shape: boolean;
  /** What stands behind the word: `waiting for approval`. */
  declare note: string | undefined;

  protected override render(): unknown {
    const [shape, tone] = looks[this.status] ?? ["open", "quiet"];
    const word = `${texts.status[this.status] ?? this.status}${this.note === undefined ? "" : ` ${this.note}`}`;
    return html`<span class=${tone} part="status" title=${this.shape ? word : nothing}>
      <svg
        viewBox="0 0 16 16"
        width="14"
        height="14"
        fill="none"
        stroke="currentColor"
        stroke-width="1.5"
        stroke-linecap="round"
        aria-hidden="true"
      >
        ${shapes[shape]}
      </svg>
      ${this.shape ? html`<b class="for-reader">${word}</b>` : word}
    </span>`;
  }
}

define("scoria-status", StatusMark);
