import { limits } from "../decode/limits.ts";
import { readMoment, readString } from "../decode/option-values.ts";
import { invalidInput } from "../errors/core-errors.ts";
import type { QueuePlace } from "../journal/group.ts";

export const defaultQueue = "default";

/** Where a run stands that says nothing of it. */
export const defaultPlace: QueuePlace = Object.freeze({
  queue: defaultQueue,
  priority: 0,
  workload: "",
  concurrencyKey: null,
  runAt: null,
  deadline: null,
});

const named: ReadonlyMap<unknown, number> = new Map([
  ["high", 10],
  ["normal", 0],
  ["low", -10],
]);
const furthestPriority = 100;

export const placeKeys = ["queue", "priority", "workload", "concurrencyKey", "runAt", "deadline"] as const;

type GivenPlace = { readonly [Key in (typeof placeKeys)[number]]?: unknown };

/** `now`: of the database, in ms since 1970. @throws INVALID_INPUT naming the option */
export function readPlace(given: GivenPlace, now: number): QueuePlace {
  if (placeKeys.every((key) => given[key] === undefined)) return defaultPlace;
  const runAt = given.runAt === undefined ? null : readMoment(given.runAt, "runAt");
  const deadline = given.deadline === undefined ? null : readMoment(given.deadline, "deadline");
  if (deadline !== null && deadline <= now) throw invalidInput("deadline", "is past already");
  if (deadline !== null && runAt !== null && deadline <= runAt) throw invalidInput("deadline", "must be after runAt");
  return {
    queue: given.queue === undefined ? defaultQueue : readQueueName(given.queue, "queue"),
    priority: given.priority === undefined ? 0 : readPriority(given.priority),
    workload: given.workload === undefined ? "" : readName(given.workload, "workload"),
    concurrencyKey:
      given.concurrencyKey === undefined
        ? null
        : readString(given.concurrencyKey, "concurrencyKey", { maxCharacters: limits.idCharacters }),
    // What is past is now.
    runAt: runAt !== null && runAt > now ? runAt : null,
    deadline,
  };
}

/** @throws INVALID_INPUT */
export function readQueueName(value: unknown, name: string): string {
  return readName(value, name);
}

function readName(value: unknown, name: string): string {
  const text = readString(value, name, { maxCharacters: limits.nameCharacters });
  if (text !== text.trim()) throw invalidInput(name, "must not begin or end with white space");
  return text;
}

function readPriority(value: unknown): number {
  const byName = named.get(value);
  if (byName !== undefined) return byName;
  if (typeof value === "number" && Number.isInteger(value) && Math.abs(value) <= furthestPriority) return value;
  throw invalidInput(
    "priority",
    `must be "high", "normal", "low" or an integer from -${furthestPriority} to ${furthestPriority}; normal is 0`,
  );
}

/** What the journal says of a place: nothing of what is as it is by default. */
export function recordedPlace({
  queue,
  priority,
  workload,
  concurrencyKey,
  runAt,
  deadline,
}: QueuePlace): Partial<QueuePlace> {
  return {
    ...(concurrencyKey === null ? {} : { concurrencyKey }),
    ...(deadline === null ? {} : { deadline }),
    ...(priority === 0 ? {} : { priority }),
    ...(queue === defaultQueue ? {} : { queue }),
    ...(runAt === null ? {} : { runAt }),
    ...(workload === "" ? {} : { workload }),
  };
}
