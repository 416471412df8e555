import { expect, test } from "vitest";
import type { SchedulePage } from "../../../src/index.ts";
import { ana, bo, createTestScoria, type TestScoria } from "../../../src/testing/create-test-scoria.ts";
import { moveTo } from "../../behaviour/scheduled-runs.ts";
import { onEachEngine } from "../../on-each-engine.ts";
import { printFigure } from "../proof.ts";
import { until } from "../races/race-database.ts";

const many = 1_000;
const hour = 3_600_000;
/** For as long the thousand may keep a run from going on whose timer has come. */
const mostHeldUpMs = 3_000;

onEachEngine(`${many} schedules that are due at once`, (engine) => {
  async function listAll(scoria: TestScoria): Promise<SchedulePage["schedules"]> {
    const all = [];
    let cursor: string | null = null;
    do {
      const page: SchedulePage = await scoria.schedules.list(bo, { limit: 200, cursor });
      all.push(...page.schedules);
      cursor = page.nextCursor;
    } while (cursor !== null);
    return all;
  }

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
    const schedules = await until(
      "all have fired",
      async () => {
        const all = await listAll(scoria);
        return all.every(({ lastFire }) => lastFire !== null) ? all : undefined;
      },
      30_000,
    );
    const allMs = Math.round(performance.now() - begun);
    printFigure({ what: "schedules due at once", engine, schedules: many, allMs, napMs });
    expect(new Set(schedules.map(({ lastFire }) => lastFire?.runId)).size).toBe(many);
    expect(new Set(schedules.map(({ lastFire }) => lastFire?.dueAt.getTime())).size).toBe(1);
    expect(napMs).toBeLessThan(mostHeldUpMs);
    const [{ runs }] = (
      await scoria.database.control.query<{ runs: number }>({
        text: "select count(*) as runs from scoria.runs where kind = 'note'",
        values: [],
      })
    ).rows as [{ runs: number }];
    expect(runs).toBe(many);
  });
});
