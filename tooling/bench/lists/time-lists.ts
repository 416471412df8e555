import type { RunsFilter, ScoriaCore, Who } from "@scoria/core";
import type { ServerProcessor } from "../measure/server-processor.ts";
import { quantile, rounded, sorted } from "../measure/statistics.ts";
import { filtersAround, withPairs } from "./filters.ts";

const calls = 20;
const callsBefore = 2;
/** Of a list that one page does not end: how far in the deep page is. */
const deepPages = 10;

/** In milliseconds, sorted. */
export interface CallTimes {
  readonly took: readonly number[];
  /** On the server's processors. */
  readonly worked: readonly number[];
}

export interface ListTimes extends CallTimes {
  /** The greatest p95 of the server's work for one page, and of which list that is. */
  readonly slowestP95Ms: number;
  readonly slowest: string;
}

/** Lists runs by each filter and pair of filters, the first page of 50 and a deep one, by the facade. */
export async function timeLists(scoria: ScoriaCore, who: Who, server: ServerProcessor): Promise<ListTimes> {
  const { runs } = await scoria.listRuns(who, { limit: 200 });
  const middle = runs[Math.floor(runs.length / 2)];
  if (middle === undefined) throw new Error("There is nothing to list.");
  const took: number[] = [];
  const worked: number[] = [];
  let slowestP95Ms = 0;
  let slowest = "";
  for (const [name, filter] of Object.entries(withPairs(filtersAround(middle.runId, middle.createdAt)))) {
    for (const cursor of [undefined, await deepCursor(scoria, who, filter)]) {
      if (cursor === null) continue;
      const page = cursor === undefined ? filter : { ...filter, cursor };
      const times = await timeCalls(server, () => scoria.listRuns(who, page));
      took.push(...times.took);
      worked.push(...times.worked);
      const p95 = quantile(times.worked, 0.95);
      if (p95 <= slowestP95Ms) continue;
      slowestP95Ms = rounded(p95);
      slowest = cursor === undefined ? name : `${name}, page ${deepPages + 1}`;
    }
  }
  return { took: sorted(took), worked: sorted(worked), slowestP95Ms, slowest };
}

export async function timeCalls(server: ServerProcessor, call: () => Promise<unknown>): Promise<CallTimes> {
  const took: number[] = [];
  const worked: number[] = [];
  for (let made = 0; made < callsBefore + calls; made += 1) {
    // Whoever is called first may open a session more.
    if (made === callsBefore) await server.look();
    const used = server.usedMs();
    const began = performance.now();
    await call();
    if (made < callsBefore) continue;
    took.push(performance.now() - began);
    worked.push(server.usedMs() - used);
  }
  return { took: sorted(took), worked: sorted(worked) };
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
