import type { QueueView } from "../../../wire/index.ts";
import { texts } from "../../texts/texts.ts";

/** Something about a queue that an operator should know before its figures. */
export interface QueueFlag {
  readonly text: string;
  readonly tone: "warn" | "bad";
  /** Why it is said, and where to look. Without: it is said elsewhere. */
  readonly why?: string;
}

/** The same time after which the home page calls a queued run aged. */
const agedAfterMs = 5 * 60_000;

const { verdicts, why } = texts.queues;

export function isAged({ oldestSince }: QueueView, now: Date): boolean {
  return oldestSince !== null && now.getTime() - Date.parse(oldestSince) > agedAfterMs;
}

/** Why runs of it may not get on, the plainest reason first; nothing when they do. */
export function flagsOf(queue: QueueView, now: Date): readonly QueueFlag[] {
  const { paused, limits, running, depth, aside, lastFiveMinutes } = queue;
  const flags: QueueFlag[] = [];
  const isAtLimit = limits.concurrency !== null && running >= limits.concurrency;
  if (paused !== null) flags.push({ text: verdicts.paused, tone: "warn" });
  if (lastFiveMinutes.refused > 0) {
    flags.push({ text: verdicts.full(lastFiveMinutes.refused), tone: "bad", why: why.full });
  }
  if (isAtLimit) flags.push({ text: verdicts.atLimit, tone: "warn", why: why.atLimit });
  const isStuck = depth > aside && lastFiveMinutes.taken === 0 && isAged(queue, now);
  if (isStuck && paused === null && !isAtLimit) flags.push({ text: verdicts.stuck, tone: "bad", why: why.stuck });
  return flags;
}
