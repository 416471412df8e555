import { askDatabase } from "../ask-database.ts";
import type { Core } from "../core.ts";
import { limits } from "../decode/limits.ts";
import { readPositiveInteger, readString } from "../decode/option-values.ts";
import { readOptions } from "../decode/read-options.ts";
import { snapshot } from "../decode/snapshot.ts";
import { invalidInput } from "../errors/core-errors.ts";
import { readOperator } from "../identity/operator-scope.ts";
import type { QueueLimits } from "./queue.ts";
import { readLimits } from "./queue-stats.ts";
import { readQueueName } from "./queue-place.ts";

const highestLimit = 1_000_000;
const countNames = ["maxSize", "concurrency", "tenantConcurrency", "keyConcurrency"] as const;
const weightNames = ["workloadWeights", "tenantWeights"] as const;

/** @throws INVALID_IDENTITY, INVALID_INPUT, UNKNOWN_OPTION */
export async function configureQueue(
  core: Core,
  operator: unknown,
  givenQueue: unknown,
  changes: unknown,
): Promise<QueueLimits> {
  const { actorId } = readOperator(operator);
  const queue = readQueueName(givenQueue, "queue");
  const given = readOptions(changes, [...countNames, ...weightNames], "queues.configure");
  const patch: Record<string, unknown> = {};
  for (const name of countNames) {
    if (given[name] === undefined) continue;
    patch[name] = given[name] === null ? null : readPositiveInteger(given[name], name, { max: highestLimit });
  }
  for (const name of weightNames) {
    if (given[name] !== undefined) patch[name] = given[name] === null ? {} : readWeights(given[name], name);
  }
  await tell(core, "configuring a queue", "scoria.configure_queue($1, $2::jsonb)", [queue, JSON.stringify(patch)]);
  core.queuesByTurn.add(queue);
  core.logger.info("An operator configured a queue.", { by: actorId, queue });
  core.node?.lookNow();
  return readLimits(core, queue);
}

/** @throws INVALID_IDENTITY, INVALID_INPUT, UNKNOWN_OPTION */
export async function pauseQueue(core: Core, operator: unknown, givenQueue: unknown, options: unknown): Promise<void> {
  const { actorId } = readOperator(operator);
  const queue = readQueueName(givenQueue, "queue");
  const reason = readReason(options, "queues.pause");
  await tell(core, "pausing a queue", "scoria.pause_queue($1, $2, $3)", [queue, actorId, reason]);
  core.queuesByTurn.add(queue);
  core.logger.info("An operator paused a queue.", { by: actorId, queue, ...(reason === null ? {} : { reason }) });
}

/** @throws INVALID_IDENTITY, INVALID_INPUT */
export async function resumeQueue(core: Core, operator: unknown, givenQueue: unknown): Promise<void> {
  const { actorId } = readOperator(operator);
  const queue = readQueueName(givenQueue, "queue");
  await tell(core, "resuming a queue", "scoria.resume_queue($1)", [queue]);
  core.logger.info("An operator resumed a queue.", { by: actorId, queue });
  core.node?.lookNow();
}

export function readReason(options: unknown, where: string): string | null {
  const { reason } = readOptions(options, ["reason"], where);
  return reason === undefined ? null : readString(reason, "reason", { maxCharacters: limits.reasonCharacters });
}

function readWeights(value: unknown, name: string): Record<string, number> {
  const { value: copy } = snapshot(value, { name, maxBytes: limits.metadataBytes });
  if (typeof copy !== "object" || copy === null || Array.isArray(copy)) throw invalidInput(name, "must be an object");
  const weights: Record<string, number> = {};
  for (const [of, weight] of Object.entries(copy)) {
    if (typeof weight !== "number" || weight < 0.001 || weight > 1_000) {
      throw invalidInput(name, "must hold numbers from 0.001 to 1,000");
    }
    weights[of] = weight;
  }
  return weights;
}

/** Each function does the same when it is asked twice. */
async function tell(core: Core, doing: string, call: string, values: readonly unknown[]): Promise<void> {
  await askDatabase(core, doing, () => core.database.control.query({ text: `select ${call}`, values }));
}
