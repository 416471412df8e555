import { html, nothing, type CSSResultGroup, type PropertyDeclarations, type TemplateResult } from "lit";
import { repeat } from "lit/directives/repeat.js";
import type { EntryView, RunView } from "../../../wire/index.ts";
import { clock } from "../../base/clock.ts";
import { cssProperties } from "../../base/css-properties.ts";
import { define } from "../../base/define.ts";
import { ScoriaElement } from "../../base/scoria-element.ts";
import { lengthOfTime } from "../../base/time-text.ts";
import { icon } from "../../parts/icons.ts";
import { VirtualRows } from "../../parts/virtual-rows.ts";
import { visibleText, visibleTextStyles } from "../../parts/visible-text.ts";
import { texts } from "../../texts/texts.ts";
import { foundationStyles } from "../../theme/foundation-styles.ts";
import { waitsOf } from "./run-waits.ts";
import { renderSubject } from "./row-subject.ts";
import { entriesByStep } from "./step-attempts.ts";
import { StepForest, type StepRow } from "./step-rows.ts";
import { stepTreeStyles } from "./step-tree-styles.ts";
import { TimeAxis } from "./time-axis.ts";
import { bandsOf, renderAxis, renderBars } from "./time-bars.ts";

const text = texts.run.tree;

/** Detail of `scoria-step-select`. */
export interface StepSelect {
  readonly stepKey: string;
}

/**
 * The steps of a run under each other as they ran under each other, each with a bar on one axis of time. The arrow keys walk and
 * fold it, Enter selects a step (`scoria-step-select`) or opens what a line leads to.
 */
export class StepTree extends ScoriaElement {
  static override readonly properties: PropertyDeclarations = {
    run: { attribute: false },
    entries: { attribute: false },
    selected: { attribute: false },
  };

  static override readonly styles: CSSResultGroup = [foundationStyles, visibleTextStyles, stepTreeStyles];

  declare run: RunView;
  declare entries: readonly EntryView[];
  /** The key of the step that is shown beside. */
  declare selected: string | undefined;

  readonly #folded = new Set<string>();
  #forest: StepForest | undefined;
  #byStep: ReadonlyMap<string, readonly EntryView[]> = new Map();
  #rows: readonly StepRow[] = [];
  #keys: readonly string[] = [];
  readonly #virtual: VirtualRows = new VirtualRows(this, { keys: () => this.#keys, scroller: ".grid" });

  override connectedCallback(): void {
    super.connectedCallback();
    this.untilDisconnected(clock.subscribe(() => this.run.finishedAt === undefined && this.requestUpdate()));
  }

  /** Moves the focus down or up. */
  move(by: number): void {
    this.#virtual.move(by);
  }

  protected override willUpdate(changed: ReadonlyMap<PropertyKey, unknown>): void {
    if (changed.has("run") || changed.has("entries")) {
      this.#forest = new StepForest(this.run, this.entries);
      this.#byStep = entriesByStep(this.entries);
      this.#listRows();
    }
    if (changed.has("selected") && this.selected !== undefined) {
      this.#unfoldTo(this.selected);
      this.#virtual.point(this.selected);
    }
  }

  protected override render(): TemplateResult {
    const { run } = this;
    const begin = Date.parse(run.createdAt);
    const end =
      run.finishedAt === undefined ? Math.max(Date.now(), Date.parse(run.updatedAt)) : Date.parse(run.finishedAt);
    const axis = new TimeAxis(begin, end, waitsOf(run, this.entries));
    const { first, last, above, below } = this.#virtual.window;
    return html`<div
      class="grid"
      part="steps"
      role="treegrid"
      aria-label=${text.label}
      aria-rowcount=${this.#rows.length + 1}
      aria-colcount="4"
      ${cssProperties({ "--bands": bandsOf(axis) })}
      @keydown=${(event: KeyboardEvent) => this.#onKey(event)}
      @focusin=${this.#virtual.onFocus}
    >
      <div role="rowgroup" class="head">
        <div role="row" class="row" aria-rowindex="1">
          <span role="columnheader">${text.step}</span>
          <span role="columnheader">${text.role}</span>
          <span role="columnheader" class="took">${text.took}</span>
          <span role="columnheader" class="axis">${renderAxis(axis)}</span>
        </div>
      </div>
      <div role="rowgroup" ${cssProperties({ "padding-block": `${above}px ${below}px` })}>
        ${repeat(
          this.#rows.slice(first, last),
          ({ key }) => key,
          (row, at) => this.#renderRow(row, first + at + 2, axis),
        )}
      </div>
    </div>`;
  }

  #renderRow(row: StepRow, rowIndex: number, axis: TimeAxis): TemplateResult {
    const { key, subject, level } = row;
    const took = this.#tookOf(row);
    const isSelected = subject.kind === "step" && key === this.selected;
    return html`<div
      role="row"
      class="row ${isSelected ? "is-selected" : ""}"
      data-key=${key}
      tabindex=${key === this.#virtual.current ? 0 : -1}
      aria-rowindex=${rowIndex}
      aria-level=${level}
      aria-posinset=${row.place}
      aria-setsize=${row.siblings}
      aria-expanded=${row.hasChildren ? String(!this.#folded.has(key)) : nothing}
      aria-selected=${isSelected ? "true" : "false"}
      @click=${() => this.#open(row)}
    >
      <span
        role="gridcell"
        class="step"
        ${cssProperties({ "padding-inline-start": `${Math.min(level - 1, 8) * 14}px` })}
      >
        ${
          row.hasChildren
            ? html`<span class="turn" aria-hidden="true" @click=${(event: Event) => this.#onTurn(event, row)}
                >${icon("chevron")}</span
              >`
            : html`<span class="turn" aria-hidden="true"></span>`
        }
        ${renderSubject(subject)}
      </span>
      <span role="gridcell" class="role">${subject.kind === "step" ? visibleText(subject.step.role) : nothing}</span>
      <span role="gridcell" class="took">${took}</span>
      <span role="gridcell" class="time">${renderBars(row, axis, this.#byStep.get(key) ?? noEntries, took)}</span>
    </div>`;
  }

  #tookOf({ from, to, subject }: StepRow): string {
    if (from === undefined) return "";
    if (to === undefined && subject.kind === "step" && subject.step.status === "cancelled") return "";
    const end = to ?? (this.run.finishedAt === undefined ? Date.now() : Date.parse(this.run.finishedAt));
    return end - from < 1 ? text.noTime : lengthOfTime(end - from);
  }

  #onKey(event: KeyboardEvent): void {
    if (event.target instanceof HTMLAnchorElement && event.key === "Enter") return;
    if (this.#virtual.press(event)) return;
    const row = this.#rows.find(({ key }) => key === this.#virtual.current);
    if (row === undefined || event.ctrlKey || event.metaKey || event.altKey) return;
    const isOpen = row.hasChildren && !this.#folded.has(row.key);
    if (event.key === "ArrowRight") {
      if (row.hasChildren && !isOpen) this.#fold(row, false);
      else if (isOpen) this.#virtual.move(1);
    } else if (event.key === "ArrowLeft") {
      const parent = this.#forest?.parentOf(row.key);
      if (isOpen) this.#fold(row, true);
      else if (parent !== null && parent !== undefined) this.#virtual.focus(parent);
    } else if (event.key === "Enter" || event.key === " ") {
      this.#open(row);
    } else {
      return;
    }
    event.preventDefault();
  }

  #onTurn(event: Event, row: StepRow): void {
    event.stopPropagation();
    this.#fold(row, !this.#folded.has(row.key));
  }

  #fold({ key }: StepRow, isFolded: boolean): void {
    if (isFolded) this.#folded.add(key);
    else this.#folded.delete(key);
    this.#listRows();
    this.#virtual.focus(key);
  }

  #unfoldTo(key: string): void {
    let parent = this.#forest?.parentOf(key) ?? null;
    for (; parent !== null; parent = this.#forest?.parentOf(parent) ?? null) this.#folded.delete(parent);
    this.#listRows();
  }

  #listRows(): void {
    this.#rows = this.#forest?.rows(this.#folded) ?? [];
    this.#keys = this.#rows.map(({ key }) => key);
  }

  #open({ key, subject }: StepRow): void {
    if (subject.kind === "run") return this.mount.router.go(`/workflows/${subject.child.runId}`);
    if (subject.kind === "approval") return this.mount.router.go(`/approvals/${subject.approval.approvalId}`);
    const detail: StepSelect = { stepKey: key };
    this.dispatchEvent(new CustomEvent("scoria-step-select", { detail, bubbles: true }));
  }
}
const noEntries: readonly EntryView[] = [];

define("scoria-step-tree", StepTree);
