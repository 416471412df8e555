import { css, html, nothing, type CSSResultGroup, type PropertyDeclarations } from "lit";
import { define } from "../base/define.ts";
import { ScoriaElement } from "../base/scoria-element.ts";
import { texts } from "../texts/texts.ts";
import { controlStyles } from "../theme/control-styles.ts";
import { foundationStyles } from "../theme/foundation-styles.ts";
import { visibleText, visibleTextStyles } from "./visible-text.ts";

/** What is asked before something is done that cannot be taken back. */
export interface Question {
  /** What would be done, to what: `Cancel 3 runs?` */
  readonly heading: string;
  /** What follows from it. A template may show the exact effect, in an element of the class `exactly`. */
  readonly consequence: unknown;
  /** The button that does it, with its verb: `Cancel runs`. */
  readonly action: string;
  readonly tone?: "primary" | "danger";
  /** Whether a reason is asked for. Default: `optional`. */
  readonly reason?: "none" | "optional" | "required";
  /** What has to be typed before it can be done, such as the name of what is emptied. Default: nothing. */
  readonly mustType?: string;
  /** One of several to choose, the first unless another is, such as for how long. Default: nothing to choose. */
  readonly choice?: {
    readonly label: string;
    readonly choices: readonly { readonly value: string; readonly text: string }[];
  };
}

/** That a person said yes, and why. */
export interface Confirmed {
  readonly reason?: string;
}

/** The same, with what was chosen. */
export interface ConfirmedChoice extends Confirmed {
  readonly chosen: string;
}

/** Asks in a modal dialog above the page of `from`; `undefined` when the person said no. The focus comes back to where it was. */
export async function askToConfirm(from: ScoriaElement, question: Question): Promise<Confirmed | undefined> {
  const confirmed = await askToChoose(from, question);
  if (confirmed === undefined) return undefined;
  const { chosen: _, ...answer } = confirmed;
  return answer;
}

/** The same for a question with a `choice`: says what was chosen as well. */
export function askToChoose(from: ScoriaElement, question: Question): Promise<ConfirmedChoice | undefined> {
  const dialog = new ConfirmDialog();
  dialog.question = question;
  from.renderRoot.append(dialog);
  return dialog.answer.finally(() => dialog.remove());
}

export class ConfirmDialog extends ScoriaElement {
  static override readonly properties: PropertyDeclarations = {
    question: { attribute: false },
    reason: { state: true },
    typed: { state: true },
    chosen: { state: true },
  };

  static override readonly styles: CSSResultGroup = [
    foundationStyles,
    controlStyles,
    visibleTextStyles,
    css`
      :host {
        display: contents;
      }
      dialog {
        width: min(520px, calc(100vw - 32px));
        max-height: calc(100dvh - 32px);
        padding: 20px;
        border: 1px solid var(--_line-strong);
        border-radius: calc(var(--_radius) * 2);
        background: var(--_surface);
        box-shadow: var(--_shadow);
        color: var(--_ink);
        font: inherit;
        font-family: var(--_font);
        font-size: var(--_text);
      }
      dialog::backdrop {
        background: rgb(0 0 0 / 40%);
      }
      form {
        display: grid;
        gap: 12px;
      }
      h2 {
        font-size: var(--_text-large);
        font-weight: 600;
      }
      p + p {
        margin-block-start: 8px;
      }
      /* What would be done, to the last byte; it may be long. */
      .exactly {
        max-height: 36dvh;
        margin-block-start: 8px;
        border-block-end: 1px solid var(--_line);
        overflow: auto;
      }
      .field {
        display: grid;
        gap: 4px;
      }
      .actions {
        display: flex;
        flex-wrap: wrap;
        justify-content: end;
        gap: 8px;
        margin-block-start: 4px;
      }
    `,
  ];

  declare question: Question;
  declare protected reason: string;
  declare protected typed: string;
  declare protected chosen: string | undefined;

  readonly #settled = Promise.withResolvers<ConfirmedChoice | undefined>();

  constructor() {
    super();
    this.reason = "";
    this.typed = "";
  }

  get answer(): Promise<ConfirmedChoice | undefined> {
    return this.#settled.promise;
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#settled.resolve(undefined);
  }

  protected override firstUpdated(): void {
    this.#dialog?.showModal();
  }

  get #dialog(): HTMLDialogElement | null {
    return this.renderRoot.querySelector("dialog");
  }

  protected override render(): unknown {
    const { heading, consequence, action, tone = "primary", reason = "optional" } = this.question;
    return html`<dialog aria-labelledby="heading" part="dialog" @close=${() => this.#settled.resolve(undefined)}>
      <form @submit=${this.#confirm} @keydown=${this.#onKey}>
        <h2 id="heading">${visibleText(heading)}</h2>
        <div class="soft">${consequence}</div>
        ${this.#renderChoice()}
        ${
          reason === "none"
            ? nothing
            : html`<div class="field">
                <label for="reason">${reason === "required" ? texts.confirm.reason : texts.confirm.reasonIfAny}</label>
                <textarea
                  id="reason"
                  rows="3"
                  maxlength="2000"
                  aria-describedby="hint"
                  ?required=${reason === "required"}
                  .value=${this.reason}
                  @input=${(event: Event) => (this.reason = (event.target as HTMLTextAreaElement).value)}
                ></textarea>
                <p id="hint" class="faint">${texts.confirm.reasonIsKept}</p>
              </div>`
        }
        ${this.#renderTyped()}
        <div class="actions">
          <button type="button" @click=${() => this.#dialog?.close()}>${texts.confirm.no}</button>
          <button type="submit" class=${tone} ?disabled=${!this.#isReady}>${action}</button>
        </div>
      </form>
    </dialog>`;
  }

  #renderChoice(): unknown {
    const { choice } = this.question;
    if (choice === undefined) return nothing;
    return html`<div class="field">
      <label for="choice">${choice.label}</label>
      <select id="choice" @change=${(event: Event) => (this.chosen = (event.target as HTMLSelectElement).value)}>
        ${choice.choices.map(({ value, text }) => html`<option value=${value}>${text}</option>`)}
      </select>
    </div>`;
  }

  #renderTyped(): unknown {
    const { mustType } = this.question;
    if (mustType === undefined) return nothing;
    return html`<div class="field">
      <label for="typed">${texts.confirm.typeIt} <code>${visibleText(mustType)}</code></label>
      <input
        id="typed"
        type="text"
        autocomplete="off"
        spellcheck="false"
        .value=${this.typed}
        @input=${(event: Event) => (this.typed = (event.target as HTMLInputElement).value)}
      />
    </div>`;
  }

  get #isReady(): boolean {
    const { reason = "optional", mustType } = this.question;
    return (reason !== "required" || this.reason.trim() !== "") && (mustType === undefined || this.typed === mustType);
  }

  /** Enter alone is a new line of the reason; with Ctrl or ⌘ it is meant. */
  readonly #onKey = (event: KeyboardEvent): void => {
    if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey)) return;
    event.preventDefault();
    this.renderRoot.querySelector("form")?.requestSubmit();
  };

  readonly #confirm = (event: Event): void => {
    event.preventDefault();
    if (!this.#isReady) return;
    const reason = this.reason.trim();
    const chosen = this.chosen ?? this.question.choice?.choices[0]?.value ?? "";
    this.#settled.resolve(reason === "" ? { chosen } : { chosen, reason });
    this.#dialog?.close();
  };
}

define("scoria-confirm", ConfirmDialog);
