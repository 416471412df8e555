import type { Connection } from "../database.ts";
import { entryFormat, type NodeSettings } from "./node-settings.ts";
import { toStanding, type Standing, type StandingRow } from "./standing.ts";

/** What a heartbeat says of its node. */
export type NodeFacts = Pick<NodeSettings, "name" | "concurrency" | "leaseMs"> &
  Partial<Pick<NodeSettings, "quarantine">>;

export interface OwnedEpoch {
  readonly runId: string;
  readonly epoch: number;
}

export interface Beat {
  /** The database's clock, in ms since 1970. */
  readonly databaseNow: number;
  /** The runs that the books give to this node, and under which epoch. */
  readonly owned: readonly OwnedEpoch[];
  readonly standing: Standing;
}

/**
 * How long one heartbeat may take: a connection that has died without a word must leave time for another before the node
 * stops its own work, at two thirds of the lease.
 */
function beatTimeoutMs(leaseMs: number): number {
  return Math.min(10_000, Math.max(1_000, Math.floor(leaseMs / 6)));
}

interface BeatRow extends StandingRow {
  readonly now: Date;
  readonly owned: readonly string[];
  readonly epochs: readonly number[];
}

/**
 * Says that this node lives, and hears what the database thinks it owns and may do. A heartbeat that comes later than two
 * thirds of the lease, which is when the node stops its own work, says that it was out of touch until now.
 */
export async function beat(
  heartbeat: Connection,
  node: { readonly nodeId: string; readonly kinds: readonly string[] },
  facts: NodeFacts,
): Promise<Beat> {
  const { quarantine = null } = facts;
  const { rows } = await heartbeat.query<BeatRow>({
    name: "scoria_beat",
    text: `
with sent as (
  insert into scoria.nodes as n (
    node_id, name, started_at, heartbeat_at, up_since, lease_ms, kinds, format, concurrency,
    quarantine_downs, quarantine_window_ms, quarantine_for_ms)
  select $1, $2, t.now, t.now, t.now, $3, $4::text[], $5, $6, $7, $8, $9 from (select scoria.clock() as now) t
  on conflict (node_id) do update set
    heartbeat_at = excluded.heartbeat_at,
    up_since = case
      when n.heartbeat_at < excluded.heartbeat_at - n.lease_ms * interval '1 millisecond' * 2 / 3 then excluded.heartbeat_at
      else n.up_since
    end,
    gone_at = null
  returning heartbeat_at as now
)
select sent.now, s.standing, s.said_by, s.reason, s.until,
  array(select r.run_id from scoria.runs r where r.owner = $1 order by r.run_id) as owned,
  array(select r.epoch from scoria.runs r where r.owner = $1 order by r.run_id) as epochs
from sent, scoria.standing_of($1, $2) s`,
    values: [
      node.nodeId,
      facts.name,
      facts.leaseMs,
      node.kinds,
      entryFormat,
      facts.concurrency,
      quarantine?.downs ?? null,
      quarantine?.windowMs ?? null,
      quarantine?.forMs ?? null,
    ],
    timeoutMs: beatTimeoutMs(facts.leaseMs),
  });
  const [row] = rows;
  if (row === undefined) throw new Error("A heartbeat was not written.");
  const owned = row.owned.map((runId, at) => ({ runId, epoch: row.epochs[at] ?? 0 }));
  return { databaseNow: row.now.getTime(), owned, standing: toStanding(row) };
}

/** Leaves word that this node is gone, so that nobody waits for its lease. */
export async function signOff(control: Connection, nodeId: string): Promise<void> {
  await control.query({
    text: "update scoria.nodes set heartbeat_at = '-infinity', gone_at = scoria.clock() where node_id = $1 returning node_id",
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
set heartbeat_at = case when node_id = any($1::text[]) then scoria.clock() else '-infinity' end,
  gone_at = case when node_id = any($1::text[]) then null else scoria.clock() end
where gone_at is null and case
  when node_id = any($1::text[]) then heartbeat_at < scoria.clock() - lease_ms * interval '0.5 milliseconds'
  else heartbeat_at > '-infinity'
end
returning node_id`,
    values: [[...localNodes]],
  });
}
