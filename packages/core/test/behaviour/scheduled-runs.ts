import type { Identity, RunPage } from "../../src/index.ts";
import type { TestScoria } from "../../src/testing/create-test-scoria.ts";
import { until } from "../guarantees/races/race-database.ts";

/** One run that a schedule started. */
export interface FiredRun {
  readonly runId: string;
  readonly name: string;
  /** When it was due, as ISO 8601. */
  readonly dueAt: string;
}

/** As `run.started` has it. */
interface Scheduled {
  readonly name: string;
  readonly dueAt: number;
}

/** Moves the clocks of the facade and its database forward to that moment. */
export async function moveTo(scoria: TestScoria, moment: Date): Promise<void> {
  const { rows } = await scoria.database.control.query<{ now: Date }>({
    text: "select scoria.clock() as now",
    values: [],
  });
  const ms = moment.getTime() - (rows[0]?.now.getTime() ?? 0);
  if (ms > 0) await scoria.advance(ms);
}

/** The runs that schedules started for the tenant, by what their journals say of it: by due time, earliest first. */
export async function firesOf(scoria: TestScoria, who: Identity): Promise<readonly FiredRun[]> {
  const fires: FiredRun[] = [];
  let cursor: string | null = null;
  do {
    const page: RunPage = await scoria.listRuns(who, { limit: 200, ...(cursor === null ? {} : { cursor }) });
    for (const { runId } of page.runs) {
      const { entries } = await scoria.getRunDetail(who, runId);
      const started = entries[0]?.payload as { readonly schedule?: Scheduled } | undefined;
      const schedule = started?.schedule;
      if (schedule !== undefined)
        fires.push({ runId, name: schedule.name, dueAt: new Date(schedule.dueAt).toISOString() });
    }
    cursor = page.nextCursor;
  } while (cursor !== null);
  return fires.toSorted((a, b) => a.dueAt.localeCompare(b.dueAt) || a.name.localeCompare(b.name));
}

/** Waits until schedules have started so many runs, and have moved on. */
export async function untilFired(scoria: TestScoria, who: Identity, count: number): Promise<readonly FiredRun[]> {
  return until(`${count} runs were started by schedules`, async () => {
    const { schedules } = await scoria.schedules.list(who);
    const { rows } = await scoria.database.control.query<{ now: Date }>({
      text: "select scoria.clock() as now",
      values: [],
    });
    const now = rows[0]?.now ?? new Date(0);
    if (schedules.some(({ nextTimes: [next] }) => next !== undefined && next <= now)) return undefined;
    const fires = await firesOf(scoria, who);
    return fires.length >= count ? fires : undefined;
  });
}
