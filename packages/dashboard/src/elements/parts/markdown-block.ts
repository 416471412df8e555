import { css, html, type CSSResultGroup, type PropertyDeclarations } from "lit";
import { define } from "../base/define.ts";
import { ScoriaElement } from "../base/scoria-element.ts";
import { foundationStyles } from "../theme/foundation-styles.ts";
import { visibleText, visibleTextStyles } from "./visible-text.ts";

/** Longer texts are shown as they are: nobody reads them formatted, and a hostile one shall not keep the page busy. */
const longest = 100_000;

/**
 * What a model wrote, formatted. It is made of our own elements and never of HTML that stands in the text; there are no images,
 * and links only to this origin. Until what formats it is loaded, and if it cannot be, the text is shown as it is.
 */
export class MarkdownBlock extends ScoriaElement {
  static override readonly properties: PropertyDeclarations = {
    text: { type: String },
    format: { state: true },
  };

  static override readonly styles: CSSResultGroup = [
    foundationStyles,
    visibleTextStyles,
    css`
      :host {
        overflow-wrap: anywhere;
      }
      .plain {
        white-space: pre-wrap;
      }
      .formatted {
        display: grid;
        gap: 8px;
      }
      ul,
      ol {
        padding-inline-start: 20px;
        list-style: revert;
      }
      pre {
        margin: 0;
        padding: 8px 12px;
        border-radius: var(--_radius);
        background: var(--_sunken);
        overflow-x: auto;
      }
      blockquote {
        margin: 0;
        padding-inline-start: 12px;
        border-inline-start: 2px solid var(--_line-strong);
        color: var(--_ink-soft);
      }
      table {
        border-collapse: collapse;
      }
      th,
      td {
        padding: 4px 8px;
        border: 1px solid var(--_line);
        text-align: start;
      }
      .heading {
        font-weight: 600;
      }
      a {
        text-decoration: underline;
      }
      .address {
        color: var(--_ink-faint);
      }
    `,
  ];

  declare text: string;
  declare protected format: ((text: string) => unknown) | undefined;

  override connectedCallback(): void {
    super.connectedCallback();
    void import("./format-markdown.ts").then(
      ({ formatMarkdown }) => (this.format = formatMarkdown),
      () => {
        // It stays plain.
      },
    );
  }

  protected override render(): unknown {
    if (this.format === undefined || this.text.length > longest) {
      return html`<div class="plain">${visibleText(this.text)}</div>`;
    }
    return html`<div class="formatted">${this.format(this.text)}</div>`;
  }
}

define("scoria-markdown", MarkdownBlock);
