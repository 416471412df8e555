import { askDatabase } from "../ask-database.ts";
import { reachChildren } from "../children/cancel-children.ts";
import type { Core } from "../core.ts";
import { canonicalJson } from "../decode/canonical-json.ts";
import { payloadText, type CancelRequested } from "../execution/payloads.ts";
import { endByCancel } from "../execution/run-end.ts";
import { readOperator } from "../identity/operator-scope.ts";
import { newUuidV7 } from "../ids/uuid-v7.ts";
import { forOneCall } from "../patience.ts";
import { readReason } from "./operate-queues.ts";
import { readQueueName } from "./queue-place.ts";

/** How many runs change in one commit: others wait for their heads no longer than that takes. */
const atOnce = 500;

/** Cancels what is queued. @throws INVALID_IDENTITY, INVALID_INPUT, UNKNOWN_OPTION */
export async function clearQueue(
  core: Core,
  operator: unknown,
  givenQueue: unknown,
  options: unknown,
): Promise<readonly string[]> {
  const { actorId, tenants } = readOperator(operator);
  const queue = readQueueName(givenQueue, "queue");
  const reason = readReason(options, "queues.clear");
  const request: CancelRequested = {
    by: actorId,
    cancelId: newUuidV7(core.databaseNow()),
    ...(reason === null ? {} : { reason }),
  };
  const cleared = await takeOut(core, queue, tenants, "cancelling what is queued", {
    call: "scoria.clear_queue($1, $2::uuid[], $3, $4)",
    values: [payloadText(request), endByCancel(request).payload],
    types: ["cancel.requested", "approval.withdrawn", "run.cancelled"],
  });
  core.logger.info("An operator cleared a queue.", { by: actorId, queue, runs: cleared.length });
  return cleared;
}

/** Has what is queued wait for an operator. @throws INVALID_IDENTITY, INVALID_INPUT, UNKNOWN_OPTION */
export async function drainQueue(
  core: Core,
  operator: unknown,
  givenQueue: unknown,
  options: unknown,
): Promise<readonly string[]> {
  const { actorId, tenants } = readOperator(operator);
  const queue = readQueueName(givenQueue, "queue");
  const reason = readReason(options, "queues.drain");
  const detail = `${actorId} drained the queue "${queue}"${reason === null ? "" : `: ${reason}`}`;
  const drained = await takeOut(core, queue, tenants, "draining a queue", {
    call: "scoria.drain_queue($1, $2::uuid[], $3)",
    values: [canonicalJson({ code: "QUEUE_DRAINED", detail, kind: "operator" })],
    types: ["run.waiting"],
  });
  core.logger.info("An operator drained a queue.", { by: actorId, queue, runs: drained.length });
  return drained;
}

interface TakeOut {
  /** A function that answers those that it changed. */
  readonly call: string;
  readonly values: readonly unknown[];
  /** The types of what it appends. */
  readonly types: readonly string[];
}

interface ChangedRow {
  readonly run_id: string;
  /** Its parent, which waits for nothing any more. */
  readonly woken?: string | null;
  /** It has children, which are to end too. */
  readonly cascades?: boolean;
}

/** In the order in which they would have been taken, some at a time; those that a node was quicker to take are left out. */
async function takeOut(
  core: Core,
  queue: string,
  tenants: readonly string[],
  doing: string,
  { call, values, types }: TakeOut,
): Promise<readonly string[]> {
  const { rows } = await askDatabase(core, doing, () =>
    core.database.control.query<{ run_id: string }>({
      name: "scoria_queue_in_order",
      text: "select run_id from scoria.queue_in_order($1, $2::text[]) as queued (run_id)",
      values: [queue, tenants],
    }),
  );
  const out: string[] = [];
  for (let from = 0; from < rows.length; from += atOnce) {
    const some = rows.slice(from, from + atOnce).map((row) => row.run_id);
    const { rows: changed } = await askDatabase(forOneCall(core), doing, () =>
      core.database.control.query<ChangedRow>({ text: `select * from ${call}`, values: [queue, some, ...values] }),
    );
    const ids = new Set(changed.map((row) => row.run_id));
    const parents = changed.flatMap(({ woken }) => woken ?? []);
    if (parents.length > 0) core.hints.woken(parents);
    if (changed.some(({ cascades }) => cascades)) await reachChildren(core);
    for (const runId of some) {
      if (!ids.has(runId)) continue;
      out.push(runId);
      core.hints.fromOutside(runId, { types, queued: false });
    }
  }
  return out;
}
