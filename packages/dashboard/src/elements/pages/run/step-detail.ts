import { html, nothing, type CSSResultGroup, type PropertyDeclarations, type TemplateResult } from "lit";
import type { Json } from "@scoria/core";
import type { EntryView, ErrorView, StepView } from "../../../wire/index.ts";
import { define } from "../../base/define.ts";
import { ScoriaElement } from "../../base/scoria-element.ts";
import { lengthOfTime } from "../../base/time-text.ts";
import { renderFacts } from "../../parts/facts.ts";
import { visibleText, visibleTextStyles } from "../../parts/visible-text.ts";
import { texts } from "../../texts/texts.ts";
import { controlStyles } from "../../theme/control-styles.ts";
import { factsStyles } from "../../theme/facts-styles.ts";
import { foundationStyles } from "../../theme/foundation-styles.ts";
import { renderError } from "./error-box.ts";
import { errorBoxStyles } from "./error-box-styles.ts";
import { attemptsOf } from "./step-attempts.ts";
import { stepDetailStyles } from "./step-detail-styles.ts";
import "../../parts/copy-button.ts";
import "../../parts/id-mark.ts";
import "../../parts/json-tree.ts";
import "../../parts/status-mark.ts";
import "../../parts/time-mark.ts";

const text = texts.run.step;

/** Detail of `scoria-entry-select`. */
export interface EntrySelect {
  readonly seq: number;
}

/** All that is recorded of one step. */
export class StepDetail extends ScoriaElement {
  static override readonly properties: PropertyDeclarations = {
    step: { attribute: false },
    entries: { attribute: false },
  };

  static override readonly styles: CSSResultGroup = [
    foundationStyles,
    controlStyles,
    factsStyles,
    errorBoxStyles,
    visibleTextStyles,
    stepDetailStyles,
  ];

  declare step: StepView;
  /** Those of this step. */
  declare entries: readonly EntryView[];

  protected override render(): TemplateResult {
    const { step } = this;
    const { name, role, kind, status, attempts, startedAt, finishedAt } = step;
    return html`<h2 id="step">${visibleText(name)}</h2>
      ${renderFacts(
        [
          [texts.runs.columns.status, html`<scoria-status .status=${status}></scoria-status>`],
          [text.role, visibleText(role)],
          [text.kind, kind === undefined || kind === "step" ? undefined : visibleText(kind)],
          [text.attempts, attempts],
          [text.started, startedAt === null ? undefined : html`<scoria-time stops .at=${startedAt}></scoria-time>`],
          [
            text.took,
            startedAt === null || finishedAt === null
              ? undefined
              : lengthOfTime(Date.parse(finishedAt) - Date.parse(startedAt)),
          ],
        ],
        "stacked",
      )}
      ${status === "cancelled" ? html`<p class="soft">${text.cut}</p>` : nothing}
      ${step.error === undefined ? nothing : this.#renderPart(text.error, renderError(step.error))}
      ${this.#renderAttempts()} ${this.#renderValue(text.output, step.output)}
      ${this.#renderValue(text.input, step.input)} ${this.#renderValue(text.context, contextIn(this.entries))}
      ${this.#renderEntries()}
      ${renderFacts(
        [
          [
            text.key,
            html`<span class="mono">${visibleText(step.stepKey)}</span
              ><scoria-copy .text=${step.stepKey} .label=${text.keyCopied}></scoria-copy>`,
          ],
          [
            text.idempotencyKey,
            html`<scoria-id .value=${step.idempotencyKey} .label=${text.idempotencyKey.toLowerCase()}></scoria-id>`,
          ],
        ],
        "stacked",
      )}`;
  }

  #renderPart(heading: string, content: unknown): TemplateResult {
    return html`<section>
      <h3>${heading}</h3>
      ${content}
    </section>`;
  }

  #renderValue(heading: string, value: Json | undefined): unknown {
    if (value === undefined) return nothing;
    const label = text.of(heading, this.step.name);
    return this.#renderPart(heading, html`<scoria-json .value=${value} .label=${label}></scoria-json>`);
  }

  #renderAttempts(): unknown {
    const failed = attemptsOf(this.entries).filter(({ outcome }) => outcome === "failed");
    // The last error of a failed step stands above already.
    const shown = this.step.status === "failed" ? failed.slice(0, -1) : failed;
    if (shown.length === 0) return nothing;
    return this.#renderPart(
      text.failedAttempts,
      html`<ol class="attempts">
        ${shown.map(
          ({ number, from, to, error, retryAt }) =>
            html`<li>
              <p>
                <strong>${text.attempt(number)}</strong>
                ${from === undefined || to === undefined ? nothing : html`<span class="soft">${lengthOfTime(to - from)}</span>`}
                ${
                  retryAt === undefined
                    ? nothing
                    : html`<span class="soft"
                        >${text.next} <scoria-time .at=${new Date(retryAt).toISOString()}></scoria-time
                      ></span>`
                }
              </p>
              ${error === undefined ? nothing : this.#renderErrorOf(error)}
            </li>`,
        )}
      </ol>`,
    );
  }

  /** What is said above already is not said again: a step that is tried ten times mostly fails of one thing. */
  #renderErrorOf(error: ErrorView): TemplateResult {
    const isSame = JSON.stringify(error) === JSON.stringify(this.step.error);
    return isSame ? html`<p class="soft">${text.sameError}</p>` : renderError(error);
  }

  #renderEntries(): TemplateResult {
    return this.#renderPart(
      text.entries,
      this.entries.length === 0
        ? html`<p class="soft">${text.noEntries}</p>`
        : html`<ol class="entries">
            ${this.entries.map(
              ({ seq, type, at }) =>
                html`<li>
                  <button class="bare" type="button" @click=${() => this.#select(seq)}>
                    <span class="faint">${seq}</span> ${visibleText(type)}
                  </button>
                  <scoria-time .at=${at}></scoria-time>
                </li>`,
            )}
          </ol>`,
    );
  }

  #select(seq: number): void {
    const detail: EntrySelect = { seq };
    this.dispatchEvent(new CustomEvent("scoria-entry-select", { detail, bubbles: true, composed: true }));
  }
}

/** What a handler inside the run was shown beside its input. */
function contextIn(entries: readonly EntryView[]): Json | undefined {
  for (const { payload } of entries) {
    const { inner } = (payload ?? {}) as { readonly inner?: { readonly context?: Json } };
    if (inner?.context !== undefined) return inner.context;
  }
  return undefined;
}

define("scoria-step-detail", StepDetail);
