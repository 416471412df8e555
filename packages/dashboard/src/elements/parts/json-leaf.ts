import { html, type TemplateResult } from "lit";
import { isExactNumber } from "../base/exact-json.ts";
import { texts } from "../texts/texts.ts";
import { visibleText } from "./visible-text.ts";

/** From how many characters on a text is folded, and how many of it are shown then. */
const foldFrom = 400;
const foldedTo = 280;

/** What redaction leaves in a text: `[redacted:api-key]`, or a sentence when all of it had to be left out. */
const mark = /(\[redacted(?::[\w-]+)?\]|\(left out: it could not be redacted\))/;

/** Whether any of a text is redacted: then nobody can tell here whether it is the same as another. */
export function isRedacted(value: unknown): boolean {
  return typeof value === "string" && mark.test(value);
}

/**
 * A value that nothing is in: `null`, a word, a number as written, or a text.
 *
 * @param stops whether the Tab key comes by what shows a long text whole: in a tree it does not
 */
export function jsonLeaf(value: unknown, isWhole: boolean, showWhole: () => void, stops = false): TemplateResult {
  if (typeof value === "string") return text(value, isWhole, showWhole, stops);
  if (isExactNumber(value)) return html`<span class="number">${value.rawJSON}</span>`;
  return html`<span class=${typeof value === "number" ? "number" : "word"}>${String(value)}</span>`;
}

function text(value: string, isWhole: boolean, showWhole: () => void, stops: boolean): TemplateResult {
  const isFolded = !isWhole && value.length > foldFrom;
  const shown = isFolded ? value.slice(0, foldedTo) : value;
  const parts = shown.split(mark).filter((part) => part !== "");
  return html`<span class="string"
      >"${parts.map((part) => (mark.test(part) ? redaction(part) : visibleText(part)))}${isFolded ? "…" : '"'}</span
    >${
      isFolded
        ? html` <button
            class="bare"
            type="button"
            tabindex=${stops ? 0 : -1}
            @click=${(event: Event) => {
              event.stopPropagation();
              showWhole();
            }}
          >
            ${texts.json.showWhole(value.length)}
          </button>`
        : ""
    }`;
}

function redaction(part: string): TemplateResult {
  const shape = /:([\w-]+)\]/.exec(part)?.[1];
  return html`<span class="chip">${shape === undefined ? texts.json.redacted : texts.json.redactedAs(shape)}</span>`;
}
