import type { RunItem } from "../../../wire/index.ts";
import { absoluteTime } from "../../base/time-text.ts";

/** A run of a session, and how long after the end of the one before it began; without, where they overlap or it is the first. */
export interface Turn {
  readonly run: RunItem;
  readonly gapMs?: number;
}

export interface DayOfTurns {
  /** `2026-11-26`, in the zone that was chosen. */
  readonly day: string;
  readonly turns: readonly Turn[];
}

/** Less is no pause that anybody took. */
const shortestGapMs = 1_000;

/** Runs, newest first, as turns: the oldest first, by day. `withGaps` makes no sense for runs that were picked out. */
export function daysOfTurns(runs: readonly RunItem[], withGaps: boolean): readonly DayOfTurns[] {
  const days: { day: string; turns: Turn[] }[] = [];
  const oldestFirst = runs.toReversed();
  for (const [place, run] of oldestFirst.entries()) {
    const gapMs = withGaps ? gapBetween(oldestFirst[place - 1], run) : undefined;
    const day = absoluteTime(new Date(run.createdAt)).slice(0, 10);
    if (days.at(-1)?.day !== day) days.push({ day, turns: [] });
    days.at(-1)?.turns.push({ run, ...(gapMs === undefined ? {} : { gapMs }) });
  }
  return days;
}

function gapBetween(before: RunItem | undefined, run: RunItem): number | undefined {
  if (before?.finishedAt === undefined) return undefined;
  const gapMs = Date.parse(run.createdAt) - Date.parse(before.finishedAt);
  return gapMs < shortestGapMs ? undefined : gapMs;
}

/** How long a run took from its first step to its end; without, while it has none. */
export function tookMs({ startedAt, finishedAt }: RunItem): number | undefined {
  return startedAt === undefined || finishedAt === undefined
    ? undefined
    : Date.parse(finishedAt) - Date.parse(startedAt);
}
