import { css, html, type CSSResultGroup, type PropertyDeclarations } from "lit";
import { define } from "../base/define.ts";
import { ScoriaElement } from "../base/scoria-element.ts";
import { foundationStyles } from "../theme/foundation-styles.ts";
import { visibleText, visibleTextStyles } from "./visible-text.ts";
import "./copy-button.ts";

/** An id, shortened unless it is `whole`, with a button that copies all of it. */
export class IdMark extends ScoriaElement {
  static override readonly properties: PropertyDeclarations = {
    value: { type: String },
    label: { type: String },
    whole: { type: Boolean },
  };

  static override readonly styles: CSSResultGroup = [
    foundationStyles,
    visibleTextStyles,
    css`
      :host {
        display: inline-flex;
        align-items: center;
        gap: 2px;
      }
    `,
  ];

  declare value: string;
  /** What it is the id of: `run id`. */
  declare label: string;
  declare whole: boolean;

  protected override render(): unknown {
    return html`<span class="mono" title=${this.value}
        >${visibleText(this.whole ? this.value : shortId(this.value))}</span
      ><scoria-copy .text=${this.value} .label=${this.label}></scoria-copy>`;
  }
}

/** The beginning, by which it can be searched, and the end, which differs among those of the same minute. */
export function shortId(id: string): string {
  return id.length <= 14 ? id : `${id.slice(0, 8)}…${id.slice(-4)}`;
}

define("scoria-id", IdMark);
