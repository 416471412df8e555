import type { Connection } from "../database.ts";
import { entryFormat } from "./node-settings.ts";

/** Which kinds of work a node would find if it looked closer. */
export interface WorkThere {
  /** Runs that wait for a time that has come. */
  readonly timers: boolean;
  /** Pending approvals past their time. */
  readonly approvals: boolean;
  /** Runs in the queue, of kinds that the node knows. */
  readonly queued: boolean;
  /** Runs of nodes that have not been heard of for longer than their lease. */
  readonly abandoned: boolean;
  /** Runs of this node to which somebody else appended. */
  readonly news: boolean;
}

/**
 * One question for all that a node looks for at each poll, so that a node with nothing to do costs one statement and not five.
 *
 * Each part is one step into a partial index. The clock stands in a subquery of its own: compared with a function that may
 * answer something else for each row, no index could be used.
 */
export async function lookForWork(
  control: Connection,
  node: { readonly nodeId: string; readonly kinds: readonly string[] },
): Promise<WorkThere> {
  const { rows } = await control.query<WorkThere>({
    name: "scoria_look_for_work",
    text: `
with now as materialized (select scoria.clock() as at)
select
  exists (select from scoria.runs r where r.due_at <= (select at from now)) as timers,
  exists (
    select from scoria.approvals a where a.status = 'pending' and a.expires_at <= (select at from now)
  ) as approvals,
  exists (
    select from unnest($2::text[]) known (kind)
    where exists (
      select from scoria.runs r
      where r.status = 'queued' and r.queue = 'default' and r.kind = known.kind and r.format <= $3
    )
  ) as queued,
  exists (
    select from scoria.nodes n
    where n.node_id <> $1
      and n.heartbeat_at < (select at from now) - n.lease_ms * interval '1 millisecond'
      and exists (select from scoria.runs r where r.owner = n.node_id)
  ) as abandoned,
  exists (select from scoria.runs r where r.owner = $1 and r.external_seq > 0) as news`,
    values: [node.nodeId, node.kinds, entryFormat],
  });
  const [there] = rows;
  if (there === undefined) throw new Error("The look for work was not answered.");
  return there;
}
