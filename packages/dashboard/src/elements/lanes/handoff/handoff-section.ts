import { html, nothing, type CSSResultGroup, type PropertyDeclarations, type TemplateResult } from "lit";
import type { Json, JsonObject } from "@scoria/core";
import type { ErrorView, RunView, StepView } from "../../../wire/index.ts";
import { define } from "../../base/define.ts";
import { ScoriaElement } from "../../base/scoria-element.ts";
import { lengthOfTime } from "../../base/time-text.ts";
import { renderError } from "../../pages/run/error-box.ts";
import { errorBoxStyles } from "../../pages/run/error-box-styles.ts";
import { renderFacts } from "../../parts/facts.ts";
import { icon } from "../../parts/icons.ts";
import { visibleText, visibleTextStyles } from "../../parts/visible-text.ts";
import { texts } from "../../texts/texts.ts";
import { cardStyles } from "../../theme/card-styles.ts";
import { controlStyles } from "../../theme/control-styles.ts";
import { factsStyles } from "../../theme/facts-styles.ts";
import { foundationStyles } from "../../theme/foundation-styles.ts";
import { previewsOf } from "./context-preview.ts";
import { handoffStyles } from "./handoff-styles.ts";
import "../../parts/id-mark.ts";
import "../../parts/json-tree.ts";
import "../../parts/state-message.ts";
import "../../parts/status-mark.ts";
import "../../parts/time-mark.ts";

const text = texts.handoff;

/** One handoff, as the lane projects it and the wire carries it. */
interface HandoffView {
  readonly handoffId: string;
  readonly delegatedRole: string;
  readonly delegatedKind: string;
  readonly handoffInput: JsonObject;
  readonly projectedContext: JsonObject;
  readonly parentStepKey: string;
  readonly parentRole: string;
  readonly childStepKey: string;
  readonly depth: number;
  readonly allowed: readonly string[];
  readonly status: StepView["status"];
  readonly result?: Json;
  readonly error?: ErrorView;
  readonly startedAt?: string;
  readonly finishedAt?: string;
}

/** What roles of a run delegated to others: to whom, with what context, and what came of it. */
export class HandoffSection extends ScoriaElement {
  static override readonly properties: PropertyDeclarations = {
    run: { attribute: false },
    projection: { attribute: false },
  };

  static override readonly styles: CSSResultGroup = [
    foundationStyles,
    cardStyles,
    controlStyles,
    factsStyles,
    errorBoxStyles,
    visibleTextStyles,
    handoffStyles,
  ];

  declare run: RunView;
  declare projection: readonly HandoffView[];

  protected override render(): TemplateResult {
    return html`<section class="card" aria-labelledby="handoffs">
      <div class="card-head"><h2 id="handoffs">${text.title}</h2></div>
      ${
        this.projection.length === 0
          ? this.#renderNone()
          : this.projection.map((handoff) => this.#renderHandoff(handoff))
      }
    </section>`;
  }

  #renderNone(): TemplateResult {
    const isRemoved = this.run.payloadsRemovedAt !== undefined;
    return html`<div class="none">
      <p>${isRemoved ? text.removed : text.none}</p>
      <p class="soft">${isRemoved ? text.removedDetail : text.noneDetail}</p>
    </div>`;
  }

  #renderHandoff(handoff: HandoffView): TemplateResult {
    const { parentRole, delegatedRole, delegatedKind, status, handoffId, depth, allowed } = handoff;
    const { startedAt, finishedAt } = handoff;
    return html`<article aria-label=${`${text.from} ${parentRole} ${text.to} ${delegatedRole}`}>
      <header>
        <h3>
          <span class="for-reader">${text.from}</span> ${visibleText(parentRole)} ${icon("chevron")}
          <span class="for-reader">${text.to}</span> ${visibleText(delegatedRole)}
        </h3>
        <span class="tag">${visibleText(delegatedKind)}</span>
        <scoria-status .status=${status}></scoria-status>
      </header>
      <div class="columns">
        ${renderFacts(
          [
            [text.parentStep, this.#renderStep(handoff.parentStepKey)],
            [text.childStep, this.#renderChild(handoff)],
            [
              text.started,
              startedAt === undefined ? undefined : html`<scoria-time stops .at=${startedAt}></scoria-time>`,
            ],
            [
              text.took,
              startedAt === undefined || finishedAt === undefined
                ? undefined
                : lengthOfTime(Date.parse(finishedAt) - Date.parse(startedAt)),
            ],
            [text.depth, depth > 1 ? depth : undefined],
            [
              text.allowed,
              allowed.length === 0 ? undefined : html`<span class="mono">${visibleText(allowed.join(", "))}</span>`,
            ],
            [text.handoffId, html`<scoria-id .value=${handoffId} .label=${text.handoffId.toLowerCase()}></scoria-id>`],
          ],
          "stacked",
        )}
        <div class="shown">${this.#renderContext(handoff)}</div>
        <div class="shown">${this.#renderResult(handoff)}</div>
      </div>
    </article>`;
  }

  #renderChild({ childStepKey, status, startedAt }: HandoffView): unknown {
    if (startedAt !== undefined) return this.#renderStep(childStepKey);
    return html`<span class="pending">${status === "cancelled" ? text.cutOff : text.pending}</span>`;
  }

  #renderStep(stepKey: string): TemplateResult {
    const select = (event: MouseEvent): void => {
      if (event.ctrlKey || event.metaKey || event.shiftKey) return;
      event.preventDefault();
      event.stopPropagation();
      this.dispatchEvent(new CustomEvent("scoria-step-select", { detail: { stepKey }, bubbles: true, composed: true }));
    };
    const to = `/workflows/${this.run.runId}?step=${encodeURIComponent(stepKey)}`;
    return html`<a class="mono" href=${this.href(to)} @click=${select}>${visibleText(stepKey)}</a>`;
  }

  #renderContext({ projectedContext, handoffInput, delegatedRole }: HandoffView): TemplateResult {
    const { previews, more } = previewsOf(projectedContext);
    return html`<h4>${text.context}</h4>
      ${
        previews.length === 0
          ? html`<p class="soft">${text.noContext}</p>`
          : html`<dl class="previews">
              ${previews.map(
                ([key, preview]) =>
                  html`<div>
                    <dt class="mono">${visibleText(key)}</dt>
                    <dd>${visibleText(preview)}</dd>
                  </div>`,
              )}
            </dl>`
      }
      ${more === 0 ? nothing : html`<p class="faint">${text.moreContext(more)}</p>`}
      ${this.#renderWhole(text.fullInput, handoffInput, delegatedRole)}
      ${previews.length === 0 ? nothing : this.#renderWhole(text.fullContext, projectedContext, delegatedRole)}`;
  }

  #renderWhole(heading: string, value: JsonObject, role: string): TemplateResult {
    return html`<details>
      <summary>${heading}</summary>
      <scoria-json .value=${value} .label=${texts.run.step.of(heading, role)}></scoria-json>
    </details>`;
  }

  #renderResult({ result, error, delegatedRole }: HandoffView): TemplateResult {
    if (error !== undefined)
      return html`<h4>${text.error}</h4>
        ${renderError(error)}`;
    return html`<h4>${text.result}</h4>
      ${
        result === undefined
          ? html`<p class="soft">${text.noResult}</p>`
          : html`<scoria-json .value=${result} .label=${texts.run.step.of(text.result, delegatedRole)}></scoria-json>`
      }`;
  }
}

define("scoria-handoff-section", HandoffSection);
