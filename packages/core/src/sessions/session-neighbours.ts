import { askDatabase } from "../ask-database.ts";
import type { Core } from "../core.ts";
import type { SessionNeighbours } from "../operator/operator-surface.ts";
import { getRun } from "../runs/read-runs.ts";
import { fromHeads, headColumns, toSummary, type RunHeadRow } from "../runs/run-head.ts";

/** @throws RUN_NOT_FOUND, INVALID_INPUT, INVALID_IDENTITY */
export async function sessionNeighbours(core: Core, who: unknown, givenRunId: unknown): Promise<SessionNeighbours> {
  const { tenantId, sessionId, runId } = await getRun(core, who, givenRunId);
  if (sessionId === null) return { previous: null, next: null };
  const { rows } = await askDatabase(core, "reading the runs beside one in its session", () =>
    core.readAs([tenantId]).query<RunHeadRow>({
      name: "scoria_session_neighbours",
      text: neighboursSql,
      values: [tenantId, sessionId, runId],
    }),
  );
  const beside = rows.map(toSummary);
  return {
    previous: beside.find((run) => run.runId < runId) ?? null,
    next: beside.find((run) => run.runId > runId) ?? null,
  };
}

/** One step along the session's index in each direction. */
const neighboursSql = `
(
  select ${headColumns} ${fromHeads}
  where r.tenant_id = $1 and r.session_id = $2 and r.run_id < $3
  order by r.run_id desc
  limit 1
)
union all
(
  select ${headColumns} ${fromHeads}
  where r.tenant_id = $1 and r.session_id = $2 and r.run_id > $3
  order by r.run_id
  limit 1
)`;
