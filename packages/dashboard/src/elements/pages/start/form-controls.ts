import { html, nothing, type TemplateResult } from "lit";
import { ref } from "lit/directives/ref.js";
import { isExactNumber, parseExactly } from "../../base/exact-json.ts";
import { texts } from "../../texts/texts.ts";
import type { FieldOf, FormField } from "./form-field.ts";
import { idOf, type FormPath } from "./form-values.ts";
import { faultOfJson, type StartDraft } from "./start-draft.ts";

const text = texts.start;

/** One place of the form that is a single control. */
export interface Control<Field extends FormField = FormField> {
  readonly field: Field;
  readonly path: FormPath;
  readonly isRequired: boolean;
  readonly draft: StartDraft;
  readonly onChange: () => void;
}

/** What a control of each kind has on it. */
interface Marks {
  readonly id: string;
  readonly describedBy: string;
  readonly invalid: "true" | typeof nothing;
}

export function renderControl(control: Control): TemplateResult {
  const { field } = control;
  switch (field.is) {
    case "text":
      return renderText({ ...control, field });
    case "number":
      return renderNumber({ ...control, field });
    case "yes-no":
      return control.isRequired
        ? renderCheckbox(control)
        : renderChoices(control, [true, false], (value) => (value === true ? text.yes : text.no));
    case "choice":
      return renderChoices(control, field.choices, shown);
    case "fixed":
      return control.isRequired
        ? html`<code id=${idOf(control.path)}>${shown(field.value)}</code>`
        : renderChoices(control, [field.value], shown);
    default:
      return renderJson(control);
  }
}

const inputTypes: Readonly<Record<string, string>> = { email: "email", uri: "url", date: "date" };

function renderText(control: Control<FieldOf<"text">>): TemplateResult {
  const { field, path, isRequired, draft } = control;
  const { id, describedBy, invalid } = marksOf(control);
  const value = draft.valueAt(path);
  const onInput = (event: Event): void => take(control, (event.target as HTMLInputElement).value || undefined);
  const pattern = patternOf(field.pattern);
  if (field.format === undefined && pattern === undefined) {
    return html`<textarea
      id=${id}
      rows="1"
      aria-describedby=${describedBy}
      aria-invalid=${invalid}
      ?required=${isRequired}
      minlength=${field.minLength ?? nothing}
      maxlength=${field.maxLength ?? nothing}
      .value=${typeof value === "string" ? value : ""}
      @input=${onInput}
    ></textarea>`;
  }
  return html`<input
    id=${id}
    type=${inputTypes[field.format ?? ""] ?? "text"}
    spellcheck="false"
    aria-describedby=${describedBy}
    aria-invalid=${invalid}
    ?required=${isRequired}
    minlength=${field.minLength ?? nothing}
    maxlength=${field.maxLength ?? nothing}
    pattern=${pattern ?? nothing}
    .value=${typeof value === "string" ? value : ""}
    @input=${onInput}
  />`;
}

function renderNumber(control: Control<FieldOf<"number">>): TemplateResult {
  const { field, path, isRequired, draft } = control;
  const { id, describedBy, invalid } = marksOf(control);
  const value = draft.valueAt(path);
  const onInput = (event: Event): void => {
    const { value: typed, validity } = event.target as HTMLInputElement;
    // Half a number is left as it is being typed; the browser does not let it be sent.
    if (!validity.badInput) take(control, typed === "" ? undefined : numberOf(typed));
  };
  return html`<input
    id=${id}
    type="number"
    inputmode=${field.isWhole ? "numeric" : "decimal"}
    step=${field.step ?? (field.isWhole ? 1 : "any")}
    min=${field.min ?? nothing}
    max=${field.max ?? nothing}
    aria-describedby=${describedBy}
    aria-invalid=${invalid}
    ?required=${isRequired}
    .value=${isExactNumber(value) ? value.rawJSON : typeof value === "number" ? String(value) : ""}
    @input=${onInput}
  />`;
}

function renderCheckbox(control: Control): TemplateResult {
  const { id, describedBy, invalid } = marksOf(control);
  return html`<input
    id=${id}
    type="checkbox"
    aria-describedby=${describedBy}
    aria-invalid=${invalid}
    .checked=${control.draft.valueAt(control.path) === true}
    @change=${(event: Event) => take(control, (event.target as HTMLInputElement).checked)}
  />`;
}

function renderChoices(
  control: Control,
  choices: readonly unknown[],
  name: (choice: unknown) => string,
): TemplateResult {
  const { id, describedBy, invalid } = marksOf(control);
  const written = JSON.stringify(control.draft.valueAt(control.path));
  const at = choices.findIndex((choice) => JSON.stringify(choice) === written);
  return html`<select
    id=${id}
    aria-describedby=${describedBy}
    aria-invalid=${invalid}
    ?required=${control.isRequired}
    @change=${(event: Event) => {
      const { value } = event.target as HTMLSelectElement;
      take(control, value === "" ? undefined : choices[Number(value)]);
    }}
  >
    <option value="" ?selected=${at === -1}>${control.isRequired ? text.choose : text.leftOut}</option>
    ${choices.map((choice, place) => html`<option value=${place} ?selected=${place === at}>${name(choice)}</option>`)}
  </select>`;
}

function renderJson(control: Control): TemplateResult {
  const { path, isRequired, draft, onChange } = control;
  const { id, describedBy, invalid } = marksOf(control);
  const typed = draft.jsonTextAt(path);
  const onInput = (event: Event): void => {
    draft.typeJson(path, (event.target as HTMLTextAreaElement).value);
    onChange();
  };
  return html`<textarea
    id=${id}
    class="mono"
    rows="3"
    spellcheck="false"
    aria-describedby=${describedBy}
    aria-invalid=${invalid}
    ?required=${isRequired}
    .value=${typed}
    ${ref((area) => (area as HTMLTextAreaElement | undefined)?.setCustomValidity(faultOfJson(typed)))}
    @input=${onInput}
  ></textarea>`;
}

function marksOf({ path, draft }: Control): Marks {
  const id = idOf(path);
  return { id, describedBy: `${id}-hint`, invalid: draft.isRefusedAt(path) ? "true" : nothing };
}

function take({ draft, path, onChange }: Control, value: unknown): void {
  draft.set(path, value);
  onChange();
}

/** As it was typed, so that a large one stays exact. */
function numberOf(typed: string): unknown {
  try {
    return parseExactly(typed);
  } catch {
    // What is a number to the browser and not to JSON: `.5`, `007`.
    return Number(typed);
  }
}

/** A schema's pattern may match anywhere, the browser's has to match all. One that the browser cannot read is left to the server. */
function patternOf(pattern: string | undefined): string | undefined {
  if (pattern === undefined) return undefined;
  const whole = `[\\s\\S]*(?:${pattern})[\\s\\S]*`;
  try {
    new RegExp(whole, "v");
    return whole;
  } catch {
    return undefined;
  }
}

function shown(value: unknown): string {
  return typeof value === "string" ? value : JSON.stringify(value);
}
