import { css, html, type CSSResult, type CSSResultGroup, type PropertyDeclarations } from "lit";
import { AsyncDirective } from "lit/async-directive.js";
import { directive, type DirectiveResult } from "lit/directive.js";
import { clock } from "../base/clock.ts";
import { define } from "../base/define.ts";
import { preferences } from "../base/preferences.ts";
import { ScoriaElement } from "../base/scoria-element.ts";
import { absoluteTime, relativeTime, shortTime } from "../base/time-text.ts";
import { foundationStyles } from "../theme/foundation-styles.ts";

class TimeDirective extends AsyncDirective {
  #at = "";
  #options: TimeOptions = {};
  #shown = "";
  #leave: (() => void) | undefined;

  render(at: string, options: TimeOptions = {}): unknown {
    this.#at = at;
    this.#options = options;
    this.#listen();
    this.#shown = this.#text(new Date());
    const exact = absoluteTime(new Date(at));
    const { className = "", stops = false } = options;
    return stops
      ? html`<time class="time-mark" datetime=${at} tabindex="0">${this.#shown}</time
          ><span class="exact" part="exact">${exact}</span>`
      : html`<time class="time-mark ${className}" datetime=${at} data-exact=${exact}>${this.#shown}</time>`;
  }

  protected override disconnected(): void {
    this.#leave?.();
    this.#leave = undefined;
  }

  protected override reconnected(): void {
    this.#show();
  }

  #listen(): void {
    if (this.#leave !== undefined || !this.isConnected) return;
    const leaveClock = clock.subscribe((now) => this.#text(now) !== this.#shown && this.#show());
    const leavePreferences = preferences.subscribe(() => this.#show());
    this.#leave = () => {
      leaveClock();
      leavePreferences();
    };
  }

  #show(): void {
    this.setValue(this.render(this.#at, this.#options));
  }

  #text(now: Date): string {
    const at = new Date(this.#at);
    return preferences.get("times") === "absolute" ? shortTime(at, now) : relativeTime(at, now);
  }
}

interface TimeOptions {
  /** Added to its own. */
  readonly className?: "second";
  /** Whether the Tab key comes by: for times that stand alone, not for those in rows. Default: false. */
  readonly stops?: boolean;
}

/**
 * A moment: how long ago it was, with the date, time and zone when it is pointed at, or has the focus if it `stops` there.
 * Whoever prefers dates sees those instead. For whoever uses `timeStyles`.
 */
export const renderTime: (at: string, options?: TimeOptions) => DirectiveResult<typeof TimeDirective> =
  directive(TimeDirective);

export const timeStyles: CSSResult = css`
  .time-mark {
    position: relative;
    white-space: nowrap;
  }
  /* In rows it is drawn when it is pointed at, and not before: a list has many. */
  .time-mark[data-exact]:hover::after {
    content: attr(data-exact);
  }
  .time-mark[data-exact]:hover::after,
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
    font-weight: 400;
  }
`;

/** The same where it stands alone. */
export class TimeMark extends ScoriaElement {
  static override readonly properties: PropertyDeclarations = {
    at: { type: String },
    stops: { type: Boolean },
  };

  static override readonly styles: CSSResultGroup = [
    foundationStyles,
    timeStyles,
    css`
      :host {
        display: inline-block;
        position: relative;
        white-space: nowrap;
      }
      .exact {
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

  protected override render(): unknown {
    return renderTime(this.at, { stops: this.stops });
  }
}

define("scoria-time", TimeMark);
