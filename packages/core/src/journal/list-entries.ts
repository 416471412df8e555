import { askDatabase } from "../ask-database.ts";
import type { Core } from "../core.ts";
import { readPositiveInteger } from "../decode/option-values.ts";
import { readOptions } from "../decode/read-options.ts";
import { readWho } from "../identity/operator-scope.ts";
import { readRunId } from "../ids/run-id.ts";
import type { EntryPage } from "../operator/operator-surface.ts";
import { requireHead } from "../runs/read-runs.ts";
import { toReadEntry, withoutPayload } from "./entry.ts";
import { readJournalOf } from "./read-journal.ts";

const usualLimit = 200;
const mostEntries = 500;

/** A stretch of a run's journal, after an entry. @throws RUN_NOT_FOUND, INVALID_INPUT, UNKNOWN_OPTION, INVALID_IDENTITY */
export async function listEntries(core: Core, who: unknown, givenRunId: unknown, query: unknown): Promise<EntryPage> {
  const { tenants } = readWho(who);
  const runId = readRunId(givenRunId);
  const given = readOptions(query, ["after", "limit"], "listEntries");
  const after = given.after === undefined ? 0 : readPositiveInteger(given.after, "after", { min: 0, max: 2 ** 31 - 2 });
  const limit =
    given.limit === undefined ? usualLimit : readPositiveInteger(given.limit, "limit", { max: mostEntries });
  // The head first: a run that had ended by then has no entry that the journal does not show. One more than is shown.
  const head = await requireHead(core, tenants, runId);
  const found = await askDatabase(core, "reading a journal", () =>
    readJournalOf(core.readAs(tenants), tenants, runId, after + 1, limit + 1),
  );
  const show = head.payloadsRemovedAt === undefined ? toReadEntry : withoutPayload;
  return {
    tenantId: head.tenantId,
    entries: found.slice(0, limit).map(show),
    ended: head.finishedAt !== undefined && found.length <= limit,
  };
}
