import { askDatabase } from "../ask-database.ts";
import type { Core } from "../core.ts";
import { payloadText, type ResumeRequested } from "../execution/payloads.ts";
import { runNotFound, runNotResumable } from "../errors/core-errors.ts";
import { readWho } from "../identity/operator-scope.ts";
import { readRunId } from "../ids/run-id.ts";
import { requireHead } from "./read-runs.ts";
import type { RunSummary } from "./run.ts";

/**
 * Lets a waiting run go on whose wait is over. Of many callers at once one has an effect; the others are answered with
 * the run as it then stands.
 */
export async function resumeRun(core: Core, who: unknown, givenRunId: unknown): Promise<RunSummary> {
  const { actorId, tenants } = readWho(who);
  const runId = readRunId(givenRunId);
  const { rows } = await askDatabase(core, "resuming a run", () =>
    core.database.control.query<{ visible: boolean; resumed: boolean }>({
      name: "scoria_resume_run",
      text: "select visible, resumed from scoria.resume_run($1, $2::text[], $3)",
      values: [runId, tenants, payloadText({ by: actorId } satisfies ResumeRequested)],
    }),
  );
  const [answer] = rows;
  if (answer?.visible !== true) throw runNotFound(runId);
  if (answer.resumed) core.hints.fromOutside(runId, { types: ["resume.requested"], queued: true });
  const head = await requireHead(core, tenants, runId);
  if (!answer.resumed && head.status !== "queued" && head.status !== "running")
    throw runNotResumable(runId, head.status);
  return head;
}
