import { html, nothing, type TemplateResult } from "lit";
import type { RunItem } from "../../../wire/index.ts";
import { lengthOfTime } from "../../base/time-text.ts";
import type { Column } from "../../parts/data-table.ts";
import { renderId } from "../../parts/id-mark.ts";
import { renderStatus } from "../../parts/status-mark.ts";
import { renderTime } from "../../parts/time-mark.ts";
import { visibleText } from "../../parts/visible-text.ts";
import { texts } from "../../texts/texts.ts";
import { reasonOf } from "./run-reason.ts";

const { columns } = texts.runs;

/** What a list says of a run. */
export const runColumns: readonly Column<RunItem>[] = [
  { heading: columns.status, cell: ({ status }) => renderStatus(status) },
  { heading: columns.kind, isLink: true, cell: ({ kind }) => visibleText(kind ?? texts.runs.noKind) },
  {
    heading: columns.run,
    cell: ({ runId }) => renderId(runId, texts.copy.runId),
    onlyWide: true,
  },
  { heading: columns.why, is: "fills", onlyWide: true, cell: renderReason },
  { heading: columns.actor, onlyWide: true, cell: ({ actorId }) => visibleText(actorId) },
  {
    heading: columns.session,
    onlyWide: true,
    cell: ({ sessionId }) => (sessionId === null ? nothing : visibleText(sessionId)),
  },
  { heading: columns.took, is: "number", onlyWide: true, cell: tookOf },
  {
    heading: columns.created,
    is: "number",
    cell: ({ createdAt }) => renderTime(createdAt),
  },
];

function renderReason(run: RunItem): TemplateResult | typeof nothing {
  const reason = reasonOf(run);
  return reason === undefined ? nothing : html`<span class="why">${visibleText(reason)}</span>`;
}

function tookOf({ startedAt, finishedAt }: RunItem): string {
  if (startedAt === undefined || finishedAt === undefined) return "";
  return lengthOfTime(new Date(finishedAt).getTime() - new Date(startedAt).getTime());
}
