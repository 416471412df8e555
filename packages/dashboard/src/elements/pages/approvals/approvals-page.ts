import { html, nothing, type CSSResultGroup, type PropertyDeclarations, type TemplateResult } from "lit";
import type { ApprovalPageView, ApprovalView } from "../../../wire/index.ts";
import { define } from "../../base/define.ts";
import { Page } from "../../base/page.ts";
import { Resource } from "../../base/resource.ts";
import { withQuery } from "../../base/router.ts";
import type { Shortcut } from "../../base/shortcuts.ts";
import { codeSample, codeSampleStyles } from "../../parts/code-sample.ts";
import { DataTable, type Column } from "../../parts/data-table.ts";
import { tableStyles } from "../../parts/data-table-styles.ts";
import type { Filter } from "../../parts/filter-bar.ts";
import { renderLiveness } from "../../parts/liveness-mark.ts";
import { notify } from "../../parts/notify.ts";
import { renderResource } from "../../parts/render-resource.ts";
import { visibleTextStyles } from "../../parts/visible-text.ts";
import { texts } from "../../texts/texts.ts";
import { controlStyles } from "../../theme/control-styles.ts";
import { foundationStyles } from "../../theme/foundation-styles.ts";
import { tabsStyles } from "../../theme/tabs-styles.ts";
import { decidedColumns, pendingColumns } from "./approval-columns.ts";
import {
  approvalsAtOnce,
  approvalsPlaceOf,
  decidedStatuses,
  readApprovals,
  type ApprovalsPlace,
} from "./approvals-query.ts";
import { approvalsStyles } from "./approvals-styles.ts";
import "../../parts/filter-bar.ts";
import "../../parts/page-header.ts";

const text = texts.approvals;

const toolFilter: Filter = { kind: "search", name: "tool", label: text.filters.tool, hint: text.filters.toolHint };
const outcomeFilter: Filter = {
  kind: "choice",
  name: "status",
  label: text.filters.outcome,
  choices: decidedStatuses.map((value) => ({ value, text: texts.status[value] })),
};
const kept = ["show"];

/** What people are asked for. Nothing is decided from here, and never several at once: each is looked at on its own page. */
export class ApprovalsPage extends Page {
  static override readonly properties: PropertyDeclarations = { isReadingMore: { state: true } };

  static override readonly styles: CSSResultGroup = [
    foundationStyles,
    controlStyles,
    tableStyles,
    visibleTextStyles,
    codeSampleStyles,
    tabsStyles,
    approvalsStyles,
  ];

  declare protected isReadingMore: boolean;

  #wanted = approvalsAtOnce;
  /** When the last approval was asked for that was shown. */
  #seenUntil: string | undefined;

  readonly #approvals: Resource<ApprovalPageView> = new Resource<ApprovalPageView>(this, {
    key: () => `listApprovals ${JSON.stringify(this.#place)}`,
    read: (signal) => readApprovals(this.mount.client, this.#place, this.#wanted, signal),
    pollMs: 4_000,
    keepsOutdated: true,
  });

  readonly #pending: DataTable<ApprovalView> = this.#tableOf(
    pendingColumns(() => this.mount.operator.view?.actorId),
    text.pending,
  );
  readonly #decided: DataTable<ApprovalView> = this.#tableOf(decidedColumns, text.decided);

  constructor() {
    super();
    this.isReadingMore = false;
  }

  #tableOf(columns: readonly Column<ApprovalView>[], caption: string): DataTable<ApprovalView> {
    return new DataTable<ApprovalView>(this, {
      rows: () => this.#approvals.value?.approvals ?? [],
      columns,
      keyOf: ({ approvalId }) => approvalId,
      linkOf: ({ approvalId }) => `/approvals/${approvalId}`,
      caption,
    });
  }

  get #place(): ApprovalsPlace {
    return approvalsPlaceOf(this.mount.router.place.query);
  }

  protected override shortcuts(): readonly Shortcut[] {
    const table = this.#place.isDecided ? this.#decided : this.#pending;
    return [
      ...table.shortcuts.filter(({ keys }) => keys !== "x"),
      { keys: "r", text: texts.shortcuts.refresh, group: "page", run: () => void this.#approvals.refresh() },
    ];
  }

  protected override render(): TemplateResult {
    const { isDecided } = this.#place;
    return html`<scoria-page-header .heading=${texts.titles.approvals}>
        ${renderLiveness(this.#approvals.state)}
      </scoria-page-header>
      <nav class="tabs" aria-label=${text.segments}>
        ${this.#renderTab(text.pending, undefined, !isDecided)} ${this.#renderTab(text.decided, "decided", isDecided)}
      </nav>
      <scoria-filter-bar
        .filters=${isDecided ? [toolFilter, outcomeFilter] : [toolFilter]}
        .keeps=${kept}
      ></scoria-filter-bar>
      ${isDecided || this.may("decide") ? nothing : html`<p class="note">${text.mayNotDecide}</p>`}
      ${renderResource(this.#approvals, { ready: (page) => this.#renderApprovals(page) })}`;
  }

  #renderTab(title: string, show: string | undefined, isCurrent: boolean): TemplateResult {
    const query = new URLSearchParams();
    const { tool } = this.#place;
    if (show !== undefined) query.set("show", show);
    if (tool !== undefined) query.set("tool", tool);
    const to = withQuery(this.mount.router.place.path, query);
    return html`<a
      href=${this.href(to)}
      aria-current=${isCurrent ? "true" : nothing}
      @click=${(event: MouseEvent) => this.narrowInPart(event, to)}
      >${title}</a
    >`;
  }

  #renderApprovals({ approvals, nextCursor }: ApprovalPageView): TemplateResult {
    if (approvals.length === 0) return this.#renderNothing();
    const { state } = this.#approvals;
    const { isDecided } = this.#place;
    const table = isDecided ? this.#decided : this.#pending;
    const isAll = nextCursor === null;
    return html`${table.render({ isOutdated: state.kind === "ready" && state.isOutdated })}
      <div class="foot">
        <span class="faint"
          >${isDecided ? text.sortedByRequest : text.sortedByDeadline}
          ${isAll ? text.all(approvals.length) : text.newest(approvals.length)}</span
        >
        ${
          isAll
            ? nothing
            : html`<button type="button" ?disabled=${this.isReadingMore} @click=${this.#readMore}>
                ${text.more(approvalsAtOnce)}
              </button>`
        }
      </div>`;
  }

  #renderNothing(): TemplateResult {
    const { isDecided, statuses, tool } = this.#place;
    if (tool !== undefined || (isDecided && statuses.length === 1)) {
      return html`<scoria-state kind="no-match" .detail=${text.noMatch}></scoria-state>`;
    }
    if (isDecided) {
      return html`<scoria-state
        kind="empty"
        .heading=${text.noneDecided}
        .detail=${text.noneDecidedDetail}
      ></scoria-state>`;
    }
    return html`<scoria-state kind="empty" .heading=${text.nonePending} .detail=${text.nonePendingDetail}>
      ${codeSample(text.noneCode, text.nonePending)}
    </scoria-state>`;
  }

  protected override updated(): void {
    const { state } = this.#approvals;
    if (this.#place.isDecided || state.kind !== "ready" || state.isOutdated) return;
    const { approvals } = state.value;
    const seenUntil = this.#seenUntil;
    const arrived = approvals.filter(({ requestedAt }) => seenUntil !== undefined && requestedAt > seenUntil).length;
    this.#seenUntil = approvals.reduce(
      (last, { requestedAt }) => (requestedAt > last ? requestedAt : last),
      seenUntil ?? "",
    );
    if (arrived > 0) notify(this, text.arrived(arrived), { tone: "quiet" });
  }

  readonly #readMore = async (): Promise<void> => {
    this.#wanted += approvalsAtOnce;
    this.isReadingMore = true;
    await this.#approvals.refresh();
    this.isReadingMore = false;
  };
}

define("scoria-approvals-page", ApprovalsPage);
