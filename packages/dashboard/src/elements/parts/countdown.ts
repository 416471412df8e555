import { css, html, nothing, type CSSResultGroup, type PropertyDeclarations } from "lit";
import { clock } from "../base/clock.ts";
import { define } from "../base/define.ts";
import { ScoriaElement } from "../base/scoria-element.ts";
import { absoluteTime, lengthOfTime } from "../base/time-text.ts";
import { texts } from "../texts/texts.ts";
import { foundationStyles } from "../theme/foundation-styles.ts";

const minute = 60_000;

/** At so much left a countdown that is `announced` says so. */
const saidAt = [10 * minute, 5 * minute, minute];

/** From here on it is `soon`, and then `last`. */
const soonMs = 60 * minute;
const lastMs = 5 * minute;

/**
 * How long something may still be done. It ticks each second, is marked in its last hour and its last minutes, and says when the
 * time is over. It tells `scoria-time-over` once.
 */
export class Countdown extends ScoriaElement {
  static override readonly properties: PropertyDeclarations = {
    until: { type: String },
    announced: { type: Boolean },
    said: { state: true },
  };

  static override readonly styles: CSSResultGroup = [
    foundationStyles,
    css`
      :host {
        display: inline-block;
        white-space: nowrap;
      }
      .soon {
        color: var(--_warn);
        font-weight: 600;
      }
      .last,
      .over {
        color: var(--_bad);
        font-weight: 600;
      }
    `,
  ];

  /** ISO 8601. */
  declare until: string;
  /** Whether a screen reader is told when little is left. Default: false, for rows of a list. */
  declare announced: boolean;
  declare protected said: string;

  #shown = "";
  #left = Number.POSITIVE_INFINITY;

  constructor() {
    super();
    this.said = "";
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.untilDisconnected(clock.subscribe((now) => this.#tick(now)));
  }

  protected override render(): unknown {
    const left = new Date(this.until).getTime() - Date.now();
    this.#shown = leftText(left);
    return html`<time class=${urgencyOf(left)} datetime=${this.until} title=${absoluteTime(new Date(this.until))}
        >${this.#shown}</time
      >${this.announced ? html`<span class="for-reader" role="status">${this.said}</span>` : nothing}`;
  }

  #tick(now: Date): void {
    const left = new Date(this.until).getTime() - now.getTime();
    if (this.#left > 0 && left <= 0) {
      this.said = texts.countdown.over;
      this.dispatchEvent(new Event("scoria-time-over", { bubbles: true, composed: true }));
    } else {
      const passed = saidAt.find((mark) => this.#left > mark && left <= mark);
      if (passed !== undefined && this.#left !== Number.POSITIVE_INFINITY) {
        this.said = texts.countdown.left(lengthOfTime(passed));
      }
    }
    this.#left = left;
    if (leftText(left) !== this.#shown) this.requestUpdate();
  }
}

function leftText(ms: number): string {
  if (ms <= 0) return texts.countdown.over;
  const seconds = Math.max(1, Math.floor(ms / 1_000));
  return texts.countdown.left(seconds < 60 ? `${seconds} s` : lengthOfTime(seconds * 1_000));
}

function urgencyOf(ms: number): string {
  if (ms <= 0) return "over";
  return ms <= lastMs ? "last" : ms <= soonMs ? "soon" : "";
}

define("scoria-countdown", Countdown);
