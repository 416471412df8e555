import { html, nothing, type TemplateResult } from "lit";
import type { RunView } from "../../../wire/index.ts";
import type { StepSelect } from "./step-tree.ts";
import { visibleText } from "../../parts/visible-text.ts";
import { texts } from "../../texts/texts.ts";
import { renderError } from "./error-box.ts";
import { failedStepOf } from "./run-facts.ts";

const text = texts.run.failure;

/** Why a run ended otherwise than it should, and where. */
export function renderFailure(run: RunView, selectStep: (select: StepSelect) => void): unknown {
  const { error, status } = run;
  if (error === undefined) return nothing;
  const stepKey = status === "failed" ? failedStepOf(run) : undefined;
  return html`<section class="card failure" aria-labelledby="failure" part="failure">
    <div class="failure-head">
      <h2 id="failure">${headingOf(run)}</h2>
      ${stepKey === undefined ? nothing : renderStep(run, stepKey, selectStep)}
    </div>
    ${renderError(error)}
  </section>`;
}

function headingOf({ status }: RunView): string {
  if (status === "halted") return text.halted;
  return status === "cancelled" ? text.cancelled : text.failed;
}

function renderStep(run: RunView, stepKey: string, selectStep: (select: StepSelect) => void): TemplateResult {
  const name = run.steps.find((step) => step.stepKey === stepKey)?.name ?? stepKey;
  return html`<span class="soft"
    >${text.step}
    <button class="bare" type="button" @click=${() => selectStep({ stepKey })}>${visibleText(name)}</button></span
  >`;
}
