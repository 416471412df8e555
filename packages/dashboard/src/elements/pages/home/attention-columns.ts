import { html } from "lit";
import type { AttentionView } from "../../../wire/index.ts";
import type { Column } from "../../parts/data-table.ts";
import { renderStatus } from "../../parts/status-mark.ts";
import { renderTime } from "../../parts/time-mark.ts";
import { visibleText } from "../../parts/visible-text.ts";
import { texts } from "../../texts/texts.ts";
import { reasonOf } from "../runs/run-reason.ts";

export type AttentionRow = AttentionView;

const { columns, reasons } = texts.home;

/** Why a run is shown, which it is, and since when. */
export const attentionColumns: readonly Column<AttentionRow>[] = [
  { heading: columns.reason, cell: ({ reason }) => html`<span class="reason ${reason}">${reasons[reason]}</span>` },
  { heading: columns.run, isLink: true, cell: ({ run }) => visibleText(run.kind ?? texts.runs.noKind) },
  {
    heading: columns.why,
    is: "fills",
    onlyWide: true,
    cell: ({ run }) => html`<span class="soft">${visibleText(reasonOf(run) ?? "")}</span>`,
  },
  {
    heading: columns.status,
    onlyWide: true,
    cell: ({ run }) => renderStatus(run.status),
  },
  { heading: columns.since, is: "number", cell: ({ since }) => renderTime(since) },
];
