import { askDatabase } from "../ask-database.ts";
import type { Core } from "../core.ts";
import { readPage } from "../decode/page.ts";
import { runNotFound } from "../errors/core-errors.ts";
import { readIdentity } from "../identity/identity.ts";
import { requireSession } from "../identity/require-session.ts";
import { readWho } from "../identity/operator-scope.ts";
import { readRunId } from "../ids/run-id.ts";
import { readJournalOf } from "../journal/read-journal.ts";
import { foldApprovals } from "../approvals/fold-approvals.ts";
import { readChildren } from "../children/read-children.ts";
import { hasPayload, toEntry, type ReadEntry } from "../journal/entry.ts";
import { prunedApprovalsOf } from "../approvals/read-approvals.ts";
import { prunedRecords } from "./pruned-records.ts";
import { foldRun } from "./fold-run.ts";
import { fromHeads, headColumns, readHead, readMoment, toSummary, type RunHeadRow } from "./run-head.ts";
import type { RunDetail, RunPage, RunSummary } from "./run.ts";

/** @throws RUN_NOT_FOUND, INVALID_INPUT, INVALID_IDENTITY */
export async function getRun(core: Core, who: unknown, runId: unknown): Promise<RunSummary> {
  const { tenants } = readWho(who);
  return requireHead(core, tenants, readRunId(runId));
}

/** The head of a run that these tenants may see. @throws RUN_NOT_FOUND */
export async function requireHead(core: Core, tenants: readonly string[], runId: string): Promise<RunSummary> {
  const head = await askDatabase(core, "reading a run", () => readHead(core.readAs(tenants), tenants, runId));
  if (head === undefined) throw runNotFound(runId);
  return head;
}

/** The same, for what many ask at about the same time: they share a statement. @throws RUN_NOT_FOUND */
export async function requireSharedHead(core: Core, tenants: readonly string[], runId: string): Promise<RunSummary> {
  const head = await askDatabase(core, "reading a run", () => core.sharedHeads.read(tenants, runId));
  if (head === undefined) throw runNotFound(runId);
  return head;
}

/**
 * The journal of a run that these tenants may see, and its head, both as they stood at one moment: what was appended
 * after the head was read is left out. @throws RUN_NOT_FOUND
 */
export async function requireJournal(
  core: Core,
  tenants: readonly string[],
  runId: string,
): Promise<{ readonly head: RunSummary; readonly entries: readonly ReadEntry[] }> {
  const readEntries = (): Promise<readonly ReadEntry[]> =>
    askDatabase(core, "reading a journal", () => readJournalOf(core.readAs(tenants), tenants, runId, 1));
  // Both at once: a run at rest has no entry in between.
  const [moment, early] = await Promise.all([
    askDatabase(core, "reading a run", () => readMoment(core.readAs(tenants), tenants, runId)),
    readEntries(),
  ]);
  if (moment === undefined) throw runNotFound(runId);
  const { head, lastSeq } = moment;
  const isBehind = (early.at(-1)?.seq ?? 0) < lastSeq;
  const entries = (isBehind ? await readEntries() : early).filter(({ seq }) => seq <= lastSeq);
  // Between the two reads it was deleted, or its payloads went: the head knows by now.
  const isLate = entries.length === 0 || (head.payloadsRemovedAt === undefined && !entries.every(hasPayload));
  return { head: isLate ? await requireHead(core, tenants, runId) : head, entries };
}

/** @throws RUN_NOT_FOUND, INVALID_INPUT, INVALID_IDENTITY */
export async function getRunDetail(core: Core, who: unknown, givenRunId: unknown): Promise<RunDetail> {
  const { tenants } = readWho(who);
  const runId = readRunId(givenRunId);
  const { head, entries } = await requireJournal(core, tenants, runId);
  const children = await askDatabase(core, "reading the children of a run", () =>
    readChildren(core.readAs(tenants), tenants, runId, entries),
  );
  if (head.payloadsRemovedAt !== undefined) {
    const approvals = await askDatabase(core, "reading the approvals of a run", () =>
      prunedApprovalsOf(core.readAs(tenants), tenants, runId),
    );
    return { ...head, ...prunedRecords(head, entries), approvals, children, ...core.lanes.details([]) };
  }
  const whole = entries.filter(hasPayload);
  const shown = whole.map(toEntry);
  return {
    ...head,
    ...foldRun(head, whole),
    approvals: foldApprovals(whole),
    children,
    entries: shown,
    ...core.lanes.details(shown),
  };
}

/** Newest first: run ids sort by the time they were made. @throws INVALID_IDENTITY, INVALID_INPUT, UNKNOWN_OPTION */
export async function listRunsForSession(core: Core, who: unknown, query: unknown): Promise<RunPage> {
  const { tenantId, sessionId } = requireSession(readIdentity(who));
  const rules = { filters: {}, where: "listRunsForSession", tenants: [tenantId], session: sessionId };
  const page = readPage(core.cursors, query, rules);
  const { limit, after } = page;
  const { rows } = await askDatabase(core, "listing the runs of a session", () =>
    core.readAs([tenantId]).query<RunHeadRow>({
      name: "scoria_list_session",
      text: `
select ${headColumns} ${fromHeads}
where r.tenant_id = $1 and r.session_id = $2 and ($3::uuid is null or r.run_id < $3)
order by r.run_id desc
limit $4`,
      values: [tenantId, sessionId, after, limit + 1],
    }),
  );
  return { runs: rows.slice(0, limit).map(toSummary), nextCursor: page.nextCursor(rows, (row) => row.run_id) };
}
