import { html, nothing, type CSSResultGroup, type TemplateResult } from "lit";
import type { HomeView } from "../../../wire/index.ts";
import { define } from "../../base/define.ts";
import { Page } from "../../base/page.ts";
import { Resource } from "../../base/resource.ts";
import type { Shortcut } from "../../base/shortcuts.ts";
import { DataTable } from "../../parts/data-table.ts";
import { tableStyles } from "../../parts/data-table-styles.ts";
import { renderLiveness } from "../../parts/liveness-mark.ts";
import { renderResource } from "../../parts/render-resource.ts";
import { visibleTextStyles } from "../../parts/visible-text.ts";
import { texts } from "../../texts/texts.ts";
import { cardStyles } from "../../theme/card-styles.ts";
import { foundationStyles } from "../../theme/foundation-styles.ts";
import { attentionColumns, type AttentionRow } from "./attention-columns.ts";
import { homeStyles } from "./home-styles.ts";
import "../../parts/page-header.ts";
import "../../parts/sparkline.ts";
import "../../parts/status-mark.ts";
import "../../parts/time-mark.ts";

const text = texts.home;

/** What waits for the operator, how things go, and what is stuck. */
export class HomePage extends Page {
  static override readonly styles: CSSResultGroup = [
    foundationStyles,
    cardStyles,
    tableStyles,
    visibleTextStyles,
    homeStyles,
  ];

  readonly #home: Resource<HomeView> = new Resource<HomeView>(this, {
    key: () => "getHome",
    read: (signal) => this.mount.client.call("getHome", { signal }),
    pollMs: 5_000,
  });

  readonly #attention: DataTable<AttentionRow> = new DataTable<AttentionRow>(this, {
    rows: () => this.#home.value?.attention ?? [],
    columns: attentionColumns,
    keyOf: ({ reason, run }) => `${reason} ${run.runId}`,
    linkOf: ({ run }) => `/workflows/${run.runId}`,
    caption: text.attention,
  });

  protected override shortcuts(): readonly Shortcut[] {
    return this.#attention.shortcuts.filter(({ keys }) => keys !== "x");
  }

  protected override render(): TemplateResult {
    return html`<scoria-page-header .heading=${texts.titles.home}>
        ${renderLiveness(this.#home.state)}
      </scoria-page-header>
      ${renderResource(this.#home, { ready: (home) => this.#renderHome(home) })}`;
  }

  #renderHome(home: HomeView): TemplateResult {
    return html`<div class="cards">
        ${this.#renderApprovals(home)} ${this.#renderUnderWay(home)} ${this.#renderCompleted(home)}
        ${this.#renderFailed(home)}
      </div>
      <div class="halves">${this.#renderAttention(home)} ${this.#renderWaits(home)}</div>
      ${home.runs.isMore ? html`<p class="faint note">${text.limit(home.countLimit)}</p>` : nothing}`;
  }

  #renderApprovals({ approvals }: HomeView): TemplateResult {
    const { pending, pendingIsMore, oldestPendingAt, expiringWithinHour } = approvals;
    return html`<section class="card stat ${pending > 0 ? "asks" : ""}" aria-labelledby="approvals">
      <h2 id="approvals">${text.forYou}</h2>
      <a class="figure" href=${this.href("/approvals")}
        >${pending}${pendingIsMore ? "+" : ""} <small>${text.approvals(pending)}</small></a
      >
      <p class="soft">
        ${
          oldestPendingAt === null
            ? text.nothingPending
            : html`${text.oldest} <scoria-time .at=${oldestPendingAt}></scoria-time>`
        }
      </p>
      ${expiringWithinHour === 0 ? nothing : html`<p class="urgent">${text.expiring(expiringWithinHour)}</p>`}
    </section>`;
  }

  #renderUnderWay({ runs }: HomeView): TemplateResult {
    return html`<section class="card stat" aria-labelledby="under-way">
      <h2 id="under-way">${text.underWay}</h2>
      <ul class="counts">
        ${(["running", "queued", "waiting"] as const).map(
          (status) =>
            html`<li>
              <a href=${this.href(`/workflows?status=${status}`)}>
                <scoria-status .status=${status}></scoria-status><strong>${runs[status]}</strong>
              </a>
            </li>`,
        )}
      </ul>
    </section>`;
  }

  #renderCompleted({ runs, series }: HomeView): TemplateResult {
    const points = series.buckets.map(({ at, completed }) => ({ at, value: completed }));
    return html`<section class="card stat" aria-labelledby="completed">
      <h2 id="completed">${text.completed}</h2>
      <a class="figure" href=${this.href("/workflows?status=completed&since=24h")}>${runs.completed24h}</a>
      <scoria-sparkline .points=${points} .label=${text.completed}></scoria-sparkline>
    </section>`;
  }

  #renderFailed({ runs, series }: HomeView): TemplateResult {
    const points = series.buckets.map(({ at, failed, halted }) => ({ at, value: failed + halted }));
    const bad = runs.failed24h + runs.halted24h;
    const ended = bad + runs.completed24h;
    return html`<section class="card stat" aria-labelledby="failed">
      <h2 id="failed">${text.failed}</h2>
      <a class="figure ${bad > 0 ? "bad" : ""}" href=${this.href("/workflows?status=failed,halted&since=24h")}
        >${bad} ${ended === 0 ? nothing : html`<small>${text.share(bad / ended)}</small>`}</a
      >
      <scoria-sparkline tone="bad" .points=${points} .label=${text.failed}></scoria-sparkline>
    </section>`;
  }

  #renderAttention({ attention }: HomeView): TemplateResult {
    return html`<section aria-labelledby="attention">
      <h2 id="attention" class="title">${text.attention}</h2>
      ${
        attention.length === 0
          ? html`<div class="card">
              <scoria-state kind="empty" .heading=${text.calm} .detail=${text.calmDetail}></scoria-state>
            </div>`
          : this.#attention.render()
      }
    </section>`;
  }

  #renderWaits({ waitingFor }: HomeView): TemplateResult {
    return html`<section aria-labelledby="waits">
      <h2 id="waits" class="title">${text.waits}</h2>
      <ul class="card list">
        ${(["approval", "operator", "signal", "timer", "runs"] as const).map(
          (kind) =>
            html`<li>
              <a href=${this.href(`/workflows?status=waiting&waitingFor=${kind}`)}>
                ${texts.waitKinds[kind]}<strong>${waitingFor[kind]}</strong>
              </a>
            </li>`,
        )}
      </ul>
    </section>`;
  }
}

define("scoria-home-page", HomePage);
