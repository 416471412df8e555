import { html, nothing, type CSSResultGroup, type PropertyDeclarations, type TemplateResult } from "lit";
import { repeat } from "lit/directives/repeat.js";
import type { QueueListView, QueueView } from "../../../wire/index.ts";
import { define } from "../../base/define.ts";
import { Page } from "../../base/page.ts";
import { Resource } from "../../base/resource.ts";
import type { Shortcut } from "../../base/shortcuts.ts";
import { listKeys } from "../../parts/list-keys.ts";
import { renderLiveness } from "../../parts/liveness-mark.ts";
import { renderResource } from "../../parts/render-resource.ts";
import { visibleTextStyles } from "../../parts/visible-text.ts";
import { texts } from "../../texts/texts.ts";
import { cardListStyles } from "../../theme/card-list-styles.ts";
import { cardStyles } from "../../theme/card-styles.ts";
import { controlStyles } from "../../theme/control-styles.ts";
import { foundationStyles } from "../../theme/foundation-styles.ts";
import { summaryStyles } from "../../theme/summary-styles.ts";
import { clearQueue, drainQueue, pauseQueue, resumeQueue, type EmptiedQueue } from "./queue-actions.ts";
import { flagsOf } from "./queue-flags.ts";
import { renderQueue } from "./queue-card.ts";
import { queuesStyles } from "./queues-styles.ts";
import "../../parts/page-header.ts";

const text = texts.queues;

/** Queues: what is in them, why it does not get on, and what can be done. */
export class QueuesPage extends Page {
  static override readonly properties: PropertyDeclarations = { outcome: { state: true } };

  static override readonly styles: CSSResultGroup = [
    foundationStyles,
    controlStyles,
    cardStyles,
    cardListStyles,
    summaryStyles,
    visibleTextStyles,
    queuesStyles,
  ];

  /** What came of the last clearing or draining, for longer than a notice stays: it leads to the runs. */
  declare protected outcome: EmptiedQueue | undefined;

  readonly #queues: Resource<QueueListView> = new Resource<QueueListView>(this, {
    key: () => "listQueues",
    read: (signal) => this.mount.client.call("listQueues", { signal }),
    pollMs: 3_000,
  });

  protected override shortcuts(): readonly Shortcut[] {
    return [
      ...listKeys(this),
      { keys: "r", text: texts.shortcuts.refresh, group: "page", run: () => void this.#queues.refresh() },
    ];
  }

  protected override render(): TemplateResult {
    return html`<scoria-page-header .heading=${texts.titles.queues}>
        ${renderLiveness(this.#queues.state)}
        <p class="about">${text.about}</p>
        ${
          this.may("queues")
            ? nothing
            : html`<p class="about"><strong>${text.mayNot}</strong> ${texts.states.permission("queues")}</p>`
        }
      </scoria-page-header>
      ${this.#renderOutcome()} ${renderResource(this.#queues, { ready: ({ queues }) => this.#renderQueues(queues) })}`;
  }

  #renderOutcome(): unknown {
    if (this.outcome === undefined) return nothing;
    const { summary, to } = this.outcome;
    return html`<section class="outcome" aria-label=${text.outcome}>
      <span>${summary} <a href=${this.href(to)}>${text.seeRuns}</a></span>
      <button type="button" class="bare" @click=${() => (this.outcome = undefined)}>${texts.notices.close}</button>
    </section>`;
  }

  #renderQueues(queues: readonly QueueView[]): TemplateResult {
    if (queues.length === 0) {
      return html`<scoria-state kind="empty" .heading=${text.none} .detail=${text.noneDetail}></scoria-state>`;
    }
    const now = new Date();
    const flagged = Map.groupBy(queues, (queue) => flagsOf(queue, now).length > 0);
    return html`${renderSummary(queues)}
      <div class="card-list">
        ${repeat(
          [...(flagged.get(true) ?? []), ...(flagged.get(false) ?? [])],
          ({ queue }) => queue,
          (queue) =>
            renderQueue(queue, now, {
              mayChange: this.may("queues"),
              href: (to) => this.href(to),
              pause: () => void this.#act(pauseQueue(this, queue)),
              resume: () => void this.#act(resumeQueue(this, queue)),
              drain: () => void this.#empty(drainQueue(this, queue)),
              clear: () => void this.#empty(clearQueue(this, queue)),
              changed: () => void this.#queues.refresh(),
            }),
        )}
      </div>`;
  }

  async #empty(emptying: Promise<EmptiedQueue | undefined>): Promise<void> {
    const outcome = await emptying;
    if (outcome === undefined) return;
    this.outcome = outcome;
    await this.#queues.refresh();
  }

  async #act(acting: Promise<void>): Promise<void> {
    await acting;
    await this.#queues.refresh();
  }
}

function renderSummary(queues: readonly QueueView[]): TemplateResult {
  const sum = (of: (queue: QueueView) => number): number => queues.reduce((total, queue) => total + of(queue), 0);
  const oldest = queues.flatMap(({ oldestSince }) => oldestSince ?? []).sort()[0];
  const paused = queues.filter((queue) => queue.paused !== null).length;
  return html`<dl class="summary" aria-label=${text.summary}>
    <div>
      <dt>${text.queued}</dt>
      <dd>${sum(({ depth }) => depth).toLocaleString("en")}</dd>
    </div>
    <div>
      <dt>${text.oldest}</dt>
      <dd>${oldest === undefined ? text.nobody : html`<scoria-time .at=${oldest} stops></scoria-time>`}</dd>
    </div>
    <div>
      <dt>${text.running}</dt>
      <dd>${sum(({ running }) => running).toLocaleString("en")}</dd>
    </div>
    <div class=${paused > 0 ? "warn" : ""}>
      <dt>${text.paused}</dt>
      <dd>${paused === 0 ? text.nobody : text.pausedCount(paused)}</dd>
    </div>
  </dl>`;
}

define("scoria-queues-page", QueuesPage);
