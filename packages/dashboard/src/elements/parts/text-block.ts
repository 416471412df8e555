import { css, html, type CSSResultGroup, type PropertyDeclarations } from "lit";
import { define } from "../base/define.ts";
import { ScoriaElement } from "../base/scoria-element.ts";
import { foundationStyles } from "../theme/foundation-styles.ts";
import { visibleText, visibleTextStyles } from "./visible-text.ts";

/** A text of unknown origin, line by line as it is, with nothing hidden in it. */
export class TextBlock extends ScoriaElement {
  static override readonly properties: PropertyDeclarations = { text: { type: String } };

  static override readonly styles: CSSResultGroup = [
    foundationStyles,
    visibleTextStyles,
    css`
      :host {
        white-space: pre-wrap;
        overflow-wrap: anywhere;
      }
    `,
  ];

  declare text: string;

  protected override render(): unknown {
    return html`${visibleText(this.text)}`;
  }
}

define("scoria-text", TextBlock);
