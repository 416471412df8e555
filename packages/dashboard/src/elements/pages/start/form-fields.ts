import { html, nothing, type TemplateResult } from "lit";
import { visibleText } from "../../parts/visible-text.ts";
import { texts } from "../../texts/texts.ts";
import { renderControl, type Control } from "./form-controls.ts";
import type { FieldOf, FormField } from "./form-field.ts";
import { idOf, initialValue } from "./form-values.ts";

const text = texts.start;

/** A field with its name, what it is for, and what was wrong with it; a group or list with all that is in it. */
export function renderField(control: Control): TemplateResult {
  const { field } = control;
  if (field.is === "group") return renderGroup({ ...control, field });
  if (field.is === "list") return renderList({ ...control, field });
  const id = idOf(control.path);
  const isNull = isNullAt(control);
  return html`<div class="field ${field.is}">
    <div class="head">
      <label for=${id}>${visibleText(nameOf(control))}</label> ${renderNeed(control)} ${renderNullChoice(control)}
    </div>
    ${isNull ? html`<code id=${id}>null</code>` : renderControl(control)}
    <div id="${id}-hint" class="hint">${renderHint(control)}</div>
  </div>`;
}

function renderGroup(control: Control<FieldOf<"group">>): TemplateResult {
  const { field, path, isRequired } = control;
  const members = (): readonly TemplateResult[] =>
    field.members.map(({ name, isRequired: isNeeded, field: member }) =>
      renderField({ ...control, field: member, path: [...path, name], isRequired: isNeeded }),
    );
  if (path.length === 0) {
    return field.members.length === 0 ? html`<p class="soft">${text.noInput}</p>` : html`${members()}`;
  }
  const isThere = control.draft.valueAt(path) !== undefined && !isNullAt(control);
  return html`<fieldset class="group">
    <legend>${visibleText(nameOf(control))}</legend>
    <div class="head">
      ${renderNeed(control)} ${renderNullChoice(control)} ${isRequired ? nothing : renderPresence(control, isThere)}
    </div>
    ${renderNote(control)} ${isThere ? members() : nothing}
  </fieldset>`;
}

function renderList(control: Control<FieldOf<"list">>): TemplateResult {
  const { field, path, isRequired, draft, onChange } = control;
  const value = draft.valueAt(path);
  const items: readonly unknown[] = Array.isArray(value) ? value : [];
  const isThere = Array.isArray(value);
  const add = (): void => {
    draft.set([...path, items.length], initialValue(field.item, true));
    onChange();
  };
  const remove = (place: number): void => {
    draft.removeItem(path, place);
    onChange();
  };
  return html`<fieldset class="group list">
    <legend>${visibleText(nameOf(control))}</legend>
    <div class="head">
      ${renderNeed(control)} ${renderNullChoice(control)}
      ${isRequired || !isThere ? nothing : renderPresence(control, isThere)}
    </div>
    ${renderNote(control)}
    ${items.map(
      (_, place) =>
        html`<div class="item">
          <div class="item-body">
            ${renderField({ ...control, field: field.item, path: [...path, place], isRequired: true })}
          </div>
          <button
            type="button"
            class="bare"
            aria-label=${text.removeItem(place + 1)}
            ?disabled=${items.length <= field.minItems}
            @click=${() => remove(place)}
          >
            ✕
          </button>
        </div>`,
    )}
    ${
      isNullAt(control)
        ? nothing
        : html`<button type="button" ?disabled=${items.length >= field.maxItems} @click=${add}>${text.addItem}</button>`
    }
  </fieldset>`;
}

/** An optional group or list is there or left out. */
function renderPresence(control: Control, isThere: boolean): TemplateResult {
  const { field, path, draft, onChange } = control;
  const toggle = (): void => {
    draft.set(path, isThere ? undefined : initialValue(field, true));
    onChange();
  };
  const name = nameOf(control);
  return html`<button type="button" @click=${toggle}>${isThere ? text.leaveOut(name) : text.add(name)}</button>`;
}

function renderNullChoice(control: Control): unknown {
  const { field, path, isRequired, draft, onChange } = control;
  if (!field.isNullable) return nothing;
  const toggle = (event: Event): void => {
    const isNull = (event.target as HTMLInputElement).checked;
    draft.set(path, isNull ? null : initialValue(field, isRequired));
    onChange();
  };
  return html`<label class="null"
    ><input
      type="checkbox"
      aria-label="${nameOf(control)}: ${text.null}"
      .checked=${isNullAt(control)}
      @change=${toggle}
    />${text.null}</label
  >`;
}

function renderNeed({ isRequired, path }: Control): unknown {
  if (typeof path.at(-1) === "number" || path.length === 0) return nothing;
  return html`<span class="need">${isRequired ? text.required : text.optional}</span>`;
}

/** The hint of a group or list, if there is one. */
function renderNote(control: Control): unknown {
  const { field, path, draft } = control;
  if (field.description === undefined && limitsOf(field) === undefined && !draft.isRefusedAt(path)) return nothing;
  return html`<div class="hint">${renderHint(control)}</div>`;
}

function renderHint(control: Control): unknown {
  const { field, path, draft } = control;
  const limits = limitsOf(field);
  return html`${field.description === undefined ? nothing : html`<span>${visibleText(field.description)}</span>`}
  ${limits === undefined ? nothing : html`<span>${limits}</span>`}
  ${draft.isRefusedAt(path) ? html`<strong class="refused">${text.refusedHere}</strong>` : nothing}`;
}

function limitsOf(field: FormField): string | undefined {
  switch (field.is) {
    case "text": {
      const format = text.formats[field.format as keyof typeof text.formats];
      const length = rangeOf(field.minLength, field.maxLength);
      return (
        [format, length === undefined ? undefined : text.characters(length)].filter(Boolean).join(", ") || undefined
      );
    }
    case "number":
      return (
        [field.isWhole ? text.whole : undefined, rangeOf(field.min, field.max)].filter(Boolean).join(", ") || undefined
      );
    case "list": {
      const count = rangeOf(field.minItems || undefined, Number.isFinite(field.maxItems) ? field.maxItems : undefined);
      return count === undefined ? undefined : text.items(count);
    }
    case "json":
      return text.modes.json;
    default:
      return undefined;
  }
}

function rangeOf(min: number | undefined, max: number | undefined): string | undefined {
  if (min !== undefined && max !== undefined) return text.between(min, max);
  if (min !== undefined) return text.atLeast(min);
  return max === undefined ? undefined : text.atMost(max);
}

function isNullAt({ field, path, draft }: Control): boolean {
  return field.isNullable && draft.valueAt(path) === null;
}

function nameOf({ field, path }: Control): string {
  const part = path.at(-1);
  if (part === undefined) return field.title ?? text.input;
  return typeof part === "number" ? text.item(part + 1) : (field.title ?? part);
}
