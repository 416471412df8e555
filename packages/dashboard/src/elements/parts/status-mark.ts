import {
  css,
  html,
  nothing,
  svg,
  type CSSResult,
  type CSSResultGroup,
  type PropertyDeclarations,
  type SVGTemplateResult,
  type TemplateResult,
} from "lit";
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

interface StatusOptions {
  /** What stands behind the word: `waiting for approval`. */
  readonly note?: string | undefined;
  /** Whether only the shape is seen: the word is there for screen readers, and when it is pointed at. Default: false. */
  readonly shape?: boolean;
}

/** A status as a shape and a word; colour only repeats what they say. For whoever uses `statusStyles`. */
export function renderStatus(status: AnyStatus, { note, shape: isShape = false }: StatusOptions = {}): TemplateResult {
  const [shape, tone] = looks[status] ?? ["open", "quiet"];
  const word = `${texts.status[status] ?? status}${note === undefined ? "" : ` ${note}`}`;
  return html`<span class="status-mark ${tone}" part="status" title=${isShape ? word : nothing}>
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
    ${isShape ? html`<b class="for-reader">${word}</b>` : word}
  </span>`;
}

export const statusStyles: CSSResult = css`
  .status-mark {
    display: inline-flex;
    align-items: center;
    gap: 6px;
    vertical-align: top;
    white-space: nowrap;
  }
  .status-mark svg {
    flex: none;
    color: var(--tone);
  }
  .status-mark .cut {
    stroke: var(--_surface);
    stroke-width: 1.6;
  }
  .status-mark.quiet {
    --tone: var(--_ink-faint);
    --ground: var(--_sunken);
  }
  .status-mark.busy {
    --tone: var(--_busy);
    --ground: var(--_busy-ground);
  }
  .status-mark.warn {
    --tone: var(--_warn);
    --ground: var(--_warn-ground);
  }
  .status-mark.good {
    --tone: var(--_good);
    --ground: var(--_good-ground);
  }
  .status-mark.bad {
    --tone: var(--_bad);
    --ground: var(--_bad-ground);
  }
  .status-mark.halt {
    --tone: var(--_halt);
    --ground: var(--_halt-ground);
  }
  .status-mark .turns {
    transform-origin: 8px 8px;
    animation: turn 1.4s linear infinite;
  }
  @keyframes turn {
    to {
      rotate: 1turn;
    }
  }
  @media (forced-colors: active) {
    .status-mark svg {
      color: inherit;
    }
    .status-mark .cut {
      stroke: Canvas;
    }
  }
`;

/** The same where it stands alone. `pill` gives it a ground, for the head of a page. */
export class StatusMark extends ScoriaElement {
  static override readonly properties: PropertyDeclarations = {
    status: { type: String },
    pill: { type: Boolean, reflect: true },
    shape: { type: Boolean },
    note: { type: String },
  };

  static override readonly styles: CSSResultGroup = [
    foundationStyles,
    statusStyles,
    css`
      :host {
        display: inline-flex;
        vertical-align: top;
      }
      :host([pill]) .status-mark {
        padding: 3px 10px 3px 7px;
        border: 1px solid transparent;
        border-radius: 99px;
        background: var(--ground);
        color: var(--tone);
        font-weight: 600;
      }
    `,
  ];

  declare status: AnyStatus;
  declare pill: boolean;
  declare shape: boolean;
  declare note: string | undefined;

  protected override render(): unknown {
    return renderStatus(this.status, { note: this.note, shape: this.shape });
  }
}

define("scoria-status", StatusMark);
