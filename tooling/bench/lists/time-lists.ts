import type { RunsFilter, ScoriaCore, Who } from "@scoria/core";
import { quantile, rounded, sorted } from "../measure/statistics.ts";
import { filtersAround, withPairs } from "./filters.ts";

const calls = 20;
const callsBefore = 2;
/** Of a list that one page does not end: how far in the deep page is. */
const deepPages = 10;

export interface ListTimes {
  readonly lists: number;
  readonly p50Ms: number;
  readonly p95Ms: number;
  /** The greatest p95 of one filter or pair of filters, and which that is. */
  readonly slowestP95Ms: number;
  readonly slowest: string;
}

/** Lists runs by each filter and pair of filters, the first page of 50 and a deep one, and times the calls of the facade. */
export async function timeLists(scoria: ScoriaCore, who: Who): Promise<ListTimes> {
  const { runs } = await scoria.listRuns(who, { limit: 200 });
  const middle = runs[Math.floor(runs.length / 2)];
  if (middle === undefined) throw new Error("There is nothing to list.");
  const filters = withPairs(filtersAround(middle.runId, middle.createdAt));
  const all: number[] = [];
  let slowestP95Ms = 0;
  let slowest = "";
  for (const [name, filter] of Object.entries(filters)) {
    for (const cursor of [undefined, await deepCursor(scoria, who, filter)]) {
      if (cursor === null) continue;
      const times = await timeCalls(() => scoria.listRuns(who, cursor === undefined ? filter : { ...filter, cursor }));
      all.push(...times);
      const p95 = quantile(times, 0.95);
      if (p95 <= slowestP95Ms) continue;
      slowestP95Ms = rounded(p95);
      slowest = cursor === undefined ? name : `${name}, page ${deepPages + 1}`;
    }
  }
  const times = sorted(all);
  return {
    lists: Object.keys(filters).length,
    p50Ms: rounded(quantile(times, 0.5)),
    p95Ms: rounded(quantile(times, 0.95)),
    slowestP95Ms,
    slowest,
  };
}

/** The times of some calls in milliseconds, sorted. */
export async function timeCalls(call: () => Promise<unknown>): Promise<readonly number[]> {
  const tookMs: number[] = [];
  for (let made = 0; made < callsBefore + calls; made += 1) {
    const began = performance.now();
    await call();
    if (made >= callsBefore) tookMs.push(performance.now() - began);
  }
  return sorted(tookMs);
}

/** Null when the list ends before. */
async function deepCursor(scoria: ScoriaCore, who: Who, filter: RunsFilter): Promise<string | null> {
  let cursor: string | null = null;
  for (let page = 0; page < deepPages; page += 1) {
    ({ nextCursor: cursor } = await scoria.listRuns(who, cursor === null ? filter : { ...filter, cursor }));
    if (cursor === null) return null;
  }
  return cursor;
}
