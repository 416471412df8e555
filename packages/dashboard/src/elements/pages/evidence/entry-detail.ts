import { html, nothing, type TemplateResult } from "lit";
import type { EntryView } from "../../../wire/index.ts";
import { absoluteTime, lengthOfTime } from "../../base/time-text.ts";
import { renderFacts } from "../../parts/facts.ts";
import { visibleText } from "../../parts/visible-text.ts";
import { texts } from "../../texts/texts.ts";
import "../../parts/id-mark.ts";
import "../../parts/json-tree.ts";

const text = texts.evidence;

/** One entry as it is recorded, whatever its type. `begin`: when its journal begins, in ms since 1970. */
export function renderEntry(entry: EntryView, begin: number): TemplateResult {
  const { seq, type, at, stepKey, role, payload, payloadHash, hash, redacted } = entry;
  const moment = new Date(at);
  return html`<h3 class="mono">${seq} ${visibleText(type)}</h3>
    ${renderFacts(
      [
        [
          text.columns.at,
          html`${absoluteTime(moment)}
            <span class="faint">${text.after(lengthOfTime(moment.getTime() - begin))}</span>`,
        ],
        [text.ofStep, stepKey === undefined ? undefined : html`<span class="mono">${visibleText(stepKey)}</span>`],
        [text.columns.role, role === undefined ? undefined : visibleText(role)],
        [text.hash, html`<scoria-id .value=${hash} .label=${text.hash.toLowerCase()}></scoria-id>`],
      ],
      "stacked",
    )}
    ${redacted ? html`<p class="soft">${text.redacted}</p>` : nothing}
    ${
      payload !== undefined
        ? html`<scoria-json .value=${payload} .label=${text.payload(seq)}></scoria-json>`
        : payloadHash === undefined
          ? html`<p class="soft">${text.noPayload}</p>`
          : html`<p class="soft">${text.payloadRemoved}</p>
              <scoria-id .value=${payloadHash} .label=${text.payloadHash.toLowerCase()}></scoria-id>`
    }`;
}
