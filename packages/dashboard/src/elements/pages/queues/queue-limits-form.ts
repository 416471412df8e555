import { css, html, nothing, type CSSResultGroup, type PropertyDeclarations, type TemplateResult } from "lit";
import type { QueueChanges, QueueLimitsView } from "../../../wire/index.ts";
import { define } from "../../base/define.ts";
import { ScoriaElement } from "../../base/scoria-element.ts";
import { texts } from "../../texts/texts.ts";
import { controlStyles } from "../../theme/control-styles.ts";
import { foundationStyles } from "../../theme/foundation-styles.ts";
import { configureQueue } from "./queue-actions.ts";

const text = texts.queues;

type Limit = keyof QueueChanges;

const names: readonly Limit[] = ["concurrency", "tenantConcurrency", "keyConcurrency", "maxSize"];

/**
 * The limits of a queue, to be changed. What was typed stays while the queue is read again, and only what was typed is sent, so
 * that a limit that somebody else changed meanwhile is left as it is.
 */
export class QueueLimitsForm extends ScoriaElement {
  static override readonly properties: PropertyDeclarations = {
    queue: { type: String },
    limits: { attribute: false },
    typed: { state: true },
    isSending: { state: true },
  };

  static override readonly styles: CSSResultGroup = [
    foundationStyles,
    controlStyles,
    css`
      form {
        display: grid;
        gap: 12px;
      }
      .fields {
        display: grid;
        grid-template-columns: repeat(auto-fit, minmax(min(210px, 100%), 1fr));
        gap: 12px 16px;
      }
      .field {
        display: grid;
        align-content: start;
        gap: 4px;
      }
      input {
        width: 16ch;
        max-width: 100%;
      }
      .is-changed {
        border-color: var(--_accent) !important;
        background: var(--_accent-ground) !important;
      }
      .actions {
        display: flex;
        flex-wrap: wrap;
        gap: 8px;
      }
    `,
  ];

  declare queue: string;
  declare limits: QueueLimitsView;
  declare protected typed: Readonly<Partial<Record<Limit, string>>>;
  declare protected isSending: boolean;

  constructor() {
    super();
    this.typed = {};
    this.isSending = false;
  }

  protected override render(): TemplateResult {
    const changes = this.#changes;
    const isChanged = Object.keys(changes).length > 0;
    return html`<form @submit=${this.#send}>
      <div class="fields">${names.map((name) => this.#renderField(name))}</div>
      <p class="soft">${text.limitsHold}</p>
      <div class="actions">
        <button type="submit" class="primary" ?disabled=${!isChanged || this.isSending}>${text.changeLimits}</button>
        ${
          isChanged
            ? html`<button type="button" class="bare" @click=${() => (this.typed = {})}>${text.undoChanges}</button>`
            : nothing
        }
      </div>
    </form>`;
  }

  #renderField(name: Limit): TemplateResult {
    const known = this.limits[name];
    return html`<div class="field">
      <label for=${name}>${text.limitNames[name]}</label>
      <input
        id=${name}
        class=${name in this.#changes ? "is-changed" : ""}
        type="number"
        min="1"
        max="1000000"
        step="1"
        inputmode="numeric"
        autocomplete="off"
        placeholder=${text.noLimit}
        aria-describedby="${name}-meaning"
        .value=${this.typed[name] ?? (known === null ? "" : String(known))}
        @input=${(event: Event) => this.#type(name, event.target as HTMLInputElement)}
      />
      <p id="${name}-meaning" class="faint">${text.limitMeanings[name]}</p>
    </div>`;
  }

  #type(name: Limit, field: HTMLInputElement): void {
    field.setCustomValidity(field.validity.badInput ? text.limitRange : "");
    this.typed = { ...this.typed, [name]: field.value };
  }

  get #changes(): QueueChanges {
    const changes: Partial<Record<Limit, number | null>> = {};
    for (const name of names) {
      const typed = this.typed[name];
      const value = typed === undefined || typed === "" ? null : Number(typed);
      if (typed !== undefined && value !== this.limits[name]) changes[name] = value;
    }
    return changes;
  }

  readonly #send = async (event: Event): Promise<void> => {
    event.preventDefault();
    this.isSending = true;
    const isDone = await configureQueue(this, this.queue, this.#changes);
    this.isSending = false;
    if (!isDone) return;
    this.typed = {};
    this.dispatchEvent(new Event("scoria-queue-changed"));
  };
}

define("scoria-queue-limits", QueueLimitsForm);
