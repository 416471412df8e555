import type { RunItem, RunPageView } from "../../../wire/index.ts";

export const runsAtOnce = 50;
const mostAtOnce = 200;

/** How many to ask for to have those anew that are shown already. */
export function countToRefresh(shown: RunPageView | undefined): number {
  return Math.min(mostAtOnce, Math.max(runsAtOnce, shown?.runs.length ?? 0));
}

/**
 * What was read anew from the top, with the older rows below that were loaded before and are not in it. The newest say which
 * rows have gone: one that is not among them but younger than the last of them no longer fits.
 */
export function withOlder(fresh: RunPageView, shown: RunPageView | undefined): RunPageView {
  const last = fresh.runs.at(-1);
  if (shown === undefined || last === undefined || fresh.nextCursor === null) return fresh;
  const isOlder = (run: RunItem): boolean =>
    run.createdAt <= last.createdAt && fresh.runs.every(({ runId }) => runId !== run.runId);
  const older = shown.runs.filter(isOlder);
  return older.length === 0 ? fresh : { runs: [...fresh.runs, ...older], nextCursor: shown.nextCursor };
}

/** The rows that are shown and one page more. */
export function withNext(shown: RunPageView, next: RunPageView): RunPageView {
  const known = new Set(shown.runs.map(({ runId }) => runId));
  return { runs: [...shown.runs, ...next.runs.filter(({ runId }) => !known.has(runId))], nextCursor: next.nextCursor };
}
