import { askDatabase } from "../ask-database.ts";
import type { Core } from "../core.ts";
import { runNotFound } from "../errors/core-errors.ts";
import { ScoriaError } from "../errors/scoria-error.ts";
import { payloadText } from "../execution/payloads.ts";
import { readWho } from "../identity/operator-scope.ts";
import { newUuidV7 } from "../ids/uuid-v7.ts";
import { readRunId } from "../ids/run-id.ts";
import { requireHead } from "./read-runs.ts";
import type { RunSummary } from "./run.ts";

/** Reopens a failed run: finished steps stay, the one that made it fail gets new attempts. */
export async function retryRun(core: Core, who: unknown, givenRunId: unknown): Promise<RunSummary> {
  const { actorId, tenants } = readWho(who);
  const runId = readRunId(givenRunId);
  const retryId = newUuidV7(core.databaseNow());
  const { rows } = await askDatabase(core, "retrying a run", () =>
    core.database.control.query<{ outcome: "not_found" | "not_failed" | "removed" | "retried"; run_status: string }>({
      name: "scoria_retry_run",
      text: "select outcome, run_status from scoria.retry_run($1, $2::text[], $3, $4)",
      values: [runId, tenants, retryId, payloadText({ by: actorId, retryId })],
    }),
  );
  const answer = rows[0];
  if (answer === undefined || answer.outcome === "not_found") throw runNotFound(runId);
  if (answer.outcome === "not_failed") {
    throw new ScoriaError(
      "RUN_NOT_RESUMABLE",
      `Run ${runId} is ${answer.run_status}, and only a failed run can be tried again. Start a new run instead.`,
      { runId, status: answer.run_status },
    );
  }
  if (answer.outcome === "removed") {
    throw new ScoriaError(
      "RUN_NOT_RESUMABLE",
      `Retention removed the payloads of run ${runId}, so there is nothing left to go on with. Start a new run instead.`,
      { runId, status: answer.run_status },
    );
  }
  core.hints.fromOutside(runId, { types: ["run.retried"], queued: true });
  return requireHead(core, tenants, runId);
}
