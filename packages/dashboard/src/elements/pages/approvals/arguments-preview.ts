import { html, type TemplateResult } from "lit";
import { isBranch, itemsOf } from "../../parts/json-nodes.ts";
import { visibleText } from "../../parts/visible-text.ts";
import type { ApprovalView } from "../../../wire/index.ts";
import { texts } from "../../texts/texts.ts";

/** A cell has room for no more. */
const mostFields = 12;
const mostCharacters = 120;

/** The arguments of an approval in a line or two: names and values as they are, cut at the end. */
export function argumentsPreview(approval: ApprovalView): TemplateResult {
  const { approvals: text } = texts;
  const value: unknown = approval.arguments;
  if (value === undefined) {
    const missing = approval.payloadsRemovedAt === undefined ? text.noArguments : text.argumentsRemoved;
    return html`<span class="faint">${missing}</span>`;
  }
  if (!isBranch(value)) return html`<span class="preview">${shown(value)}</span>`;
  const fields = itemsOf(value).slice(0, mostFields);
  return html`<span class="preview"
    >${fields.map(
      ([name, field]) => html`<span class="field"><i>${visibleText(String(name))}:</i> ${shown(field)}</span> `,
    )}</span
  >`;
}

function shown(value: unknown): TemplateResult {
  const text = JSON.stringify(value) ?? "";
  return visibleText(text.length > mostCharacters ? `${text.slice(0, mostCharacters)}…` : text);
}
