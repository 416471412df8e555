import { css, html, type CSSResultGroup, type PropertyDeclarations } from "lit";
import { cssProperties } from "../base/css-properties.ts";
import { define } from "../base/define.ts";
import { ScoriaElement } from "../base/scoria-element.ts";
import { foundationStyles } from "../theme/foundation-styles.ts";

/** How much of something is used, as a bar. The words beside it say the same: a screen reader is told nothing twice. */
export class MeterBar extends ScoriaElement {
  static override readonly properties: PropertyDeclarations = {
    value: { type: Number },
    most: { type: Number },
    tone: { type: String, reflect: true },
  };

  static override readonly styles: CSSResultGroup = [
    foundationStyles,
    css`
      :host {
        height: 6px;
        border-radius: 3px;
        background: var(--_line);
        overflow: clip;
      }
      div {
        height: 100%;
        border-radius: 3px;
        background: var(--_accent);
      }
      :host([tone="warn"]) div {
        background: var(--_warn);
      }
      :host([tone="bad"]) div {
        background: var(--_bad);
      }
      @media (forced-colors: active) {
        :host {
          border: 1px solid CanvasText;
        }
        :host div,
        :host([tone]) div {
          background: CanvasText;
          forced-color-adjust: none;
        }
      }
    `,
  ];

  declare value: number;
  /** What the whole bar stands for. */
  declare most: number;
  declare tone: "plain" | "warn" | "bad";

  protected override render(): unknown {
    const share = this.most <= 0 ? 0 : Math.min(1, Math.max(0, this.value / this.most));
    return html`<div aria-hidden="true" ${cssProperties({ width: `${share * 100}%` })}></div>`;
  }
}

define("scoria-meter", MeterBar);
