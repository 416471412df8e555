import { html, nothing, type CSSResultGroup, type TemplateResult } from "lit";
import type { SessionItem } from "../../../wire/index.ts";
import { define } from "../../base/define.ts";
import { rowsMore } from "../../base/growing-list.ts";
import { PagedRows } from "../../base/paged-rows.ts";
import { Page } from "../../base/page.ts";
import type { Shortcut } from "../../base/shortcuts.ts";
import { codeSample, codeSampleStyles } from "../../parts/code-sample.ts";
import { DataTable } from "../../parts/data-table.ts";
import { tableStyles } from "../../parts/data-table-styles.ts";
import { icon } from "../../parts/icons.ts";
import { renderLiveness } from "../../parts/liveness-mark.ts";
import { renderResource } from "../../parts/render-resource.ts";
import { visibleTextStyles } from "../../parts/visible-text.ts";
import { texts } from "../../texts/texts.ts";
import { controlStyles } from "../../theme/control-styles.ts";
import { foundationStyles } from "../../theme/foundation-styles.ts";
import { sessionColumns } from "./session-columns.ts";
import { pathOfSession } from "./session-paths.ts";
import { sessionsStyles } from "./sessions-styles.ts";
import "../../parts/page-header.ts";

const text = texts.sessions;

/** Sessions, the one with the newest run first. */
export class SessionsPage extends Page {
  static override readonly styles: CSSResultGroup = [
    foundationStyles,
    controlStyles,
    tableStyles,
    visibleTextStyles,
    codeSampleStyles,
    sessionsStyles,
  ];

  readonly #sessions: PagedRows<SessionItem> = new PagedRows<SessionItem>(this, {
    key: () => "listSessions",
    read: async (query, signal) => {
      const page = await this.mount.client.call("listSessions", { query, ...(signal === undefined ? {} : { signal }) });
      return { rows: page.sessions, nextCursor: page.nextCursor };
    },
    keyOf: ({ tenantId, sessionId }) => JSON.stringify([tenantId, sessionId]),
    atOf: ({ lastRun }) => lastRun.createdAt,
    pollMs: 5_000,
    near: () => this.#table.near,
  });

  readonly #table: DataTable<SessionItem> = new DataTable<SessionItem>(this, {
    rows: () => this.#sessions.rows,
    columns: () => sessionColumns(this.#isOfSeveralTenants),
    keyOf: ({ tenantId, sessionId }) => JSON.stringify([tenantId, sessionId]),
    linkOf: (session) => pathOfSession(session, this.#isOfSeveralTenants),
    caption: texts.titles.sessions,
    onNearEnd: () => this.#sessions.loadAhead(),
  });

  get #isOfSeveralTenants(): boolean {
    return (this.mount.operator.view?.tenants.length ?? 0) > 1;
  }

  protected override shortcuts(): readonly Shortcut[] {
    return [
      ...this.#table.shortcuts.filter(({ keys }) => keys !== "x"),
      { keys: "r", text: texts.shortcuts.refresh, group: "page", run: () => void this.#sessions.resource.refresh() },
      {
        keys: "/",
        text: texts.shortcuts.search,
        group: "list",
        run: () => this.renderRoot.querySelector("input")?.select(),
      },
    ];
  }

  protected override render(): TemplateResult {
    return html`<scoria-page-header .heading=${texts.titles.sessions}>
        ${renderLiveness(this.#sessions.resource.state)}
        <p class="about">${text.about}</p>
      </scoria-page-header>
      <form role="search" @submit=${this.#open}>
        ${icon("search")}
        <input
          type="search"
          spellcheck="false"
          autocomplete="off"
          aria-label=${text.find}
          placeholder=${text.findHint}
        />
      </form>
      ${renderResource(this.#sessions.resource, { ready: ({ nextCursor }) => this.#renderSessions(nextCursor) })}`;
  }

  #renderSessions(nextCursor: string | null): TemplateResult {
    const count = this.#sessions.rows.length;
    if (count === 0) {
      return html`<scoria-state kind="empty" .heading=${text.none} .detail=${text.noneDetail}>
        ${codeSample(text.noneCode, text.none)}
      </scoria-state>`;
    }
    return html`${this.#table.render()}
      <div class="foot">
        <span class="faint">${nextCursor === null ? text.all(count) : text.newest(count)}</span>
        ${
          nextCursor === null
            ? nothing
            : html`<button
                type="button"
                ?disabled=${this.#sessions.isLoadingMore}
                @click=${() => this.#sessions.loadMore()}
              >
                ${text.more(rowsMore)}
              </button>`
        }
      </div>`;
  }

  /** The session of every tenant that the operator sees: only its page knows which of them have it. */
  readonly #open = (event: Event): void => {
    event.preventDefault();
    const sessionId = this.renderRoot.querySelector("input")?.value.trim() ?? "";
    if (sessionId !== "") this.mount.router.go(`/sessions/${encodeURIComponent(sessionId)}`);
  };
}

define("scoria-sessions-page", SessionsPage);
