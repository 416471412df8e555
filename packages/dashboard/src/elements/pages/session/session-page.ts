import { html, nothing, type CSSResultGroup, type TemplateResult } from "lit";
import type { RunItem, RunPageView, RunStatus } from "../../../wire/index.ts";
import { define } from "../../base/define.ts";
import { rowsMore } from "../../base/growing-list.ts";
import { PagedRows } from "../../base/paged-rows.ts";
import { Page } from "../../base/page.ts";
import { preferences } from "../../base/preferences.ts";
import { Resource } from "../../base/resource.ts";
import { withQuery } from "../../base/router.ts";
import type { Shortcut } from "../../base/shortcuts.ts";
import { codeSample, codeSampleStyles } from "../../parts/code-sample.ts";
import { listKeys } from "../../parts/list-keys.ts";
import { renderLiveness } from "../../parts/liveness-mark.ts";
import { renderResource } from "../../parts/render-resource.ts";
import { visibleText, visibleTextStyles } from "../../parts/visible-text.ts";
import { texts } from "../../texts/texts.ts";
import { cardStyles } from "../../theme/card-styles.ts";
import { controlStyles } from "../../theme/control-styles.ts";
import { foundationStyles } from "../../theme/foundation-styles.ts";
import { tabsStyles } from "../../theme/tabs-styles.ts";
import { statusTabs } from "../runs/run-filters.ts";
import { reasonSentenceOf } from "../runs/run-reason.ts";
import { sessionStyles } from "./session-styles.ts";
import { renderDays } from "./turn-list.ts";
import { daysOfTurns } from "./turns.ts";
import "../../parts/page-header.ts";

const text = texts.sessions;

const openStatuses: readonly RunStatus[] = ["queued", "running", "waiting"];

/** The runs of one session as the turns of a conversation, the oldest first. */
export class SessionPage extends Page {
  static override readonly styles: CSSResultGroup = [
    foundationStyles,
    controlStyles,
    cardStyles,
    visibleTextStyles,
    codeSampleStyles,
    tabsStyles,
    sessionStyles,
  ];

  readonly #turns: PagedRows<RunItem> = new PagedRows<RunItem>(this, {
    key: () => `listRuns session ${this.#sessionId} ${this.#status}`,
    read: async (page, signal) => {
      const status = this.#status === "" ? {} : { status: this.#status.split(",") as RunStatus[] };
      const query = { sessionId: this.#sessionId, ...status, ...page };
      const { runs, nextCursor } = await this.mount.client.call("listRuns", {
        query,
        ...(signal === undefined ? {} : { signal }),
      });
      return { rows: runs, nextCursor };
    },
    keyOf: ({ runId }) => runId,
    atOf: ({ createdAt }) => createdAt,
    pollMs: 4_000,
  });

  readonly #open: Resource<RunPageView> = new Resource<RunPageView>(this, {
    key: () => `listRuns open in ${this.#sessionId}`,
    read: (signal) => {
      const query = { sessionId: this.#sessionId, status: openStatuses, limit: 10 };
      return this.mount.client.call("listRuns", { query, signal });
    },
    pollMs: 4_000,
  });

  override connectedCallback(): void {
    super.connectedCallback();
    this.untilDisconnected(preferences.subscribe(() => this.requestUpdate()));
  }

  get #sessionId(): string {
    return this.params["sessionId"] ?? "";
  }

  get #status(): string {
    return this.mount.router.place.query.get("status") ?? "";
  }

  /** Of which tenant the turns are shown; "" for all that the operator sees: two tenants may use the same id. */
  get #tenant(): string {
    return this.mount.router.place.query.get("tenant") ?? "";
  }

  protected override shortcuts(): readonly Shortcut[] {
    return [...listKeys(this), { keys: "r", text: texts.shortcuts.refresh, group: "page", run: () => this.#refresh() }];
  }

  #refresh(): void {
    void this.#turns.resource.refresh();
    void this.#open.refresh();
  }

  protected override render(): TemplateResult {
    return html`<scoria-page-header
        .heading=${texts.titles.session}
        .crumbs=${[{ text: texts.titles.sessions, to: "/sessions" }]}
      >
        <scoria-id slot="beside" whole .value=${this.#sessionId} .label=${text.sessionId}></scoria-id>
        ${
          this.#tenant === ""
            ? nothing
            : html`<span slot="beside" class="faint">${texts.shell.tenants([this.#tenant])}</span>`
        }
        ${renderLiveness(this.#turns.resource.state)}
      </scoria-page-header>
      ${renderResource(this.#turns.resource, { ready: ({ nextCursor }) => this.#renderSession(nextCursor) })}`;
  }

  #renderSession(nextCursor: string | null): TemplateResult {
    const runs = this.#turns.rows;
    if (runs.length === 0 && this.#status === "") {
      return html`<scoria-state kind="absent" .heading=${text.absent} .detail=${text.absentDetail}>
        <a class="button" href=${this.href("/sessions")}>${texts.titles.sessions}</a>
      </scoria-state>`;
    }
    return html`${this.#renderTabs()}
      <div class="columns">
        <div>${this.#renderTurns(runs, nextCursor)}</div>
        <div class="aside">${this.#renderOpen()} ${this.#renderNextTurn()}</div>
      </div>`;
  }

  #renderTabs(): TemplateResult {
    const { path, query } = this.mount.router.place;
    const toStatus = (status: string): string => {
      const next = new URLSearchParams(query);
      if (status === "") next.delete("status");
      else next.set("status", status);
      return withQuery(path, next);
    };
    return html`<nav class="tabs" aria-label=${text.byStatus}>
      ${statusTabs.map(
        ({ status, title }) =>
          html`<a href=${this.href(toStatus(status))} aria-current=${status === this.#status ? "true" : nothing}
            >${title}</a
          >`,
      )}
    </nav>`;
  }

  #renderTurns(all: readonly RunItem[], nextCursor: string | null): TemplateResult {
    const runs = all.filter((run) => this.#isShown(run));
    const isPicked = this.#status !== "";
    return html`<div class="above">
        <span class="faint">${text.turns(runs.length, nextCursor !== null)}</span>
        ${
          nextCursor === null
            ? nothing
            : html`<button type="button" ?disabled=${this.#turns.isLoadingMore} @click=${() => this.#turns.loadMore()}>
                ${text.earlier(rowsMore)}
              </button>`
        }
        ${
          runs.length > 12
            ? html`<button type="button" class="bare" @click=${this.#toNewest}>${text.toNewest}</button>`
            : nothing
        }
      </div>
      ${
        runs.length === 0
          ? html`<scoria-state kind="no-match" .detail=${text.noMatch}></scoria-state>`
          : html`<div class=${this.#turns.isOutdated ? "is-outdated" : ""}>
              ${renderDays(daysOfTurns(runs, !isPicked), {
                hrefOf: (runId) => this.href(`/workflows/${runId}`),
                showsTenant: new Set(runs.map(({ tenantId }) => tenantId)).size > 1,
              })}
            </div>`
      }`;
  }

  #isShown({ tenantId }: RunItem): boolean {
    return this.#tenant === "" || tenantId === this.#tenant;
  }

  readonly #toNewest = (): void => {
    [...this.renderRoot.querySelectorAll<HTMLElement>("a.stop")].at(-1)?.focus();
  };

  #renderOpen(): TemplateResult {
    return html`<section class="card" aria-labelledby="open">
      <h2 id="open">${text.open}</h2>
      ${renderResource(this.#open, {
        ready: ({ runs, nextCursor }) => this.#renderOpenRuns(runs, nextCursor !== null),
      })}
    </section>`;
  }

  #renderOpenRuns(all: readonly RunItem[], areMore: boolean): TemplateResult {
    const runs = all.filter((run) => this.#isShown(run));
    if (runs.length === 0) return html`<p class="soft">${text.openNone}</p>`;
    return html`<ul class="open">
        ${runs.map((run) => this.#renderOpenRun(run))}
      </ul>
      ${areMore ? html`<p class="faint">${text.openMore}</p>` : nothing}`;
  }

  #renderOpenRun(run: RunItem): TemplateResult {
    const reason = reasonSentenceOf(run);
    return html`<li>
      <scoria-status .status=${run.status}></scoria-status>
      <a href=${this.href(`/workflows/${run.runId}`)}>${visibleText(run.kind ?? texts.runs.noKind)}</a>
      ${reason === undefined ? nothing : html`<p class="soft">${visibleText(reason)}</p>`}
    </li>`;
  }

  #renderNextTurn(): TemplateResult {
    const query = new URLSearchParams({ sessionId: this.#sessionId });
    return html`<section class="card next" aria-labelledby="next">
      <h2 id="next">${text.nextTurn}</h2>
      <p class="soft">${text.nextTurnDetail}</p>
      ${codeSample(text.nextTurnCode(this.#sessionId), text.nextTurn)}
      ${
        this.may("start") && this.mount.isWhole
          ? html`<a class="button" href=${this.href(withQuery("/start", query))}>${text.start}</a>`
          : nothing
      }
    </section>`;
  }
}

define("scoria-session-page", SessionPage);
