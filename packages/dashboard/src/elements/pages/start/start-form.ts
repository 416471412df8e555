import type { Json } from "@scoria/core";
import { html, nothing, type CSSResultGroup, type PropertyDeclarations, type TemplateResult } from "lit";
import { keyed } from "lit/directives/keyed.js";
import { live } from "lit/directives/live.js";
import { ref } from "lit/directives/ref.js";
import { define } from "../../base/define.ts";
import { asWireError } from "../../base/resource-state.ts";
import { ScoriaElement } from "../../base/scoria-element.ts";
import { notify } from "../../parts/notify.ts";
import { visibleText, visibleTextStyles } from "../../parts/visible-text.ts";
import { texts } from "../../texts/texts.ts";
import { cardStyles } from "../../theme/card-styles.ts";
import { controlStyles } from "../../theme/control-styles.ts";
import { foundationStyles } from "../../theme/foundation-styles.ts";
import type { WireError } from "../../../wire/index.ts";
import { renderField } from "./form-fields.ts";
import { faultOfJson, type StartDraft } from "./start-draft.ts";
import { startFormStyles } from "./start-form-styles.ts";
import "../../parts/run-state.ts";

const text = texts.start;

/**
 * The form that starts a run of one kind. What the browser can check it checks before anything is sent; what the server refuses
 * is shown at the field that it names. The idempotency key stays until a run has started, so a lost answer starts none twice.
 */
export class StartForm extends ScoriaElement {
  static override readonly properties: PropertyDeclarations = {
    draft: { attribute: false },
    isSending: { state: true },
    fault: { state: true },
  };

  static override readonly styles: CSSResultGroup = [
    foundationStyles,
    controlStyles,
    cardStyles,
    visibleTextStyles,
    startFormStyles,
  ];

  declare draft: StartDraft;
  declare protected isSending: boolean;
  /** Why what was typed as JSON cannot go into the form. */
  declare protected fault: string | undefined;

  constructor() {
    super();
    this.isSending = false;
  }

  protected override willUpdate(changed: ReadonlyMap<PropertyKey, unknown>): void {
    if (changed.has("draft")) this.fault = undefined;
  }

  protected override render(): TemplateResult {
    const { draft } = this;
    return html`<section class="card" aria-labelledby="form-title">
      <div class="card-head">
        <h2 id="form-title">${visibleText(text.formOf(draft.kind))}</h2>
        ${draft.field === undefined ? nothing : this.#renderModes()}
      </div>
      ${this.#renderStarted()} ${this.#renderRefusal()}
      <form @submit=${this.#submit} @keydown=${this.#onKey}>
        ${keyed(draft, draft.mode === "json" ? this.#renderJson() : this.#renderFields())} ${this.#renderTenant()}
        ${this.#renderMore()}
        <div class="submit">
          <button type="submit" class="primary" ?disabled=${this.isSending}>
            ${this.isSending ? text.starting : visibleText(text.start(draft.kind))}
          </button>
          <span class="faint">${text.startKeys}</span>
        </div>
      </form>
    </section>`;
  }

  #renderModes(): TemplateResult {
    const { draft } = this;
    return html`<div class="modes" role="group" aria-label=${text.modes.label}>
      <button type="button" aria-pressed=${draft.mode === "form"} @click=${() => this.#show("form")}>
        ${text.modes.form}
      </button>
      <button type="button" aria-pressed=${draft.mode === "json"} @click=${() => this.#show("json")}>
        ${text.modes.json}
      </button>
    </div>`;
  }

  #renderFields(): unknown {
    const { draft } = this;
    if (draft.field === undefined) return nothing;
    const onChange = (): void => this.requestUpdate();
    return renderField({ field: draft.field, path: [], isRequired: true, draft, onChange });
  }

  #renderJson(): TemplateResult {
    const { draft } = this;
    const onInput = (event: Event): void => {
      draft.json = (event.target as HTMLTextAreaElement).value;
      this.fault = undefined;
      this.requestUpdate();
    };
    return html`<div class="field">
      <label for="json">${text.input}</label>
      <textarea
        id="json"
        class="mono whole"
        spellcheck="false"
        aria-describedby="json-hint"
        aria-invalid=${this.fault === undefined ? nothing : "true"}
        .value=${live(draft.json)}
        ${ref((area) => (area as HTMLTextAreaElement | undefined)?.setCustomValidity(faultOfJson(draft.json)))}
        @input=${onInput}
      ></textarea>
      <div id="json-hint" class="hint">
        <span>${draft.field === undefined ? text.jsonOnly : nothing} ${text.jsonHint}</span>
        ${this.fault === undefined ? nothing : html`<strong class="refused" role="alert">${this.fault}</strong>`}
      </div>
    </div>`;
  }

  #renderTenant(): unknown {
    const { draft } = this;
    const tenants = this.mount.operator.view?.tenants ?? [];
    if (tenants.length < 2) return nothing;
    return html`<div class="field choice">
      <label for="tenant">${text.tenant}</label>
      <select
        id="tenant"
        required
        @change=${(event: Event) => (draft.tenantId = (event.target as HTMLSelectElement).value || undefined)}
      >
        <option value="" ?selected=${draft.tenantId === undefined}>${text.choose}</option>
        ${tenants.map((tenant) => html`<option value=${tenant} ?selected=${tenant === draft.tenantId}>${tenant}</option>`)}
      </select>
    </div>`;
  }

  #renderMore(): TemplateResult {
    const { draft } = this;
    const renew = (): void => {
      draft.renewKey();
      this.requestUpdate();
    };
    return html`<details ?open=${draft.sessionId !== ""}>
      <summary>${text.more}</summary>
      <div class="more">
        <div class="field">
          <label for="session">${text.session}</label>
          <input
            id="session"
            type="text"
            maxlength="200"
            spellcheck="false"
            aria-describedby="session-hint"
            .value=${draft.sessionId}
            @input=${(event: Event) => (draft.sessionId = (event.target as HTMLInputElement).value)}
          />
          <p id="session-hint" class="hint">${text.sessionHint}</p>
        </div>
        <div class="field">
          <span>${text.key}</span>
          <div class="key">
            <code>${draft.idempotencyKey}</code><button type="button" @click=${renew}>${text.newKey}</button>
          </div>
          <p class="hint">${text.keyHint}</p>
        </div>
      </div>
    </details>`;
  }

  #renderRefusal(): unknown {
    const { refusal } = this.draft;
    if (refusal === undefined) return nothing;
    return html`<div class="refusal" role="alert"><strong>${text.refused}</strong> ${refusal.message}</div>`;
  }

  #renderStarted(): unknown {
    const { startedRunId } = this.draft;
    if (startedRunId === undefined) return nothing;
    return html`<section class="started" aria-label=${text.startedTitle}>
      <scoria-run-state .runId=${startedRunId}></scoria-run-state>
    </section>`;
  }

  #show(mode: "form" | "json"): void {
    const { draft } = this;
    if (draft.mode === mode) return;
    this.fault = undefined;
    if (mode === "json") draft.toJson();
    else this.fault = draft.toForm();
    this.requestUpdate();
  }

  /** Enter alone is a new line of a text. */
  readonly #onKey = (event: KeyboardEvent): void => {
    if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey)) return;
    event.preventDefault();
    this.renderRoot.querySelector("form")?.requestSubmit();
  };

  readonly #submit = async (event: Event): Promise<void> => {
    event.preventDefault();
    const { draft } = this;
    const input = draft.input();
    if (this.isSending || "fault" in input) return;
    this.isSending = true;
    draft.refusal = undefined;
    try {
      const { run } = await this.mount.client.call("startRun", { body: this.#bodyOf(draft, input.value) });
      draft.startedRunId = run.runId;
      // The next start from this form is another run.
      draft.renewKey();
      this.mount.answers.clear();
      notify(this, text.started);
    } catch (error) {
      this.#refuse(draft, asWireError(error));
    } finally {
      this.isSending = false;
    }
  };

  #bodyOf(draft: StartDraft, input: unknown): Parameters<typeof this.mount.client.call<"startRun">>[1]["body"] {
    const sessionId = draft.sessionId.trim();
    return {
      tenantId: draft.tenantId ?? this.mount.operator.view?.tenants[0] ?? "",
      kind: draft.kind,
      idempotencyKey: draft.idempotencyKey,
      ...(input === undefined ? {} : { input: input as Json }),
      ...(sessionId === "" ? {} : { sessionId }),
    };
  }

  #refuse(draft: StartDraft, { status, message, details }: WireError): void {
    const { path, paths } = details;
    const named = Array.isArray(paths) ? paths : [path];
    // No answer, or one that says nothing: it may have started.
    const isUnknown = status === 0 || status >= 500;
    draft.refusal = {
      message: isUnknown ? `${message} ${text.unknown}` : message,
      paths: new Set(named.filter((one) => typeof one === "string")),
    };
    this.requestUpdate();
    void this.updateComplete.then(() =>
      this.renderRoot.querySelector<HTMLElement>(':is(input, select, textarea)[aria-invalid="true"]')?.focus(),
    );
  }
}

define("scoria-start-form", StartForm);
