import { runsOfSession, stepResult, type ReadbackWork, type Setting } from "../../contestants/contestant.ts";
import { copySessions } from "../../contestants/copy-sessions.ts";
import { ReadingOrder } from "../../contestants/reading-order.ts";
import { openMastra } from "./open-mastra.ts";
import { defineWork } from "./work.ts";

/** What it calls a resource is the one thing of an app's own that runs can be listed by. */
const nameSession = (session: number): string => `session-${session}`;

/** It has no index for that by default; its documented option for more of them is there for lists like this one. */
const sessionIndex = {
  name: "bench_runs_of_session",
  table: "mastra_workflow_snapshot" as const,
  columns: ["resourceId", "createdAt DESC"],
};

const setApart = `
create temp table original_snapshot as select * from mastra_workflow_snapshot where "resourceId" = '${nameSession(0)}';
analyze original_snapshot`;

/** Each with a random id, as those it makes itself, and a session's beside each other, as if they had come so. */
const copyRuns = `
insert into mastra_workflow_snapshot
  (workflow_name, run_id, "resourceId", snapshot, "createdAt", "updatedAt", "createdAtZ", "updatedAtZ")
select
  workflow_name, copied_id, 'session-' || session, jsonb_set(snapshot, '{runId}', to_jsonb(copied_id)),
  "createdAt" - earlier, "updatedAt" - earlier, "createdAtZ" - earlier, "updatedAtZ" - earlier
from
  original_snapshot,
  generate_series($1::int, $2::int) as session,
  cast(md5(run_id || session)::uuid as text) as copied_id,
  make_interval(mins => session) as earlier
order by session desc, "createdAt"`;

export async function readback({ databaseUrl }: Setting): Promise<ReadbackWork> {
  const work = defineWork((step) => Promise.resolve(stepResult(step)));
  const mastra = await openMastra(databaseUrl, work, [sessionIndex]);
  let order = new ReadingOrder([], 0);
  return {
    async fill(runs) {
      for (let made = 0; made < runsOfSession; made += 1) {
        const run = await work.createRun({ resourceId: nameSession(0) });
        await run.start({ inputData: {} });
      }
      const sessions = Math.ceil(runs / runsOfSession);
      const ids = await copySessions(databaseUrl, sessions, {
        setApart,
        copy: () => Promise.resolve(copyRuns),
        ids: "select run_id as id from mastra_workflow_snapshot",
      });
      order = new ReadingOrder(ids, sessions);
    },
    async readRun() {
      const id = order.nextRun();
      // Workflows within it, which it has none of, would be a second look at the same row.
      const run = await work.getWorkflowRunById(id, { withNestedWorkflows: false, fields: ["steps"] });
      if (run?.status !== "success") throw new Error(`The run ${id} is ${run?.status}.`);
      return Object.keys(run.steps ?? {}).length;
    },
    async listSession() {
      const resourceId = nameSession(order.nextSession());
      const { runs } = await work.listWorkflowRuns({ resourceId, perPage: runsOfSession, page: 0 });
      return runs.length;
    },
    [Symbol.asyncDispose]: () => mastra[Symbol.asyncDispose](),
  };
}
