import type { Core } from "../core.ts";
import { readOptions } from "../decode/read-options.ts";
import { readWho } from "../identity/operator-scope.ts";
import { readRunId } from "../ids/run-id.ts";
import { requireJournal } from "../runs/read-runs.ts";
import type { EvidenceExport } from "../scoria.ts";
import type { Json } from "../decode/json.ts";
import { checkChain, type EvidenceCheck } from "./check-chain.ts";
import type { EntryWithPayload } from "./entry.ts";
import { exportLines } from "./export-format.ts";
import { readHead } from "./read-head.ts";

/** Reads the journal and checks it; a run that has ended must also end in its journal. */
export async function verifyEvidence(
  core: Core,
  who: unknown,
  givenRunId: unknown,
  options: unknown,
): Promise<EvidenceCheck> {
  const { tenants } = readWho(who);
  const runId = readRunId(givenRunId);
  const given = readOptions(options, ["head"], "verifyEvidence");
  const expected = given.head === undefined ? {} : { head: readHead(given.head) };
  const { head, entries } = await requireJournal(core, tenants, runId);
  return checkChain(entries, { runId, terminal: head.finishedAt !== undefined, ...expected });
}

/**
 * Gives the journal as text that can be checked without a database, its payloads redacted. The database keeps them. `show` has
 * the last word on what a line shows.
 */
export async function exportEvidence(
  core: Core,
  who: unknown,
  givenRunId: unknown,
  show?: (entry: EntryWithPayload) => { readonly payload: Json },
): Promise<EvidenceExport> {
  const { tenants } = readWho(who);
  const runId = readRunId(givenRunId);
  const { entries } = await requireJournal(core, tenants, runId);
  const last = entries.at(-1);
  return { ...exportLines(entries, core.redactor, show), head: { runId, seq: last?.seq ?? 0, hash: last?.hash ?? "" } };
}
