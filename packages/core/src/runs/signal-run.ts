import { askDatabase } from "../ask-database.ts";
import type { Core } from "../core.ts";
import { limits } from "../decode/limits.ts";
import { readString } from "../decode/option-values.ts";
import { readOptions } from "../decode/read-options.ts";
import { snapshot } from "../decode/snapshot.ts";
import { runNotFound } from "../errors/core-errors.ts";
import { ScoriaError } from "../errors/scoria-error.ts";
import { payloadText, type SignalReceived } from "../execution/payloads.ts";
import { readWho } from "../identity/operator-scope.ts";
import { newUuidV7 } from "../ids/uuid-v7.ts";
import { readRunId } from "../ids/run-id.ts";
import { requireHead } from "./read-runs.ts";
import type { RunSummary } from "./run.ts";

/** Records a signal in the run's journal, once for each key, and lets a run go on that waits for it. */
export async function signalRun(
  core: Core,
  who: unknown,
  givenRunId: unknown,
  givenName: unknown,
  payload: unknown,
  options: unknown,
): Promise<RunSummary> {
  const { actorId, tenants } = readWho(who);
  const runId = readRunId(givenRunId);
  const name = readString(givenName, "The signal's name", { maxCharacters: limits.nameCharacters });
  const given = readOptions(options, ["idempotencyKey"], "signalRun");
  const key =
    given.idempotencyKey === undefined
      ? undefined
      : readString(given.idempotencyKey, "idempotencyKey", { maxCharacters: limits.idCharacters });
  const signal: SignalReceived = {
    by: actorId,
    ...(key === undefined ? {} : { key }),
    name,
    ...(payload === undefined
      ? {}
      : { payload: snapshot(payload, { name: "payload", maxBytes: limits.inputBytes }).value }),
    signalId: newUuidV7(core.databaseNow()),
  };
  const { rows } = await askDatabase(core, "signalling a run", () =>
    core.database.control.query<{
      outcome: "not_found" | "ended" | "known" | "recorded" | "woken";
      run_status: string;
    }>({
      name: "scoria_signal_run",
      text: "select outcome, run_status from scoria.signal_run($1, $2::text[], $3, $4, $5, $6)",
      values: [runId, tenants, name, key ?? null, signal.signalId, payloadText(signal)],
    }),
  );
  const answer = rows[0];
  if (answer === undefined || answer.outcome === "not_found") throw runNotFound(runId);
  if (answer.outcome === "ended") {
    throw new ScoriaError(
      "RUN_NOT_RESUMABLE",
      `Run ${runId} is ${answer.run_status}, so it takes no more signals. Start a new run instead.`,
      { runId, status: answer.run_status },
    );
  }
  core.hints.fromOutside(runId, { types: ["signal.received"], queued: answer.outcome === "woken" });
  return requireHead(core, tenants, runId);
}
