import { css, html, type CSSResult, type CSSResultGroup, type PropertyDeclarations } from "lit";
import { AsyncDirective } from "lit/async-directive.js";
import { directive, type DirectiveResult } from "lit/directive.js";
import { copyText } from "../base/copy-text.ts";
import { define } from "../base/define.ts";
import { ScoriaElement } from "../base/scoria-element.ts";
import { texts } from "../texts/texts.ts";
import { controlStyles } from "../theme/control-styles.ts";
import { foundationStyles } from "../theme/foundation-styles.ts";
import { icon } from "./icons.ts";
import { notify } from "./notify.ts";

class CopyDirective extends AsyncDirective {
  #text: string | (() => string) = "";
  #label = "";
  #isCopied = false;

  render(text: string | (() => string), label: string): unknown {
    this.#text = text;
    this.#label = label;
    return html`<button class="bare copy" type="button" aria-label=${texts.copy.action(label)} @click=${this.#copy}>
      ${icon(this.#isCopied ? "check" : "copy")}
    </button>`;
  }

  readonly #copy = async (event: Event): Promise<void> => {
    const button = event.currentTarget as HTMLElement;
    const label = this.#label;
    const isCopied = await copyText(typeof this.#text === "function" ? this.#text() : this.#text, button);
    notify(button, isCopied ? texts.copy.done(label) : texts.copy.failed, { tone: isCopied ? "quiet" : "bad" });
    if (!isCopied) return;
    this.#show(true);
    setTimeout(() => this.#show(false), 1_500);
  };

  #show(isCopied: boolean): void {
    this.#isCopied = isCopied;
    if (this.isConnected) this.setValue(this.render(this.#text, this.#label));
  }
}

/** A button that copies a text and says so, to the eye and to a screen reader: for whoever uses `copyStyles` and `controlStyles`. */
export const copyButton: (text: string | (() => string), label: string) => DirectiveResult<typeof CopyDirective> =
  directive(CopyDirective);

export const copyStyles: CSSResult = css`
  button.copy {
    min-height: 24px;
    padding: 0 4px;
  }
  button.copy .icon {
    width: 14px;
    height: 14px;
  }
`;

/** The same where it stands alone. */
export class CopyButton extends ScoriaElement {
  static override readonly properties: PropertyDeclarations = {
    text: { attribute: false },
    label: { type: String },
  };

  static override readonly styles: CSSResultGroup = [
    foundationStyles,
    controlStyles,
    copyStyles,
    css`
      :host {
        display: inline-block;
        vertical-align: middle;
      }
    `,
  ];

  /** What is copied; a function is asked when it is. */
  declare text: string | (() => string);
  /** What is copied, in a word or two: `run id`. */
  declare label: string;

  protected override render(): unknown {
    return copyButton(this.text, this.label);
  }
}

define("scoria-copy", CopyButton);
