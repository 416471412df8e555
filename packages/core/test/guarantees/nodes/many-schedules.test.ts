import { expect, test } from "vitest";
import { ana, bo, createTestScoria, type TestScoria } from "../../../src/testing/create-test-scoria.ts";
import { moveTo } from "../../behaviour/scheduled-runs.ts";
import { onEachEngine } from "../../on-each-engine.ts";
import { printFigure } from "../proof.ts";
import { until } from "../races/race-database.ts";

const many = 1_000;
const hour = 3_600_000;
/** For as long the thousand may keep a run from going on whose timer has come. */
const mostHeldUpMs = 3_000;

interface Counted {
  readonly fired: number;
  readonly runs: number;
  readonly times: number;
  readonly started: number;
}

const countSql = `
select count(last_run_id) as fired, count(distinct last_run_id) as runs, count(distinct last_due_at) as times,
  (select count(*) from scoria.runs where kind = 'note') as started
from scoria.schedules`;

onEachEngine(`${many} schedules that are due at once`, (engine) => {
  test("start one run each, and hold up little else", { timeout: 60_000 }, async () => {
    await using scoria = (await createTestScoria({
      engine,
      handlers: { note: () => null, nap: (ctx) => ctx.sleep(hour / 2) },
    })) as unknown as TestScoria;
    await moveTo(scoria, new Date("2040-01-02T12:30:00Z"));
    for (let from = 0; from < many; from += 50) {
      const set = (_: unknown, at: number) =>
        scoria.schedules.set(bo, `s-${from + at}`, { kind: "note", cron: "0 * * * *", timeZone: "Europe/Berlin" });
      await Promise.all(Array.from({ length: 50 }, set));
    }
    const { runId } = await scoria.startRun(ana, { initialStep: { kind: "nap" } });
    await scoria.waitForRun(ana, runId, { until: "waiting" });
    const begun = performance.now();
    await scoria.advance(hour);
    await scoria.waitForRun(ana, runId, { until: "settled" });
    const napMs = Math.round(performance.now() - begun);
    const counted = await until(
      "all have fired",
      async () => {
        const { rows } = await scoria.database.control.query<Counted>({ text: countSql, values: [] });
        return rows[0]?.fired === many ? rows[0] : undefined;
      },
      30_000,
    );
    const allMs = Math.round(performance.now() - begun);
    printFigure({ what: "schedules due at once", engine, schedules: many, allMs, napMs });
    expect(counted).toEqual({ fired: many, runs: many, times: 1, started: many });
    expect(napMs).toBeLessThan(mostHeldUpMs);
  });
});
