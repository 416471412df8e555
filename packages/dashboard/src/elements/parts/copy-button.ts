import { css, html, type CSSResultGroup, type PropertyDeclarations } from "lit";
import { copyText } from "../base/copy-text.ts";
import { define } from "../base/define.ts";
import { ScoriaElement } from "../base/scoria-element.ts";
import { texts } from "../texts/texts.ts";
import { controlStyles } from "../theme/control-styles.ts";
import { foundationStyles } from "../theme/foundation-styles.ts";
import { icon } from "./icons.ts";
import { notify } from "./notify.ts";

/** Copies a text and says so, to the eye and to a screen reader. */
export class CopyButton extends ScoriaElement {
  static override readonly properties: PropertyDeclarations = {
    text: { attribute: false },
    label: { type: String },
    copied: { state: true },
  };

  static override readonly styles: CSSResultGroup = [
    foundationStyles,
    controlStyles,
    css`
      :host {
        display: inline-block;
        vertical-align: middle;
      }
      button {
        min-height: 24px;
        padding: 0 4px;
      }
      .icon {
        width: 14px;
        height: 14px;
      }
    `,
  ];

  /** What is copied; a function is asked when it is. */
  declare text: string | (() => string);
  /** What is copied, in a word or two: `run id`. */
  declare label: string;
  declare protected copied: boolean;

  protected override render(): unknown {
    return html`<button class="bare" type="button" aria-label=${texts.copy.action(this.label)} @click=${this.#copy}>
      ${icon(this.copied ? "check" : "copy")}
    </button>`;
  }

  readonly #copy = async (event: Event): Promise<void> => {
    const text = typeof this.text === "function" ? this.text() : this.text;
    this.copied = await copyText(text, event.currentTarget as HTMLElement);
    notify(this, this.copied ? texts.copy.done(this.label) : texts.copy.failed, {
      tone: this.copied ? "quiet" : "bad",
    });
    if (this.copied) setTimeout(() => (this.copied = false), 1_500);
  };
}

define("scoria-copy", CopyButton);
