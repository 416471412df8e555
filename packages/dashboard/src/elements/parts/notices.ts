import { css, html, type CSSResultGroup, type PropertyDeclarations } from "lit";
import { define } from "../base/define.ts";
import { ScoriaElement } from "../base/scoria-element.ts";
import { texts } from "../texts/texts.ts";
import { controlStyles } from "../theme/control-styles.ts";
import { foundationStyles } from "../theme/foundation-styles.ts";
import { icon } from "./icons.ts";
import type { Notice } from "./notify.ts";

/** How long a notice that went well stays; one that did not stays until it is closed. */
const shownMs = 6_000;

/** The corner in which notices appear, and the live region by which screen readers hear of them. */
export class Notices extends ScoriaElement {
  static override readonly properties: PropertyDeclarations = {
    shown: { state: true },
    said: { state: true },
  };

  static override readonly styles: CSSResultGroup = [
    foundationStyles,
    controlStyles,
    css`
      :host {
        position: fixed;
        inset-block-end: 16px;
        inset-inline-end: 16px;
        z-index: 20;
        display: grid;
        gap: 8px;
        justify-items: end;
        max-width: min(420px, calc(100vw - 32px));
      }
      .notice {
        display: flex;
        align-items: start;
        gap: 10px;
        padding: 8px 8px 8px 12px;
        border: 1px solid var(--_line-strong);
        border-inline-start: 3px solid var(--_good);
        border-radius: var(--_radius);
        background: var(--_surface);
        box-shadow: var(--_shadow);
        overflow-wrap: anywhere;
      }
      .notice.bad {
        border-inline-start-color: var(--_bad);
      }
      .notice p {
        padding-block: 3px;
      }
      button {
        min-height: 26px;
        padding: 0 5px;
      }
    `,
  ];

  declare protected shown: readonly Notice[];
  declare protected said: string;

  constructor() {
    super();
    this.shown = [];
    this.said = "";
  }

  /** Shows it, says it, and takes it away after a while. */
  add(notice: Notice): void {
    // The same words twice are heard twice: a no-break space makes them other words.
    this.said = this.said === notice.text ? `${notice.text}\u00A0` : notice.text;
    if (notice.tone === "quiet") return;
    this.shown = [...this.shown.slice(-3), notice];
    if (notice.tone === "good") setTimeout(() => this.#remove(notice), shownMs);
  }

  protected override render(): unknown {
    return html`<div class="for-reader" role="status">${this.said}</div>
      ${this.shown.map(
        (notice) =>
          html`<div class="notice ${notice.tone}" part="notice">
            <p>${notice.text}</p>
            <button class="bare" type="button" aria-label=${texts.notices.close} @click=${() => this.#remove(notice)}>
              ${icon("close")}
            </button>
          </div>`,
      )}`;
  }

  #remove(notice: Notice): void {
    this.shown = this.shown.filter((one) => one !== notice);
  }
}

define("scoria-notices", Notices);
