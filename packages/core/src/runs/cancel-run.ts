import { askDatabase } from "../ask-database.ts";
import { reachChildren } from "../children/cancel-children.ts";
import type { Core } from "../core.ts";
import { limits } from "../decode/limits.ts";
import { readPositiveInteger, readString } from "../decode/option-values.ts";
import { readOptions } from "../decode/read-options.ts";
import { runNotFound } from "../errors/core-errors.ts";
import { isScoriaError } from "../errors/scoria-error.ts";
import { payloadText, type CancelRequested } from "../execution/payloads.ts";
import { endByCancel } from "../execution/run-end.ts";
import { readWho } from "../identity/operator-scope.ts";
import { newUuidV7 } from "../ids/uuid-v7.ts";
import { readRunId } from "../ids/run-id.ts";
import type { CancelAnswer } from "./run.ts";
import { requireHead } from "./read-runs.ts";
import { waitForRun } from "./wait-for-run.ts";

interface CancelRow {
  readonly outcome: "not_found" | "ended" | "cancelled" | "requested";
  /** It has children, which are to end as well. */
  readonly cascades?: boolean | null;
  /** Its parent, which waits for nothing any more. */
  readonly woken?: string | null;
}

/**
 * Asks for the end of a run. One that nobody owns ends in the same commit; else its owner ends it, and only that end is
 * the acknowledgement after which no step begins.
 */
export async function cancelRun(
  core: Core,
  who: unknown,
  givenRunId: unknown,
  options: unknown,
): Promise<CancelAnswer> {
  const { actorId, tenants } = readWho(who);
  const runId = readRunId(givenRunId);
  const given = readOptions(options, ["reason", "timeoutMs"], "cancelRun");
  const timeoutMs =
    given.timeoutMs === undefined ? 5_000 : readPositiveInteger(given.timeoutMs, "timeoutMs", { max: 3_600_000 });
  const request: CancelRequested = {
    by: actorId,
    cancelId: newUuidV7(core.databaseNow()),
    ...(given.reason === undefined
      ? {}
      : { reason: readString(given.reason, "reason", { maxCharacters: limits.reasonCharacters }) }),
  };
  const { rows } = await askDatabase(core, "cancelling a run", () =>
    core.database.control.query<CancelRow>({
      name: "scoria_cancel_run",
      text: "select outcome, cascades, woken from scoria.cancel_run($1, $2::text[], $3, $4, $5)",
      values: [runId, tenants, request.cancelId, payloadText(request), endByCancel(request).payload],
    }),
  );
  const { outcome, cascades, woken } = rows[0] ?? { outcome: "not_found" };
  if (outcome === "not_found") throw runNotFound(runId);
  const ended = outcome === "cancelled" ? ["approval.withdrawn", "run.cancelled"] : [];
  if (outcome !== "ended") core.hints.fromOutside(runId, { types: ["cancel.requested", ...ended], queued: false });
  if (woken) core.hints.woken([woken]);
  if (cascades) await reachChildren(core);
  if (outcome !== "requested") return { run: await requireHead(core, tenants, runId), cancelRequested: false };
  try {
    return { run: await waitForRun(core, who, runId, { until: "settled", timeoutMs }), cancelRequested: false };
  } catch (error) {
    if (!isScoriaError(error, "WAIT_TIMED_OUT")) throw error;
    return { run: await requireHead(core, tenants, runId), cancelRequested: true };
  }
}
