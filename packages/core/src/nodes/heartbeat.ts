import type { Connection } from "../database.ts";
import { entryFormat, type NodeSettings } from "./node-settings.ts";

export interface OwnedEpoch {
  readonly runId: string;
  readonly epoch: number;
}

export interface Beat {
  /** The database's clock, in ms since 1970. */
  readonly databaseNow: number;
  /** The runs that the books give to this node, and under which epoch. */
  readonly owned: readonly OwnedEpoch[];
}

/**
 * How long one heartbeat may take: a connection that has died without a word must leave time for another before the node
 * stops its own work, at two thirds of the lease.
 */
function beatTimeoutMs(leaseMs: number): number {
  return Math.min(10_000, Math.max(1_000, Math.floor(leaseMs / 6)));
}

/** Says that this node lives, and hears what the database thinks it owns. */
export async function beat(
  heartbeat: Connection,
  node: { readonly nodeId: string; readonly kinds: readonly string[] },
  settings: NodeSettings,
): Promise<Beat> {
  const { rows } = await heartbeat.query<{ now: Date; owned: readonly string[]; epochs: readonly number[] }>({
    name: "scoria_beat",
    text: `
insert into scoria.nodes (node_id, name, started_at, heartbeat_at, lease_ms, kinds, format)
values ($1, $2, scoria.clock(), scoria.clock(), $3, $4::text[], $5)
on conflict (node_id) do update set heartbeat_at = excluded.heartbeat_at
returning heartbeat_at as now, 
  array(select r.run_id from scoria.runs r where r.owner = $1 order by r.run_id) as owned,
  array(select r.epoch from scoria.runs r where r.owner = $1 order by r.run_id) as epochs`,
    values: [node.nodeId, settings.name, settings.leaseMs, node.kinds, entryFormat],
    timeoutMs: beatTimeoutMs(settings.leaseMs),
  });
  const [row] = rows;
  if (row === undefined) throw new Error("A heartbeat was not written.");
  const owned = row.owned.map((runId, at) => ({ runId, epoch: row.epochs[at] ?? 0 }));
  return { databaseNow: row.now.getTime(), owned };
}

/** Leaves word that this node is gone, so that nobody waits for its lease. */
export async function signOff(control: Connection, nodeId: string): Promise<void> {
  await control.query({
    text: "update scoria.nodes set heartbeat_at = '-infinity' where node_id = $1 returning node_id",
    values: [nodeId],
  });
}

/**
 * On an embedded database every node but those of this process is gone: the lock of its folder says so. Those of this
 * process live until they stop, however late their heartbeats: after a pause of the machine all are late at once, and the
 * first to wake must not take the runs of the others.
 */
export async function vouchFor(control: Connection, localNodes: Iterable<string>): Promise<void> {
  await control.query({
    text: `
update scoria.nodes
set heartbeat_at = case when node_id = any($1::text[]) then scoria.clock() else '-infinity' end
where case
  when node_id = any($1::text[]) then heartbeat_at < scoria.clock() - lease_ms * interval '0.5 milliseconds'
  else heartbeat_at > '-infinity'
end
returning node_id`,
    values: [[...localNodes]],
  });
}
