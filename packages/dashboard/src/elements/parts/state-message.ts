import { css, html, nothing, type CSSResultGroup, type PropertyDeclarations } from "lit";
import { define } from "../base/define.ts";
import { ScoriaElement } from "../base/scoria-element.ts";
import { texts } from "../texts/texts.ts";
import { controlStyles } from "../theme/control-styles.ts";
import { foundationStyles } from "../theme/foundation-styles.ts";
import { icon, type IconName } from "./icons.ts";

export type StateKind = "loading" | "empty" | "no-match" | "forbidden" | "absent" | "failed";

const icons: { readonly [Kind in StateKind]: IconName } = {
  loading: "refresh",
  empty: "empty",
  "no-match": "search",
  forbidden: "forbidden",
  absent: "search",
  failed: "warning",
};

/** What stands where there is nothing to show, and why: nothing yet, no match, not allowed, not there, or failed. */
export class StateMessage extends ScoriaElement {
  static override readonly properties: PropertyDeclarations = {
    kind: { type: String },
    heading: { type: String },
    detail: { type: String },
    onRetry: { attribute: false },
  };

  static override readonly styles: CSSResultGroup = [
    foundationStyles,
    controlStyles,
    css`
      .state {
        display: grid;
        justify-items: center;
        gap: 8px;
        padding: 48px 24px;
        text-align: center;
        color: var(--_ink-soft);
      }
      .mark {
        display: grid;
        place-items: center;
        width: 36px;
        height: 36px;
        border: 1px solid var(--_line);
        border-radius: 50%;
        background: var(--_surface);
        color: var(--_ink-faint);
      }
      .failed .mark {
        color: var(--_bad);
      }
      h2 {
        color: var(--_ink);
        font-size: var(--_text);
        font-weight: 600;
      }
      p {
        max-width: 56ch;
        overflow-wrap: anywhere;
      }
      .loading {
        opacity: 0;
        animation: appear 0.2s 0.4s forwards;
      }
      @keyframes appear {
        to {
          opacity: 1;
        }
      }
      @media (prefers-reduced-motion: reduce) {
        .loading {
          opacity: 1;
        }
      }
    `,
  ];

  declare kind: StateKind;
  /** Default: what the kind says. */
  declare heading: string | undefined;
  declare detail: string | undefined;
  /** Shown as a button when given. */
  declare onRetry: (() => void) | undefined;

  protected override render(): unknown {
    const role = this.kind === "failed" ? "alert" : this.kind === "loading" ? "status" : nothing;
    return html`<div class="state ${this.kind}" role=${role} part="state">
      ${this.kind === "loading" ? nothing : html`<span class="mark">${icon(icons[this.kind])}</span>`}
      <h2>${this.heading ?? texts.states[this.kind]}</h2>
      ${this.detail === undefined ? nothing : html`<p>${this.detail}</p>`}
      <slot></slot>
      ${
        this.onRetry === undefined
          ? nothing
          : html`<button type="button" @click=${this.onRetry}>${icon("refresh")} ${texts.states.retry}</button>`
      }
    </div>`;
  }
}

define("scoria-state", StateMessage);
