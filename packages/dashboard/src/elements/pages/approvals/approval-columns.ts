import { html, nothing, type TemplateResult } from "lit";
import type { ApprovalView } from "../../../wire/index.ts";
import type { Column } from "../../parts/data-table.ts";
import { renderId } from "../../parts/id-mark.ts";
import { renderStatus } from "../../parts/status-mark.ts";
import { renderTime } from "../../parts/time-mark.ts";
import { visibleText } from "../../parts/visible-text.ts";
import { texts } from "../../texts/texts.ts";
import { argumentsPreview } from "./arguments-preview.ts";
import "../../parts/countdown.ts";

const text = texts.approvals;

const request: Column<ApprovalView> = {
  heading: text.columns.request,
  isLink: true,
  cell: (approval) => {
    const { tool, reason, requestedBy, decidedBy } = approval;
    return html`<span class="two"
      ><span class="tool">${visibleText(tool)}</span
      ><span class="second clamp">${reason === undefined ? text.noReason : visibleText(reason)}</span
      ><span class="second only-narrow">${visibleText(requestedBy)}</span>${
        decidedBy === undefined
          ? nothing
          : html`<span class="second only-narrow">${visibleText(text.decidedBy(decidedBy))}</span>`
      }<span class="only-narrow">${argumentsPreview(approval)}</span></span
    >`;
  },
};

const whatFor: Column<ApprovalView> = {
  heading: text.columns.arguments,
  is: "fills",
  onlyWide: true,
  cell: argumentsPreview,
};

const run: Column<ApprovalView> = {
  heading: text.columns.run,
  onlyWide: true,
  cell: ({ runId }): TemplateResult => renderId(runId, texts.copy.runId),
};

/** What is to be decided: what would be done, who asks, and how long is left. */
export function pendingColumns(actorId: () => string | undefined): readonly Column<ApprovalView>[] {
  return [
    request,
    whatFor,
    {
      heading: text.columns.askedBy,
      onlyWide: true,
      cell: ({ requestedBy, requestedAt }) =>
        html`<span class="two"
          ><span
            >${visibleText(requestedBy)}${
              requestedBy === actorId() ? html` <span class="tag">${text.yours}</span>` : nothing
            }</span
          >${renderTime(requestedAt, { className: "second" })}</span
        >`,
    },
    run,
    {
      heading: text.columns.expires,
      is: "number",
      cell: ({ expiresAt }) =>
        expiresAt === undefined
          ? html`<span class="faint">${text.neverExpires}</span>`
          : html`<scoria-countdown .until=${expiresAt}></scoria-countdown>`,
    },
  ];
}

/** What was decided: how, by whom, when and why. */
export const decidedColumns: readonly Column<ApprovalView>[] = [
  {
    heading: text.columns.outcome,
    cell: ({ status }) => renderStatus(status),
  },
  request,
  whatFor,
  {
    heading: text.columns.reason,
    onlyWide: true,
    cell: ({ decisionReason }) => html`<span class="why">${visibleText(decisionReason ?? "")}</span>`,
  },
  run,
  {
    heading: text.columns.decided,
    is: "number",
    cell: ({ decidedAt, decidedBy, expiresAt, status }) => {
      const at = decidedAt ?? (status === "expired" ? expiresAt : undefined);
      return html`<span class="two"
        >${decidedBy === undefined ? nothing : html`<span class="only-wide">${visibleText(decidedBy)}</span>`}${
          at === undefined ? nothing : renderTime(at, { className: "second" })
        }</span
      >`;
    },
  },
];
