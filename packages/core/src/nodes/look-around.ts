import type { Connection } from "../database.ts";

/** What there is to do, as one look shows it. Each kind of work is then done by a statement of its own. */
export interface WorkThere {
  /** Waiting runs whose time has come. */
  readonly due: boolean;
  /** Approvals that nobody decided in time. */
  readonly expired: boolean;
  /** Queued runs of a kind that this node knows. */
  readonly queued: boolean;
  /** Runs whose node has not been heard of for longer than its lease. */
  readonly left: boolean;
}

/**
 * One statement that an idle node sends at each poll instead of four. Each of its questions ends at the first row of an
 * index: the time is read once, since an index cannot be asked for what a function might answer differently at each row.
 */
export async function lookAround(control: Connection, nodeId: string, kinds: readonly string[]): Promise<WorkThere> {
  const { rows } = await control.query<WorkThere>({
    name: "scoria_look_around",
    text: `
select
  exists (
    select from scoria.runs r where r.due_at <= (select scoria.clock()) and r.status = 'waiting'
  ) as due,
  exists (
    select from scoria.approvals a where a.status = 'pending' and a.expires_at <= (select scoria.clock())
  ) as expired,
  exists (
    select from unnest($2::text[]) as known (kind)
    where exists (
      select from scoria.runs r where r.status = 'queued' and r.queue = 'default' and r.kind = known.kind
    )
  ) as queued,
  exists (
    select from scoria.nodes n
    where n.node_id <> $1
      and n.heartbeat_at < (select scoria.clock()) - n.lease_ms * interval '1 millisecond'
      and exists (select from scoria.runs r where r.owner = n.node_id)
  ) as "left"`,
    values: [nodeId, kinds],
  });
  return rows[0] ?? { due: true, expired: true, queued: true, left: true };
}
