import { html, nothing, type CSSResultGroup, type PropertyDeclarations, type TemplateResult } from "lit";
import type { RunItem, RunPageView } from "../../../wire/index.ts";
import { define } from "../../base/define.ts";
import { Page } from "../../base/page.ts";
import { asWireError } from "../../base/resource-state.ts";
import { Resource } from "../../base/resource.ts";
import { withQuery } from "../../base/router.ts";
import type { Shortcut } from "../../base/shortcuts.ts";
import { DataTable } from "../../parts/data-table.ts";
import { livenessOf } from "../../parts/liveness-mark.ts";
import { notify } from "../../parts/notify.ts";
import { renderResource } from "../../parts/render-resource.ts";
import { texts } from "../../texts/texts.ts";
import { controlStyles } from "../../theme/control-styles.ts";
import { foundationStyles } from "../../theme/foundation-styles.ts";
import { tableStyles } from "../../theme/table-styles.ts";
import { visibleTextStyles } from "../../parts/visible-text.ts";
import { cancelRuns, retryRuns, type BulkOutcome } from "./bulk-actions.ts";
import { runColumns } from "./run-columns.ts";
import { countToRefresh, runsAtOnce, withNext, withOlder } from "./run-pages.ts";
import { runFilters, statusTabs } from "./run-filters.ts";
import { runsQueryOf } from "./runs-query.ts";
import { runsStyles } from "./runs-styles.ts";
import "../../parts/filter-bar.ts";
import "../../parts/page-header.ts";

const text = texts.runs;

/** Runs, newest first: narrowed by the address, kept up to date, and several of them cancelled or retried at once. */
export class RunsPage extends Page {
  static override readonly properties: PropertyDeclarations = {
    isLoadingMore: { state: true },
    outcome: { state: true },
  };

  static override readonly styles: CSSResultGroup = [
    foundationStyles,
    controlStyles,
    tableStyles,
    visibleTextStyles,
    runsStyles,
  ];

  declare protected isLoadingMore: boolean;
  /** What came of the last bulk action, as long as there is something to say that a notice would lose. */
  declare protected outcome: BulkOutcome | undefined;

  readonly #runs: Resource<RunPageView> = new Resource<RunPageView>(this, {
    key: () => `listRuns ${this.#address}`,
    read: async (signal) => {
      const query = { ...runsQueryOf(this.#address, new Date()), limit: countToRefresh(this.#shown) };
      const fresh = await this.mount.client.call("listRuns", { query, signal });
      // Asked for now and not before: a page more may have come meanwhile.
      return withOlder(fresh, this.#shown);
    },
    pollMs: 4_000,
    keepsOutdated: true,
  });

  readonly #table: DataTable<RunItem> = new DataTable<RunItem>(this, {
    rows: () => this.#runs.value?.runs ?? [],
    columns: runColumns,
    keyOf: ({ runId }) => runId,
    linkOf: ({ runId }) => `/workflows/${runId}`,
    nameOf: ({ kind, runId }) => text.nameOf(kind, runId),
    caption: texts.titles.runs,
    isChoosable: () => this.may("cancel") || this.may("retry"),
  });

  constructor() {
    super();
    this.isLoadingMore = false;
  }

  get #address(): URLSearchParams {
    return this.mount.router.place.query;
  }

  /** The rows of the present question. */
  get #shown(): RunPageView | undefined {
    const { state } = this.#runs;
    return state.kind === "ready" && !state.isOutdated ? state.value : undefined;
  }

  protected override shortcuts(): readonly Shortcut[] {
    return [
      ...this.#table.shortcuts,
      { keys: "r", text: texts.shortcuts.refresh, group: "page", run: () => void this.#runs.refresh() },
    ];
  }

  protected override render(): TemplateResult {
    const liveness = livenessOf(this.#runs.state);
    return html`<scoria-page-header .heading=${texts.titles.runs}>
        ${
          liveness === undefined
            ? nothing
            : html`<scoria-liveness slot="actions" .kind=${liveness.kind} .since=${liveness.since}></scoria-liveness>`
        }
        ${
          this.may("start") && this.mount.isWhole
            ? html`<a class="button" slot="actions" href=${this.href("/start")}>${texts.titles.start}</a>`
            : nothing
        }
      </scoria-page-header>
      ${this.#renderTabs()}
      <scoria-filter-bar .filters=${runFilters}></scoria-filter-bar>
      ${this.#renderOutcome()} ${renderResource(this.#runs, { ready: (page) => this.#renderRuns(page) })}`;
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
          @click=${(event: MouseEvent) => this.#narrowInPart(event, to)}
          >${title}</a
        >`;
      })}
    </nav>`;
  }

  /** A part in a page of the host narrows its list where it is. */
  #narrowInPart(event: MouseEvent, to: string): void {
    if (this.mount.isWhole || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    this.mount.router.go(to);
  }

  #renderRuns({ runs, nextCursor }: RunPageView): TemplateResult {
    if (runs.length === 0) return this.#renderNothing();
    const { state } = this.#runs;
    return html`${this.#renderActions()}
      ${this.#table.render({ isOutdated: state.kind === "ready" && state.isOutdated })}
      <div class="foot">
        <span class="faint">${nextCursor === null ? text.all(runs.length) : text.newest(runs.length)}</span>
        ${
          nextCursor === null
            ? nothing
            : html`<button type="button" ?disabled=${this.isLoadingMore} @click=${() => this.#loadMore(nextCursor)}>
                ${text.more(runsAtOnce)}
              </button>`
        }
      </div>`;
  }

  #renderNothing(): TemplateResult {
    return this.#address.size > 0
      ? html`<scoria-state kind="no-match" .detail=${text.noMatch}></scoria-state>`
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
    try {
      const outcome = await acting;
      if (outcome === undefined) return;
      this.outcome = outcome;
      notify(this, outcome.summary, { tone: outcome.refused.length === 0 ? "good" : "quiet" });
      this.#table.clearChosen();
      this.mount.answers.clear();
      await this.#runs.refresh();
    } catch (error) {
      notify(this, asWireError(error).message, { tone: "bad" });
    }
  }

  async #loadMore(cursor: string): Promise<void> {
    const address = String(this.#address);
    this.isLoadingMore = true;
    try {
      const query = { ...runsQueryOf(this.#address, new Date()), limit: runsAtOnce, cursor };
      const next = await this.mount.client.call("listRuns", { query });
      const shown = this.#runs.value;
      if (shown !== undefined && address === String(this.#address)) this.#runs.replace(withNext(shown, next));
    } catch (error) {
      notify(this, asWireError(error).message, { tone: "bad" });
    } finally {
      this.isLoadingMore = false;
    }
  }
}

define("scoria-runs-page", RunsPage);
