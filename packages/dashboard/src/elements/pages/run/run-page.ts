import { html, nothing, type CSSResultGroup, type TemplateResult } from "lit";
import type { EntryView, RunView, StepView } from "../../../wire/index.ts";
import { define } from "../../base/define.ts";
import { LiveRun } from "../../base/live-run.ts";
import { Page } from "../../base/page.ts";
import { withQuery } from "../../base/router.ts";
import type { Shortcut } from "../../base/shortcuts.ts";
import type { Crumb } from "../../parts/page-header.ts";
import { renderResource } from "../../parts/render-resource.ts";
import { visibleTextStyles } from "../../parts/visible-text.ts";
import { texts } from "../../texts/texts.ts";
import { cardStyles } from "../../theme/card-styles.ts";
import { controlStyles } from "../../theme/control-styles.ts";
import { factsStyles } from "../../theme/facts-styles.ts";
import { foundationStyles } from "../../theme/foundation-styles.ts";
import type { EvidenceCheck } from "../evidence/evidence-check.ts";
import type { JournalList } from "../evidence/journal-list.ts";
import { Journal } from "../evidence/journal.ts";
import { renderJournal, selectedEntry } from "../evidence/render-journal.ts";
import { errorBoxStyles } from "./error-box-styles.ts";
import { actionsFor, copyLink, takeAction, type RunAction } from "./run-actions.ts";
import { renderAsks } from "./run-asks.ts";
import { renderRemoved, renderRunFacts } from "./run-facts.ts";
import { renderFailure } from "./run-failure.ts";
import { renderRelated } from "./run-related.ts";
import { runStyles } from "./run-styles.ts";
import { stepToShow } from "./step-to-show.ts";
import { entriesByStep } from "./step-attempts.ts";
import type { EntrySelect } from "./step-detail.ts";
import type { StepSelect, StepTree } from "./step-tree.ts";
import "../../lanes/lane-section.ts";
import "../../parts/liveness-mark.ts";
import "../../parts/page-header.ts";
import "../../parts/status-mark.ts";
import "./step-detail.ts";
import "./step-tree.ts";

const text = texts.run;
const crumbs: readonly Crumb[] = [{ text: texts.titles.runs, to: "/workflows" }];

/** One run, as it happens. */
export class RunPage extends Page {
  static override readonly styles: CSSResultGroup = [
    foundationStyles,
    controlStyles,
    cardStyles,
    factsStyles,
    errorBoxStyles,
    visibleTextStyles,
    runStyles,
  ];

  readonly #journal: Journal = new Journal(this);
  readonly #live: LiveRun = new LiveRun(
    this,
    () => this.params["runId"] ?? "",
    (entry, runId) => this.#journal.add(entry, runId),
  );
  #indexed: readonly EntryView[] | undefined;
  #byStep: ReadonlyMap<string, readonly EntryView[]> = new Map();

  protected override shortcuts(): readonly Shortcut[] {
    const list = { group: "list", inPalette: false } as const;
    return [
      { ...list, keys: "j", text: text.shortcuts.next, run: () => this.#move(1) },
      { ...list, keys: "k", text: text.shortcuts.previous, run: () => this.#move(-1) },
      {
        keys: "v",
        text: text.shortcuts.verify,
        group: "page",
        run: () => void this.renderRoot.querySelector<EvidenceCheck>("scoria-evidence-check")?.verify(),
      },
      { keys: "l", text: text.shortcuts.link, group: "page", run: () => void copyLink(this, this.#path) },
      { keys: "r", text: texts.shortcuts.refresh, group: "page", run: () => void this.#live.run.refresh() },
    ];
  }

  protected override render(): TemplateResult {
    const run = this.#live.run.value;
    const { kind, since } = this.#live.liveness;
    return html`<scoria-page-header
        .heading=${run === undefined ? texts.titles.run : (run.kind ?? texts.runs.noKind)}
        .crumbs=${crumbs}
      >
        ${run === undefined ? nothing : this.#renderHead(run)}
        ${
          run === undefined
            ? nothing
            : html`<scoria-liveness slot="beside" .kind=${kind} .since=${since}></scoria-liveness>`
        }
      </scoria-page-header>
      ${renderResource(this.#live.run, { ready: (ready) => this.#renderRun(ready), absent: text.absent })}`;
  }

  #renderHead(run: RunView): TemplateResult {
    const actions = actionsFor(run);
    const refused = actions.filter(({ needs }) => !this.may(needs));
    return html`<scoria-status slot="beside" pill .status=${run.status}></scoria-status>
      ${actions
        .filter(({ needs }) => this.may(needs))
        .map(
          (action) =>
            html`<button slot="actions" type="button" class=${action.tone} @click=${() => void this.#take(action)}>
              ${action.name}
            </button>`,
        )}
      <button slot="actions" type="button" @click=${() => void copyLink(this, this.#path)}>${text.copyLink}</button>
      <div class="head">
        ${renderRunFacts(this, run, this.#journal.entries)}
        ${refused.length === 0 ? nothing : html`<p class="faint">${text.mayNot(refused.map(({ needs }) => needs))}</p>`}
      </div>`;
  }

  #renderRun(run: RunView): TemplateResult {
    this.#journal.readTo(run.runId, run.lastSeq);
    const { entries } = this.#journal;
    return html`<div
      class="sections"
      @scoria-step-select=${({ detail }: CustomEvent<StepSelect>) => this.#selectStep(detail)}
      @scoria-entry-select=${({ detail }: CustomEvent<EntrySelect>) => this.#selectEntry(detail)}
    >
      ${renderRemoved(run)} ${renderAsks(this, run)} ${renderFailure(run, (select) => this.#selectStep(select))}
      ${this.#renderSteps(run, entries)}
      ${Object.entries(run.lanes).map(
        ([lane, projection]) =>
          html`<scoria-lane-section .lane=${lane} .run=${run} .projection=${projection}></scoria-lane-section>`,
      )}
      ${renderRelated(this, run)} ${renderJournal(this.#journal, run.runId, selectedEntry(this.mount.router))}
    </div>`;
  }

  #renderSteps(run: RunView, entries: readonly EntryView[]): TemplateResult {
    if (run.steps.length === 0) {
      return html`<section class="card">
        <scoria-state kind="empty" .heading=${text.tree.none} .detail=${text.tree.noneDetail}></scoria-state>
      </section>`;
    }
    const step = this.#selected(run);
    return html`<div class="halves">
      <section class="card" aria-labelledby="steps">
        <div class="card-head">
          <h2 id="steps">${text.steps}</h2>
          <span class="faint">${run.steps.length}</span>
        </div>
        <scoria-step-tree .run=${run} .entries=${entries} .selected=${step?.stepKey}></scoria-step-tree>
      </section>
      <section class="card rail" aria-label=${text.step.title}>
        ${
          step === undefined
            ? nothing
            : html`<scoria-step-detail .step=${step} .entries=${this.#entriesOf(step, entries)}></scoria-step-detail>`
        }
      </section>
    </div>`;
  }

  #selected(run: RunView): StepView | undefined {
    return stepToShow(run, this.mount.router.place.query.get("step"));
  }

  #entriesOf({ stepKey }: StepView, entries: readonly EntryView[]): readonly EntryView[] {
    if (entries !== this.#indexed) {
      this.#indexed = entries;
      this.#byStep = entriesByStep(entries);
    }
    return this.#byStep.get(stepKey) ?? none;
  }

  get #path(): string {
    const { path, query } = this.mount.router.place;
    return withQuery(path.replace(":runId", this.params["runId"] ?? ""), query);
  }

  #selectStep({ stepKey }: StepSelect): void {
    this.#narrow({ step: stepKey });
  }

  #selectEntry({ seq }: EntrySelect): void {
    this.#narrow({ entry: String(seq) });
    const journal = this.renderRoot.querySelector("scoria-journal");
    if (!journal?.matches(":focus-within")) journal?.scrollIntoView({ block: "nearest" });
  }

  #narrow(more: { readonly step?: string; readonly entry?: string }): void {
    const { router } = this.mount;
    router.narrow({ ...Object.fromEntries(router.place.query), ...more }, { replace: true });
  }

  #move(by: number): void {
    const journal = this.renderRoot.querySelector<JournalList>("scoria-journal");
    if (journal?.matches(":focus-within")) journal.move(by);
    else this.renderRoot.querySelector<StepTree>("scoria-step-tree")?.move(by);
  }

  async #take(action: RunAction): Promise<void> {
    if (await takeAction(this, action)) this.#live.followAgain();
  }
}

const none: readonly EntryView[] = [];

define("scoria-run-page", RunPage);
