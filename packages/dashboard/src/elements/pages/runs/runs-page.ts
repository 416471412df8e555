import { html, nothing, type CSSResultGroup, type PropertyDeclarations, type TemplateResult } from "lit";
import type { RunItem } from "../../../wire/index.ts";
import { define } from "../../base/define.ts";
import { rowsMore, type ListPage } from "../../base/growing-list.ts";
import { Page } from "../../base/page.ts";
import { PagedRows } from "../../base/paged-rows.ts";
import { withQuery } from "../../base/router.ts";
import type { Shortcut } from "../../base/shortcuts.ts";
import { DataTable } from "../../parts/data-table.ts";
import { tableStyles } from "../../parts/data-table-styles.ts";
import { renderLiveness } from "../../parts/liveness-mark.ts";
import { notify } from "../../parts/notify.ts";
import { renderResource } from "../../parts/render-resource.ts";
import { texts } from "../../texts/texts.ts";
import { controlStyles } from "../../theme/control-styles.ts";
import { foundationStyles } from "../../theme/foundation-styles.ts";
import { tabsStyles } from "../../theme/tabs-styles.ts";
import { visibleTextStyles } from "../../parts/visible-text.ts";
import { cancelRuns, retryRuns, type BulkOutcome } from "./bulk-actions.ts";
import { runColumns } from "./run-columns.ts";
import { runFilters, statusTabs } from "./run-filters.ts";
import { runsQueryOf } from "./runs-query.ts";
import { runsStyles } from "./runs-styles.ts";
import "../../parts/filter-bar.ts";
import "../../parts/page-header.ts";

const text = texts.runs;

/** Runs, newest first: narrowed by the address, kept up to date, and several of them cancelled or retried at once. */
export class RunsPage extends Page {
  static override readonly properties: PropertyDeclarations = { outcome: { state: true } };

  static override readonly styles: CSSResultGroup = [
    foundationStyles,
    controlStyles,
    tableStyles,
    visibleTextStyles,
    tabsStyles,
    runsStyles,
  ];

  /** What came of the last bulk action, as long as there is something to say that a notice would lose. */
  declare protected outcome: BulkOutcome | undefined;

  readonly #runs: PagedRows<RunItem> = new PagedRows<RunItem>(this, {
    key: () => `listRuns ${this.#address}`,
    read: async (page, signal) => {
      const query = runsQueryOf(this.#address, new Date());
      if (query === undefined) return { rows: [], nextCursor: null };
      const { runs, nextCursor } = await this.mount.client.call("listRuns", {
        query: { ...query, ...page },
        ...(signal === undefined ? {} : { signal }),
      });
      return { rows: runs, nextCursor };
    },
    keyOf: ({ runId }) => runId,
    atOf: ({ createdAt }) => createdAt,
    pollMs: 4_000,
    near: () => this.#table.near,
  });

  readonly #table: DataTable<RunItem> = new DataTable<RunItem>(this, {
    rows: () => this.#runs.rows,
    columns: runColumns,
    keyOf: ({ runId }) => runId,
    linkOf: ({ runId }) => `/workflows/${runId}`,
    nameOf: ({ kind, runId }) => text.nameOf(kind, runId),
    caption: texts.titles.runs,
    onNearEnd: () => this.#runs.loadAhead(),
    isChoosable: () => this.may("cancel") || this.may("retry"),
  });

  get #address(): URLSearchParams {
    return this.mount.router.place.query;
  }

  protected override shortcuts(): readonly Shortcut[] {
    return [
      ...this.#table.shortcuts,
      { keys: "r", text: texts.shortcuts.refresh, group: "page", run: () => void this.#runs.resource.refresh() },
    ];
  }

  protected override render(): TemplateResult {
    return html`<scoria-page-header .heading=${texts.titles.runs}>
        ${renderLiveness(this.#runs.resource.state)}
        ${
          this.may("start") && this.mount.isWhole
            ? html`<a class="button" slot="actions" href=${this.href("/start")}>${texts.titles.start}</a>`
            : nothing
        }
      </scoria-page-header>
      ${this.#renderTabs()}
      <scoria-filter-bar .filters=${runFilters}></scoria-filter-bar>
      ${this.#renderOutcome()} ${renderResource(this.#runs.resource, { ready: (page) => this.#renderRuns(page) })}`;
  }

  #renderTabs(): TemplateResult {
    const address = this.#address;
    const current = address.get("status") ?? "";
    return html`<nav class="tabs" aria-label=${text.byStatus}>
      ${statusTabs.map(({ status, title }) => {
        const query = new URLSearchParams(address);
        if (status === "") query.delete("status");
        else query.set("status", status);
        const to = withQuery(this.mount.router.place.path, query);
        return html`<a
          href=${this.href(to)}
          aria-current=${status === current ? "true" : nothing}
          @click=${(event: MouseEvent) => this.narrowInPart(event, to)}
          >${title}</a
        >`;
      })}
    </nav>`;
  }

  #renderRuns({ rows, nextCursor }: ListPage<RunItem>): TemplateResult {
    if (rows.length === 0) return this.#renderNothing();
    return html`${this.#renderActions()} ${this.#table.render({ isOutdated: this.#runs.isOutdated })}
      <div class="foot">
        <span class="faint">${nextCursor === null ? text.all(rows.length) : text.newest(rows.length)}</span>
        ${
          nextCursor === null
            ? nothing
            : html`<button type="button" ?disabled=${this.#runs.isLoadingMore} @click=${() => this.#runs.loadMore()}>
                ${text.more(rowsMore)}
              </button>`
        }
      </div>`;
  }

  #renderNothing(): TemplateResult {
    const detail = runsQueryOf(this.#address, new Date()) === undefined ? text.noSuchId : text.noMatch;
    return this.#address.size > 0
      ? html`<scoria-state kind="no-match" .detail=${detail}></scoria-state>`
      : html`<scoria-state kind="empty" .heading=${text.none} .detail=${text.noneDetail}>
          <pre class="code"><code>${text.noneCode}</code></pre>
        </scoria-state>`;
  }

  #renderActions(): unknown {
    const { chosen } = this.#table;
    if (chosen.length === 0) return nothing;
    return html`<div class="actions" role="region" aria-label=${text.actions}>
      <strong>${text.chosen(chosen.length)}</strong>
      ${
        this.may("cancel")
          ? html`<button type="button" class="danger" @click=${() => this.#act(cancelRuns(this, chosen))}>
              ${text.cancel}
            </button>`
          : nothing
      }
      ${
        this.may("retry")
          ? html`<button type="button" @click=${() => this.#act(retryRuns(this, chosen))}>${text.retry}</button>`
          : nothing
      }
      <button type="button" class="bare" @click=${() => this.#table.clearChosen()}>${text.chooseNone}</button>
    </div>`;
  }

  #renderOutcome(): unknown {
    if (this.outcome === undefined || this.outcome.refused.length === 0) return nothing;
    return html`<section class="outcome" aria-label=${text.refusedTitle}>
      <div class="outcome-head">
        <strong>${this.outcome.summary}</strong>
        <button type="button" class="bare" @click=${() => (this.outcome = undefined)}>${texts.notices.close}</button>
      </div>
      <ul>
        ${this.outcome.refused.map(
          ({ runId, message }) =>
            html`<li><a class="mono" href=${this.href(`/workflows/${runId}`)}>${runId}</a> ${message}</li>`,
        )}
      </ul>
    </section>`;
  }

  async #act(acting: Promise<BulkOutcome | undefined>): Promise<void> {
    const outcome = await acting;
    if (outcome === undefined) return;
    this.outcome = outcome;
    notify(this, outcome.summary, { tone: outcome.refused.length === 0 ? "good" : "quiet" });
    this.#table.unchoose(outcome.done);
    this.mount.answers.clear();
    await this.#runs.resource.refresh();
  }
}

define("scoria-runs-page", RunsPage);
