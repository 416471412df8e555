import { html, nothing, type TemplateResult } from "lit";
import type { ErrorView } from "../../../wire/index.ts";
import { visibleText } from "../../parts/visible-text.ts";
import { texts } from "../../texts/texts.ts";
import "../../parts/json-tree.ts";
import "../../parts/text-block.ts";

/** An error as it is kept: its code or name, its message, its details. `errorBoxStyles` are in `run-styles.ts`. */
export function renderError({ name, message, code, details }: ErrorView): TemplateResult {
  return html`<div class="error">
    <p class="error-name">
      <strong class="mono">${visibleText(code ?? name)}</strong>
      ${code === undefined || name === "ScoriaError" ? nothing : html`<span class="faint">${visibleText(name)}</span>`}
    </p>
    ${message === "" ? nothing : html`<scoria-text .text=${message}></scoria-text>`}
    ${
      details === undefined
        ? nothing
        : html`<details>
            <summary>${texts.run.failure.details}</summary>
            <scoria-json .value=${details} .label=${texts.run.failure.details}></scoria-json>
          </details>`
    }
  </div>`;
}
