import { askDatabase } from "../ask-database.ts";
import type { Core } from "../core.ts";
import { ScoriaError } from "../errors/scoria-error.ts";
import type { Identity } from "../identity/identity.ts";
import { requestHash } from "./new-run.ts";
import { requireHead } from "./read-runs.ts";
import type { ReadStart } from "./read-start.ts";
import type { RunSummary } from "./run.ts";

/** The key was used before: the same request gets its run, another is refused. */
export async function answerForKey(core: Core, who: Identity, start: ReadStart): Promise<RunSummary> {
  const { rows } = await askDatabase(core, "reading a run by its idempotency key", () =>
    core.readAs([who.tenantId]).query<{ run_id: string; same: boolean; owner: string | null; epoch: number }>({
      name: "scoria_read_key",
      text: `
select run_id, request_hash = $3 as same, owner, epoch
from scoria.runs
where tenant_id = $1 and idempotency_key = $2`,
      values: [who.tenantId, start.idempotencyKey, `\\x${requestHash(who, start)}`],
    }),
  );
  const [first] = rows;
  if (first === undefined) {
    throw new ScoriaError(
      "DATABASE_BUSY",
      "The run was not started: another start with its key was just undone. Try again.",
    );
  }
  if (!first.same) {
    throw new ScoriaError(
      "IDEMPOTENCY_MISMATCH",
      "This idempotencyKey started a run with other options or for another actor. Use a new key for a new request.",
      { runId: first.run_id },
    );
  }
  // A start whose answer was lost: the books give it to this node, which may know nothing of it.
  if (first.owner === core.node?.nodeId) core.node.adopt({ runId: first.run_id, epoch: first.epoch });
  return requireHead(core, [who.tenantId], first.run_id);
}
