import { html, nothing, type TemplateResult } from "lit";

/** A name and what it is; left out when the value is `undefined`. */
export type Fact = readonly [name: string, value: unknown];

/** Names and values in pairs, for which `factsStyles` are. */
export function renderFacts(facts: readonly Fact[], layout: "in-line" | "stacked" = "in-line"): TemplateResult {
  return html`<dl class="facts ${layout}">
    ${facts.map(([name, value]) =>
      value === undefined
        ? nothing
        : html`<div>
            <dt>${name}</dt>
            <dd>${value}</dd>
          </div>`,
    )}
  </dl>`;
}
