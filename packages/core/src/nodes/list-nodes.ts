import { askDatabase } from "../ask-database.ts";
import type { Core } from "../core.ts";
import { readOperator } from "../identity/operator-scope.ts";
import type { NodeRecord, NodeStatus } from "./node.ts";

const mostHere = 1_000;
const mostGone = 100;

/** The nodes of the database, whoever's tenants they work for. @throws INVALID_IDENTITY */
export async function listNodes(core: Core, operator: unknown): Promise<readonly NodeRecord[]> {
  readOperator(operator);
  return readNodes(core, null);
}

interface NodeRow {
  readonly node_id: string;
  readonly name: string;
  readonly status: NodeStatus;
  readonly started_at: Date;
  readonly heard_of_at: Date;
  readonly lease_ms: number;
  readonly kinds: readonly string[];
  readonly concurrency: number;
  readonly owned: number;
  readonly downs: number;
  readonly drained_at: Date | null;
  readonly drained_by: string;
  readonly drain_reason: string | null;
  readonly quarantined_at: Date | null;
  readonly quarantined_until: Date | null;
  readonly quarantined_by: string | null;
  readonly quarantine_reason: string | null;
}

/** All of them, or those with this id or name. */
export async function readNodes(core: Core, wanted: string | null): Promise<readonly NodeRecord[]> {
  const { rows } = await askDatabase(core, "listing nodes", () =>
    core.database.control.query<NodeRow>({
      name: "scoria_list_nodes",
      text: "select * from scoria.list_nodes($1, $2, $3)",
      values: [wanted, mostHere, mostGone],
    }),
  );
  return rows.map(toRecord);
}

function toRecord(row: NodeRow): NodeRecord {
  return {
    nodeId: row.node_id,
    name: row.name,
    status: row.status,
    startedAt: row.started_at,
    heartbeatAt: row.heard_of_at,
    leaseMs: row.lease_ms,
    kinds: row.kinds,
    concurrency: row.concurrency,
    runs: row.owned,
    downs: row.downs,
    drain: row.drained_at === null ? null : { since: row.drained_at, by: row.drained_by, reason: row.drain_reason },
    quarantine:
      row.quarantined_at === null
        ? null
        : {
            since: row.quarantined_at,
            until: row.quarantined_until,
            by: row.quarantined_by,
            reason: row.quarantine_reason,
          },
  };
}
