import { html } from "lit";
import type { SessionItem } from "../../../wire/index.ts";
import type { Column } from "../../parts/data-table.ts";
import { renderStatus } from "../../parts/status-mark.ts";
import { renderTime } from "../../parts/time-mark.ts";
import { visibleText } from "../../parts/visible-text.ts";
import { texts } from "../../texts/texts.ts";
import { reasonOf } from "../runs/run-reason.ts";

const text = texts.sessions;

const tenant: Column<SessionItem> = {
  heading: text.columns.tenant,
  onlyWide: true,
  cell: ({ tenantId }) => visibleText(tenantId),
};

const session: Column<SessionItem> = {
  heading: text.columns.session,
  isLink: true,
  cell: ({ sessionId }) => visibleText(sessionId),
};

const others: readonly Column<SessionItem>[] = [
  {
    heading: text.columns.runs,
    is: "number",
    cell: ({ runs, runsAreMore }) => text.count(runs, runsAreMore),
  },
  {
    heading: text.columns.status,
    cell: ({ lastRun }) => renderStatus(lastRun.status),
  },
  {
    heading: text.columns.kind,
    onlyWide: true,
    cell: ({ lastRun }) => visibleText(lastRun.kind ?? texts.runs.noKind),
  },
  {
    heading: text.columns.why,
    is: "fills",
    onlyWide: true,
    cell: ({ lastRun }) => html`<span class="soft">${visibleText(reasonOf(lastRun) ?? "")}</span>`,
  },
  {
    heading: text.columns.first,
    is: "number",
    onlyWide: true,
    cell: ({ firstRunAt }) => renderTime(firstRunAt),
  },
  {
    heading: text.columns.last,
    is: "number",
    cell: ({ lastRun }) => renderTime(lastRun.createdAt),
  },
];

/** What a list says of a session; of which tenant only to who looks at several. */
export function sessionColumns(ofSeveralTenants: boolean): readonly Column<SessionItem>[] {
  return ofSeveralTenants ? [session, tenant, ...others] : [session, ...others];
}
