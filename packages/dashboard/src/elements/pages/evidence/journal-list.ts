import { html, nothing, type CSSResultGroup, type PropertyDeclarations, type TemplateResult } from "lit";
import { repeat } from "lit/directives/repeat.js";
import type { EntryView } from "../../../wire/index.ts";
import { cssProperties } from "../../base/css-properties.ts";
import { define } from "../../base/define.ts";
import { ScoriaElement } from "../../base/scoria-element.ts";
import { lengthOfTime } from "../../base/time-text.ts";
import { VirtualRows } from "../../parts/virtual-rows.ts";
import { visibleText, visibleTextStyles } from "../../parts/visible-text.ts";
import { texts } from "../../texts/texts.ts";
import { controlStyles } from "../../theme/control-styles.ts";
import { factsStyles } from "../../theme/facts-styles.ts";
import { foundationStyles } from "../../theme/foundation-styles.ts";
import { renderEntry } from "./entry-detail.ts";
import { journalListStyles } from "./journal-list-styles.ts";
import "../../parts/state-message.ts";
import "../../parts/time-mark.ts";

const text = texts.evidence;

/**
 * The entries of a journal, and beside them what the selected one says, whatever its type. The arrow keys walk, Enter selects
 * (`scoria-entry-select`).
 */
export class JournalList extends ScoriaElement {
  static override readonly properties: PropertyDeclarations = {
    entries: { attribute: false },
    isReading: { attribute: false },
    selected: { attribute: false },
    type: { state: true },
  };

  static override readonly styles: CSSResultGroup = [
    foundationStyles,
    controlStyles,
    factsStyles,
    visibleTextStyles,
    journalListStyles,
  ];

  declare entries: readonly EntryView[];
  /** Whether there are more that are not here yet. */
  declare isReading: boolean;
  /** The `seq` of the entry that is shown. */
  declare selected: number | undefined;
  /** The only type that is listed; all when it is empty. */
  declare protected type: string;

  #shown: readonly EntryView[] = [];
  #keys: readonly string[] = [];
  #counts: ReadonlyMap<string, number> = new Map();
  #pointedAt: number | undefined;
  readonly #virtual: VirtualRows = new VirtualRows(this, { keys: () => this.#keys, scroller: ".grid" });

  constructor() {
    super();
    this.type = "";
  }

  /** Moves the focus down or up. */
  move(by: number): void {
    this.#virtual.move(by);
  }

  protected override willUpdate(changed: ReadonlyMap<PropertyKey, unknown>): void {
    if (changed.has("entries")) this.#counts = countByType(this.entries);
    const entry = this.selected === this.#pointedAt ? undefined : this.entries[(this.selected ?? 0) - 1];
    // What was asked for by its number is shown, whatever the list was narrowed to.
    if (entry !== undefined && this.type !== "" && entry.type !== this.type) this.type = "";
    if (changed.has("entries") || changed.has("type") || entry !== undefined) {
      this.#shown = this.type === "" ? this.entries : this.entries.filter(({ type }) => type === this.type);
      this.#keys = this.#shown.map(({ seq }) => String(seq));
    }
    if (entry === undefined) return;
    this.#pointedAt = entry.seq;
    this.#virtual.point(String(entry.seq));
  }

  protected override render(): TemplateResult {
    const selected = this.entries[(this.selected ?? 0) - 1];
    return html`${this.#renderFilter()}
      <div class="halves">
        ${
          this.#shown.length === 0 && this.entries.length > 0
            ? html`<scoria-state kind="no-match" .heading=${text.none}>
                <button type="button" @click=${() => (this.type = "")}>${text.showAll}</button>
              </scoria-state>`
            : this.#renderRows()
        }
        <div
          class="entry"
          role="region"
          aria-label=${selected === undefined ? text.choose : text.payload(selected.seq)}
        >
          ${selected === undefined ? html`<p class="faint">${text.choose}</p>` : renderEntry(selected, this.#begin)}
        </div>
      </div>`;
  }

  get #begin(): number {
    return Date.parse(this.entries[0]?.at ?? "");
  }

  #renderFilter(): TemplateResult {
    return html`<div class="filter">
      <label
        >${text.filter}
        <select @change=${(event: Event) => (this.type = (event.target as HTMLSelectElement).value)}>
          <option value="" ?selected=${this.type === ""}>${text.all(this.entries.length)}</option>
          ${[...this.#counts].map(
            ([type, count]) =>
              html`<option value=${type} ?selected=${this.type === type}>${text.ofType(type, count)}</option>`,
          )}
        </select>
      </label>
      <span class="faint" role="status"
        >${this.isReading ? text.reading : text.count(this.#shown.length, this.entries.length)}</span
      >
    </div>`;
  }

  #renderRows(): TemplateResult {
    const { first, last, above, below } = this.#virtual.window;
    const { columns } = text;
    return html`<div
      class="grid"
      part="journal"
      role="grid"
      aria-label=${text.list}
      aria-rowcount=${this.#shown.length + 1}
      @keydown=${(event: KeyboardEvent) => this.#onKey(event)}
      @focusin=${this.#virtual.onFocus}
    >
      <div role="rowgroup" class="head">
        <div role="row" class="row" aria-rowindex="1">
          <span role="columnheader" class="seq">${columns.seq}</span>
          <span role="columnheader">${columns.type}</span>
          <span role="columnheader" class="step">${columns.step}</span>
          <span role="columnheader" class="role">${columns.role}</span>
          <span role="columnheader" class="at">${columns.at}</span>
        </div>
      </div>
      <div role="rowgroup" ${cssProperties({ "padding-block": `${above}px ${below}px` })}>
        ${repeat(
          this.#shown.slice(first, last),
          ({ seq }) => seq,
          (entry, at) => this.#renderRow(entry, first + at + 2),
        )}
      </div>
    </div>`;
  }

  #renderRow({ seq, type, at, stepKey, role }: EntryView, rowIndex: number): TemplateResult {
    const isSelected = seq === this.selected;
    const key = String(seq);
    return html`<div
      role="row"
      class="row ${isSelected ? "is-selected" : ""}"
      data-key=${key}
      tabindex=${key === this.#virtual.current ? 0 : -1}
      aria-rowindex=${rowIndex}
      aria-selected=${isSelected ? "true" : "false"}
      @click=${() => this.#select(seq)}
    >
      <span role="gridcell" class="seq">${seq}</span>
      <span role="gridcell" class="type mono">${visibleText(type)}</span>
      <span role="gridcell" class="step">${stepKey === undefined ? nothing : visibleText(stepKey)}</span>
      <span role="gridcell" class="role">${role === undefined ? nothing : visibleText(role)}</span>
      <span role="gridcell" class="at">+${lengthOfTime(Date.parse(at) - this.#begin)}</span>
    </div>`;
  }

  #onKey(event: KeyboardEvent): void {
    if (this.#virtual.press(event)) return;
    if (event.key !== "Enter" && event.key !== " ") return;
    event.preventDefault();
    if (this.#virtual.current !== undefined) this.#select(Number(this.#virtual.current));
  }

  #select(seq: number): void {
    this.dispatchEvent(new CustomEvent("scoria-entry-select", { detail: { seq }, bubbles: true, composed: true }));
  }
}

function countByType(entries: readonly EntryView[]): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const { type } of entries) counts.set(type, (counts.get(type) ?? 0) + 1);
  return counts;
}

define("scoria-journal", JournalList);
