import { css, html, type CSSResult, type CSSResultGroup, type PropertyDeclarations, type TemplateResult } from "lit";
import { define } from "../base/define.ts";
import { ScoriaElement } from "../base/scoria-element.ts";
import { controlStyles } from "../theme/control-styles.ts";
import { foundationStyles } from "../theme/foundation-styles.ts";
import { copyButton, copyStyles } from "./copy-button.ts";
import { visibleText, visibleTextStyles } from "./visible-text.ts";

/** An id, shortened unless it is `whole`, with a button that copies all of it: for whoever uses `idStyles` and `controlStyles`. */
export function renderId(
  value: string,
  label: string,
  { whole = false }: { readonly whole?: boolean } = {},
): TemplateResult {
  return html`<span class="id-mark"
    ><span class="mono" title=${value}>${visibleText(whole ? value : shortId(value))}</span
    >${copyButton(value, label)}</span
  >`;
}

export const idStyles: CSSResult = css`
  .id-mark {
    display: inline-flex;
    align-items: center;
    gap: 2px;
  }
  ${copyStyles}
  ${visibleTextStyles}
`;

/** The same where it stands alone. */
export class IdMark extends ScoriaElement {
  static override readonly properties: PropertyDeclarations = {
    value: { type: String },
    label: { type: String },
    whole: { type: Boolean },
  };

  static override readonly styles: CSSResultGroup = [
    foundationStyles,
    controlStyles,
    idStyles,
    css`
      :host {
        display: inline-flex;
      }
    `,
  ];

  declare value: string;
  /** What it is the id of: `run id`. */
  declare label: string;
  declare whole: boolean;

  protected override render(): unknown {
    return renderId(this.value, this.label, { whole: this.whole });
  }
}

/** The beginning, by which it can be searched, and the end, which differs among those of the same minute. */
export function shortId(id: string): string {
  return id.length <= 14 ? id : `${id.slice(0, 8)}…${id.slice(-4)}`;
}

define("scoria-id", IdMark);
