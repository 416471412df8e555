import { css, html, type CSSResultGroup, type PropertyDeclarations } from "lit";
import { define } from "../base/define.ts";
import { ScoriaElement } from "../base/scoria-element.ts";
import { foundationStyles } from "../theme/foundation-styles.ts";

/** A word beside a name that says something about it which is no status: `Paused`, `Full`. The word says it, colour repeats it. */
export class FlagMark extends ScoriaElement {
  static override readonly properties: PropertyDeclarations = {
    text: { type: String },
    tone: { type: String, reflect: true },
  };

  static override readonly styles: CSSResultGroup = [
    foundationStyles,
    css`
      :host {
        display: inline-flex;
        vertical-align: middle;
      }
      span {
        padding: 1px 8px;
        border: 1px solid var(--_line-strong);
        border-radius: 99px;
        background: var(--_sunken);
        color: var(--_ink-soft);
        font-size: var(--_text-small);
        font-weight: 600;
        white-space: nowrap;
      }
      :host([tone="warn"]) span {
        border-color: transparent;
        background: var(--_warn-ground);
        color: var(--_warn);
      }
      :host([tone="bad"]) span {
        border-color: transparent;
        background: var(--_bad-ground);
        color: var(--_bad);
      }
    `,
  ];

  declare text: string;
  declare tone: "quiet" | "warn" | "bad";

  protected override render(): unknown {
    return html`<span part="flag">${this.text}</span>`;
  }
}

define("scoria-flag", FlagMark);
