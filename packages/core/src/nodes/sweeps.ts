import type { Connection } from "../database.ts";
import { entryFormat } from "./node-settings.ts";
import { toStanding, type Standing, type StandingRow } from "./standing.ts";

/** How many rows one sweep touches: many small ones keep locks short. */
const most = 1_000;

/** What there is to do for a node. */
export interface Surroundings {
  /** Waiting runs whose time has come. */
  readonly due: boolean;
  /** Approvals that are past their time. */
  readonly expired: boolean;
  /** Runs that nobody executes and whose deadline has passed. */
  readonly late: boolean;
  /** Queued runs of its kinds, in queues without limits. */
  readonly queued: boolean;
  /** Queued runs of its kinds, in queues with limits or weights, that are not paused. */
  readonly byTurn: boolean;
  /** Runs of nodes that are gone. */
  readonly leftBehind: boolean;
  /** Nodes whose lease ran out without a word. */
  readonly lapsed: boolean;
  /** Runs of its own to which somebody else appended. */
  readonly news: boolean;
  /** Entries that its lanes follow and have not been given. */
  readonly followed: boolean;
  /** Schedules whose time has come. */
  readonly scheduled: boolean;
  readonly standing: Standing;
}

/** Looks, without changing anything, so that an idle node costs its database one short read at each poll. */
export async function lookAround(
  control: Connection,
  node: { readonly nodeId: string; readonly kinds: readonly string[] },
  name: string,
  lanes: readonly string[],
): Promise<Surroundings> {
  type Row = StandingRow &
    Omit<Surroundings, "leftBehind" | "byTurn" | "standing"> & {
      readonly left_behind: boolean;
      readonly by_turn: boolean;
    };
  const { rows } = await control.query<Row>({
    name: "scoria_look_around",
    text: "select * from scoria.look_around($1, $2, $3::text[], $4::smallint, $5::text[])",
    values: [node.nodeId, name, node.kinds, entryFormat, lanes],
  });
  const [row] = rows;
  if (row === undefined) throw new Error("A look around found nothing, not even that there is nothing.");
  const {
    due,
    expired,
    late,
    queued,
    by_turn: byTurn,
    left_behind: leftBehind,
    lapsed,
    news,
    followed,
    scheduled,
  } = row;
  return {
    due,
    expired,
    late,
    queued,
    byTurn,
    leftBehind,
    lapsed,
    news,
    followed,
    scheduled,
    standing: toStanding(row),
  };
}

/** A name that went down too often. */
export interface Quarantined {
  readonly name: string;
  readonly downs: number;
  readonly until: Date;
}

/** Notes that nodes went down, and quarantines the names that did so too often; answers those. */
export async function noteDowns(control: Connection, nodeId: string): Promise<readonly Quarantined[]> {
  const { rows } = await control.query<{ quarantined: string; downs_in_window: number; until: Date }>({
    name: "scoria_note_downs",
    text: "select * from scoria.note_downs($1, $2)",
    values: [nodeId, most],
  });
  return rows.map(({ quarantined, downs_in_window: downs, until }) => ({ name: quarantined, downs, until }));
}

/** Forgets nodes that have been gone for a day and own nothing. */
export async function forgetNodes(control: Connection): Promise<void> {
  await control.query({ name: "scoria_forget_nodes", text: "select scoria.forget_nodes($1)", values: [most] });
}

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

/** Halts runs that nobody executes and whose deadline has passed. `woken`: the parent, when it waits for nothing any more. */
export async function haltLateRuns(
  control: Connection,
): Promise<readonly { readonly runId: string; readonly woken: string | null }[]> {
  const { rows } = await control.query<{ run_id: string; woken: string | null }>({
    name: "scoria_halt_late_runs",
    text: "select run_id, woken from scoria.halt_late_runs($1)",
    values: [most],
  });
  return rows.map(({ run_id: runId, woken }) => ({ runId, woken }));
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
