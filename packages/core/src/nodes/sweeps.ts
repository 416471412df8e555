import type { Connection } from "../database.ts";

/** How many rows one sweep touches: many small ones keep locks short. */
const most = 1_000;

/** Queues waiting runs whose time has come. */
export async function queueDueRuns(control: Connection): Promise<readonly string[]> {
  const { rows } = await control.query<{ run_id: string }>({
    name: "scoria_queue_due_runs",
    text: "select run_id from scoria.queue_due_runs($1) as due (run_id)",
    values: [most],
  });
  return rows.map((row) => row.run_id);
}

/** Expires approvals that are past their time, and lets their runs go on. */
export async function expireApprovals(control: Connection): Promise<readonly string[]> {
  const { rows } = await control.query<{ run_id: string }>({
    name: "scoria_expire_approvals",
    text: "select run_id from scoria.expire_approvals($1) as expired (run_id)",
    values: [most],
  });
  return rows.map((row) => row.run_id);
}

/** Lets runs wait for an operator whose kind no living node has had for `graceMs`. */
export async function parkHandlerlessRuns(control: Connection, graceMs: number): Promise<readonly string[]> {
  const { rows } = await control.query<{ run_id: string }>({
    name: "scoria_park_handlerless_runs",
    text: "select run_id from scoria.park_handlerless_runs($1, $2) as parked (run_id)",
    values: [graceMs, most],
  });
  return rows.map((row) => row.run_id);
}

/** The runs of this node to which somebody else appended at some time, with the seq of the last such entry. */
export async function runsWithNews(
  control: Connection,
  nodeId: string,
): Promise<readonly { readonly runId: string; readonly seq: number }[]> {
  const { rows } = await control.query<{ run_id: string; external_seq: number }>({
    name: "scoria_runs_with_news",
    text: "select run_id, external_seq from scoria.runs where owner = $1 and external_seq > 0",
    values: [nodeId],
  });
  return rows.map((row) => ({ runId: row.run_id, seq: row.external_seq }));
}
