import { DBOS } from "@dbos-inc/dbos-sdk";
import { Client } from "pg";
import { runsOfSession, stepResult, type ReadbackWork, type Setting } from "../../contestants/contestant.ts";
import { ReadingOrder } from "../../contestants/reading-order.ts";
import { launch } from "./launch.ts";
import { doSteps } from "./runs.ts";

/** A session is an attribute: the one filter of the list that a session could be, and that has an index. */
const nameSession = (session: number): { session: string } => ({ session: `session-${session}` });

export async function readback({ databaseUrl }: Setting): Promise<ReadbackWork> {
  const work = DBOS.registerWorkflow(() => doSteps((step) => Promise.resolve(stepResult(step))), { name: "work" });
  await launch(databaseUrl);
  let order = new ReadingOrder([], 0);
  return {
    async fill(runs) {
      for (let run = 0; run < runsOfSession; run += 1) {
        const handle = await DBOS.startWorkflow(work, { workflowAttributes: nameSession(0) })();
        await handle.getResult();
      }
      const sessions = Math.ceil(runs / runsOfSession);
      order = new ReadingOrder(await copySession(databaseUrl, sessions), sessions);
    },
    async readRun() {
      const id = order.nextRun();
      const [run, steps] = await Promise.all([DBOS.getWorkflowStatus(id), DBOS.listWorkflowSteps(id)]);
      if (run?.status !== "SUCCESS") throw new Error(`The run ${id} is ${run?.status}.`);
      return steps?.length ?? 0;
    },
    async listSession() {
      const list = await DBOS.listWorkflows({
        attributes: nameSession(order.nextSession()),
        sortDesc: true,
        limit: runsOfSession,
        loadInput: false,
        loadOutput: false,
      });
      return list.length;
    },
    [Symbol.asyncDispose]: () => DBOS.shutdown(),
  };
}

/** Copies the rows of session 0 until there are so many sessions. Resolves with the ids of all runs, shuffled. */
async function copySession(databaseUrl: string, sessions: number): Promise<readonly string[]> {
  const client = new Client({ connectionString: databaseUrl });
  await client.connect();
  try {
    await copyRows(client, sessions, "workflow_status", {
      attributes: `jsonb_build_object('session', 'session-' || session)`,
      // Each session a minute before the one before it.
      created_at: "created_at - session * 60000",
    });
    for (const table of ["workflow_input", "workflow_output", "operation_outputs"]) {
      await copyRows(client, sessions, table, {});
    }
    await client.query("vacuum analyze");
    const { rows } = await client.query<{ id: string }>(
      "select workflow_uuid as id from dbos.workflow_status order by md5(workflow_uuid)",
    );
    return rows.map(({ id }) => id);
  } finally {
    await client.end();
  }
}

async function copyRows(
  client: Client,
  sessions: number,
  table: string,
  changed: Readonly<Record<string, string>>,
): Promise<void> {
  const { rows } = await client.query<{ name: string }>(
    `select column_name as name from information_schema.columns
     where table_schema = 'dbos' and table_name = $1 and is_generated = 'NEVER'`,
    [table],
  );
  const columns = rows.map(({ name }) => name);
  const values = columns.map((column) =>
    column === "workflow_uuid" ? "md5(workflow_uuid || session)::uuid::text" : (changed[column] ?? column),
  );
  await client.query(
    `insert into dbos.${table} (${columns.join(", ")})
     select ${values.join(", ")} from dbos.${table}, generate_series(1, ${sessions - 1}) as session`,
  );
}
