import { html, nothing, type ReactiveController, type TemplateResult } from "lit";
import { repeat } from "lit/directives/repeat.js";
import { cssProperties } from "../base/css-properties.ts";
import type { ScoriaElement } from "../base/scoria-element.ts";
import type { Shortcut } from "../base/shortcuts.ts";
import { texts } from "../texts/texts.ts";

export interface Column<Row> {
  readonly heading: string;
  readonly cell: (row: Row) => unknown;
  /** Whether its text is the link of the row: that of one column is. */
  readonly isLink?: true;
  /** `number`: aligned at its end. `fills`: takes the room that is left, and is cut when there is none. */
  readonly is?: "number" | "fills";
  /** Left out on small screens: then another column says it. Default: false. */
  readonly onlyWide?: boolean;
}

export interface DataTableOptions<Row> {
  readonly rows: () => readonly Row[];
  /** A function for those that depend on who looks. */
  readonly columns: readonly Column<Row>[] | (() => readonly Column<Row>[]);
  readonly keyOf: (row: Row) => string;
  /** The page of a row, below the base. */
  readonly linkOf: (row: Row) => string;
  /** What the table lists, for a screen reader. */
  readonly caption: string;
  /** Whether rows can be chosen. Default: never. */
  readonly isChoosable?: () => boolean;
  /** How to name a row in its checkbox. */
  readonly nameOf?: (row: Row) => string;
  /** Called while one scrolls less than a window above the last row, so that more can be read before it is reached. */
  readonly onNearEnd?: () => void;
}

/** From how many rows on only those near the window are in the page. */
const allRowsUpTo = 150;
const rowsBeyond = 20;
/** How many beyond, while the scroll bar is dragged so fast that each frame shows other rows: they are gone with the next one. */
const rowsBeyondInPassing = 3;
const stoppedMs = 100;

/**
 * A native table in the page of its host, for which `tableStyles` are. The link of a row is what the focus moves along: `j` and
 * `k` go down and up, Enter follows it, `x` chooses the row. Of a long list only the rows near the window are in the page; a
 * screen reader is told how many there are.
 */
export class DataTable<Row> implements ReactiveController {
  readonly #host: ScoriaElement;
  readonly #options: DataTableOptions<Row>;
  readonly #chosen = new Set<string>();
  #current: string | undefined;
  #focusWanted = false;
  #rowPx = 36;
  #first = 0;
  #last = allRowsUpTo;
  /** How many rows there were when the window was last looked at for their number. */
  #measuredFor = 0;
  #stopped: ReturnType<typeof setTimeout> | undefined;

  constructor(host: ScoriaElement, options: DataTableOptions<Row>) {
    this.#host = host;
    this.#options = options;
    host.addController(this);
  }

  /** The rows that are chosen and listed. */
  get chosen(): readonly Row[] {
    // The usual case; and the list may be very long.
    if (this.#chosen.size === 0) return [];
    return this.#options.rows().filter((row) => this.#chosen.has(this.#options.keyOf(row)));
  }

  /** Which rows are in the page, since they are in the window or near it: from `first` to before `last`. */
  get near(): { readonly first: number; readonly last: number } {
    const count = this.#options.rows().length;
    return count <= allRowsUpTo ? { first: 0, last: count } : { first: this.#first, last: Math.min(this.#last, count) };
  }

  clearChosen(): void {
    this.#chosen.clear();
    this.#host.requestUpdate();
  }

  /** Leaves the others chosen. */
  unchoose(keys: Iterable<string>): void {
    for (const key of keys) this.#chosen.delete(key);
    this.#host.requestUpdate();
  }

  /** For the host to add to its shortcuts. */
  get shortcuts(): readonly Shortcut[] {
    const at = { group: "list", inPalette: false } as const;
    return [
      { ...at, keys: "j", text: texts.shortcuts.nextRow, run: () => this.#move(1) },
      { ...at, keys: "k", text: texts.shortcuts.previousRow, run: () => this.#move(-1) },
      { ...at, keys: "x", text: texts.shortcuts.chooseRow, run: () => this.#toggle(this.#current) },
    ];
  }

  hostConnected(): void {
    addEventListener("scroll", this.#onScroll, { passive: true, capture: true });
    addEventListener("resize", this.#showWindow, { passive: true });
  }

  hostDisconnected(): void {
    removeEventListener("scroll", this.#onScroll, { capture: true });
    removeEventListener("resize", this.#showWindow);
    clearTimeout(this.#stopped);
  }

  hostUpdated(): void {
    // The focus first: it scrolls, and where one is then decides which rows are in the page.
    if (this.#focusWanted && this.#current !== undefined) {
      this.#focusWanted = false;
      const link = this.#body?.querySelector<HTMLElement>(`tr[data-key="${CSS.escape(this.#current)}"] .row-link`);
      link?.focus({ preventScroll: true });
      link?.scrollIntoView({ block: "nearest" });
    }
    // To measure costs a layout, while what is in the rows has yet to be drawn: scrolling alone tells where one is.
    const count = this.#options.rows().length;
    if (count === this.#measuredFor) return;
    this.#measuredFor = count;
    this.#showWindow();
  }

  render({ isOutdated = false }: { readonly isOutdated?: boolean } = {}): TemplateResult {
    const { keyOf, caption } = this.#options;
    const columns = this.#columns;
    const rows = this.#options.rows();
    const isWhole = rows.length <= allRowsUpTo;
    const { first, last } = this.near;
    return html`<div class="table-frame ${isOutdated ? "is-outdated" : ""}" part="table">
      <table aria-rowcount=${isWhole ? nothing : rows.length + 1} aria-busy=${isOutdated ? "true" : nothing}>
        <caption class="for-reader">
          ${caption}
        </caption>
        <thead>
          <tr>
            ${this.#mayChoose ? this.#renderChooseAll(rows) : nothing}
            ${columns.map((column) => html`<th scope="col" class=${classesOf(column)}>${column.heading}</th>`)}
          </tr>
        </thead>
        <tbody @focusin=${(event: Event) => this.#onFocus(event)}>
          ${this.#renderSpace(first)}
          ${repeat(rows.slice(first, last), keyOf, (row, place) =>
            this.#renderRow(row, isWhole ? undefined : first + place + 2),
          )}
          ${this.#renderSpace(rows.length - last)}
        </tbody>
      </table>
    </div>`;
  }

  get #body(): HTMLTableSectionElement | null {
    return this.#host.renderRoot.querySelector("tbody");
  }

  get #columns(): readonly Column<Row>[] {
    const { columns } = this.#options;
    return typeof columns === "function" ? columns() : columns;
  }

  get #mayChoose(): boolean {
    return this.#options.isChoosable?.() ?? false;
  }

  #renderRow(row: Row, rowIndex: number | undefined): TemplateResult {
    const { keyOf, linkOf } = this.#options;
    const key = keyOf(row);
    return html`<tr
      data-key=${key}
      class=${this.#chosen.has(key) ? "is-chosen" : ""}
      aria-rowindex=${rowIndex ?? nothing}
    >
      ${this.#mayChoose ? this.#renderChoose(row, key) : nothing}
      ${this.#columns.map((column) => {
        const cell = column.cell(row);
        return html`<td class=${classesOf(column)}>
          ${column.isLink ? html`<a class="row-link" href=${this.#host.href(linkOf(row))}>${cell}</a>` : cell}
        </td>`;
      })}
    </tr>`;
  }

  #renderChoose(row: Row, key: string): TemplateResult {
    return html`<td class="check">
      <input
        type="checkbox"
        aria-label=${texts.table.choose(this.#options.nameOf?.(row) ?? key)}
        .checked=${this.#chosen.has(key)}
        @change=${() => this.#toggle(key)}
      />
    </td>`;
  }

  #renderChooseAll(rows: readonly Row[]): TemplateResult {
    const count = this.chosen.length;
    const toggle = (): void => {
      this.#chosen.clear();
      if (count < rows.length) for (const row of rows) this.#chosen.add(this.#options.keyOf(row));
      this.#host.requestUpdate();
    };
    return html`<th class="check">
      <input
        type="checkbox"
        aria-label=${texts.table.chooseAll}
        .checked=${count > 0 && count === rows.length}
        .indeterminate=${count > 0 && count < rows.length}
        @change=${toggle}
      />
    </th>`;
  }

  #renderSpace(rows: number): unknown {
    if (rows <= 0) return nothing;
    return html`<tr class="spacer" aria-hidden="true">
      <td colspan="99" ${cssProperties({ height: `${rows * this.#rowPx}px` })}></td>
    </tr>`;
  }

  #toggle(key: string | undefined): void {
    if (key === undefined || !this.#mayChoose) return;
    if (!this.#chosen.delete(key)) this.#chosen.add(key);
    this.#host.requestUpdate();
  }

  #move(by: 1 | -1): void {
    const rows = this.#options.rows();
    const at = rows.findIndex((row) => this.#options.keyOf(row) === this.#current);
    const next = at === -1 ? 0 : Math.min(rows.length - 1, Math.max(0, at + by));
    const row = rows[next];
    if (row === undefined) return;
    this.#current = this.#options.keyOf(row);
    this.#focusWanted = true;
    if (next < this.#first || next >= this.#last) this.#windowBySteps(next - rowsBeyond, next + rowsBeyond * 2);
    this.#host.requestUpdate();
  }

  #onFocus(event: Event): void {
    const row = (event.target as HTMLElement).closest("tr");
    if (row?.dataset["key"] !== undefined) this.#current = row.dataset["key"];
  }

  readonly #onScroll = (): void => {
    this.#showWindow();
    const end = this.#body?.getBoundingClientRect().bottom ?? 0;
    // 0: it is not drawn.
    if (end !== 0 && end < innerHeight * 2) this.#options.onNearEnd?.();
  };

  readonly #showWindow = (): void => {
    const count = this.#options.rows().length;
    const body = this.#body;
    if (body === null || count <= allRowsUpTo) return;
    const rowPx = body.querySelector("tr[data-key]")?.getBoundingClientRect().height ?? this.#rowPx;
    // Not drawn: it is hidden, or has just left the page.
    if (rowPx === 0) return;
    this.#rowPx = rowPx;
    const above = -body.getBoundingClientRect().top;
    const first = Math.floor(above / this.#rowPx);
    const last = Math.ceil((above + innerHeight) / this.#rowPx);
    const isInPassing = last <= this.#first || first >= this.#last;
    if (isInPassing) {
      clearTimeout(this.#stopped);
      this.#stopped = setTimeout(this.#showWindow, stoppedMs);
    }
    const isMoved = isInPassing
      ? this.#window(first - rowsBeyondInPassing, last + rowsBeyondInPassing)
      : this.#windowBySteps(first - rowsBeyond, last + rowsBeyond);
    if (isMoved) this.#host.requestUpdate();
  };

  /** So that a little scrolling draws nothing anew. */
  #windowBySteps(from: number, to: number): boolean {
    return this.#window(Math.floor(from / 10) * 10, Math.ceil(to / 10) * 10);
  }

  /** Moves what is in the page; whether it was elsewhere. */
  #window(from: number, to: number): boolean {
    const count = this.#options.rows().length;
    const first = Math.min(Math.max(0, from), Math.max(0, count - 1));
    const last = Math.max(first + rowsBeyond, to);
    if (first === this.#first && last === this.#last) return false;
    this.#first = first;
    this.#last = last;
    return true;
  }
}

function classesOf({ is, onlyWide = false }: Column<never>): string {
  return `${is ?? ""}${onlyWide ? " only-wide" : ""}`;
}
