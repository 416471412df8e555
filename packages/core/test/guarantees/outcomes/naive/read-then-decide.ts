import type { Connection, Rows, Statement } from "../../../../src/database.ts";

interface Read {
  readonly run_id: string;
  readonly tenant_id: string;
  readonly epoch: number;
  readonly status: string;
  readonly decided_by: string | null;
  readonly decided_at: Date | null;
}

/**
 * A decision as it comes to mind first: read whether the approval is pending, and if so write the decision. Nothing holds
 * the approval between the two.
 */
export function readThenDecide(connection: Connection): Connection {
  return {
    async query<Row>(statement: Statement): Promise<Rows<Row>> {
      if (statement.name !== "scoria_decide_approval") return connection.query<Row>(statement);
      return { rows: [(await decide(connection, statement.values)) as Row], rowCount: 1 };
    },
  };
}

async function decide(connection: Connection, values: readonly unknown[]): Promise<object> {
  const [approvalId, , decisionId, decision, actor, payload, resume] = values;
  const read = await connection.query<Read>({
    text: `
select r.run_id, r.tenant_id, r.epoch, a.status, a.decided_by, a.decided_at
from scoria.approvals a join scoria.runs r using (run_id)
where a.approval_id = $1`,
    values: [approvalId],
  });
  const [asked] = read.rows;
  if (asked === undefined) return { outcome: "not_found" };
  const { run_id: run, tenant_id: tenant, epoch, status, decided_by: by, decided_at: at } = asked;
  if (status !== "pending") return { outcome: "already_decided", run, approval_status: status, by_actor: by, at };
  await connection.query({
    text: `
with landed as (select * from scoria.append_external($1, $2, $3, 'approval.decided', $4))
update scoria.approvals set
  status = $5, decision_id = $6, decided_by = $7, decision_seq = landed.entry_seq, decided_at = landed.entry_at
from landed
where approval_id = $8`,
    values: [run, tenant, epoch, payload, decision, decisionId, actor, approvalId],
  });
  const wake =
    "select scoria.wake_run(run_id, scoria.clock()) from scoria.runs where run_id = $1 and status = 'waiting'";
  if (resume === true) await connection.query({ text: wake, values: [run] });
  return { outcome: "decided", run, approval_status: decision, by_actor: actor, at: null };
}
