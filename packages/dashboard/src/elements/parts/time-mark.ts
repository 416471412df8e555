import { css, html, nothing, type CSSResultGroup, type PropertyDeclarations } from "lit";
import { clock } from "../base/clock.ts";
import { define } from "../base/define.ts";
import { preferences } from "../base/preferences.ts";
import { ScoriaElement } from "../base/scoria-element.ts";
import { absoluteTime, relativeTime, shortTime } from "../base/time-text.ts";
import { foundationStyles } from "../theme/foundation-styles.ts";

/**
 * A moment: how long ago it was, with the date, time and zone when it is pointed at, or has the focus if it `stops` there.
 * Whoever prefers dates sees those instead.
 */
export class TimeMark extends ScoriaElement {
  static override readonly properties: PropertyDeclarations = {
    at: { type: String },
    stops: { type: Boolean },
  };

  static override readonly styles: CSSResultGroup = [
    foundationStyles,
    css`
      :host {
        display: inline-block;
        position: relative;
        white-space: nowrap;
      }
      .exact {
        position: absolute;
        inset-block-end: calc(100% + 4px);
        inset-inline-end: 0;
        z-index: 2;
        padding: 4px 8px;
        border: 1px solid var(--_line-strong);
        border-radius: var(--_radius);
        background: var(--_surface);
        box-shadow: var(--_shadow);
        color: var(--_ink);
        font-size: var(--_text-small);
        visibility: hidden;
      }
      :host(:hover) .exact,
      time:focus-visible + .exact {
        visibility: visible;
      }
    `,
  ];

  /** ISO 8601. */
  declare at: string;
  /** Whether the Tab key comes by: for times that stand alone, not for those in rows. Default: false. */
  declare stops: boolean;

  #shown = "";

  override connectedCallback(): void {
    super.connectedCallback();
    this.untilDisconnected(clock.subscribe((now) => this.#text(now) !== this.#shown && this.requestUpdate()));
    this.untilDisconnected(preferences.subscribe(() => this.requestUpdate()));
  }

  protected override render(): unknown {
    const at = new Date(this.at);
    this.#shown = this.#text(new Date());
    return html`<time datetime=${this.at} tabindex=${this.stops ? 0 : nothing}>${this.#shown}</time
      ><span class="exact" part="exact" aria-hidden=${this.stops ? nothing : "true"}>${absoluteTime(at)}</span>`;
  }

  #text(now: Date): string {
    const at = new Date(this.at);
    return preferences.get("times") === "absolute" ? shortTime(at, now) : relativeTime(at, now);
  }
}

define("scoria-time", TimeMark);
