import { spawn } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { afterAll, expect, test } from "vitest";
import { createScoria, quietLogger } from "../../../src/index.ts";
import { ana } from "../../../src/testing/create-test-scoria.ts";
import { TestClock } from "../../../src/testing/test-clock.ts";
import { onEachEngine } from "../../on-each-engine.ts";
import { until } from "../races/race-database.ts";
import { createScene, dropEmbeddedTemplate, type KillScene } from "./kill-scene.ts";

const day = 86_400_000;
/** For as long nobody else is given what a process took that died. */
const holdMs = 15_000;

afterAll(dropEmbeddedTemplate);

async function untilKilled(url: string, place: string): Promise<void> {
  const program = fileURLToPath(new URL("firing-process.ts", import.meta.url));
  const child = spawn(process.execPath, [program, url, place], { stdio: ["ignore", "inherit", "inherit"] });
  const [, signal] = (await once(child, "exit")) as [code: number | null, signal: string | null];
  expect(signal).toBe("SIGKILL");
}

onEachEngine("a process that is killed while it fires a schedule", (engine) => {
  const open = (scene: KillScene, worker: false | { readonly pollMs: number }) =>
    createScoria({
      database: scene.url,
      migrate: "check",
      logger: quietLogger,
      worker: worker === false ? false : { leaseMs: 30_000, heartbeatMs: 10_000, ...worker },
      handlers: { note: (ctx) => ctx.schedule?.dueAt.toISOString() ?? null },
    });

  test.for([
    ["before its run is committed", "start.before-commit", 0],
    ["after its run is committed", "start.after-commit", 1],
    ["before the schedule has moved on", "schedule.after-start", 1],
  ] as const)(
    "%s leaves one run for the fire, once another process has gone on",
    { timeout: 60_000 },
    async ([, place, atKill]) => {
      await using scene = await createScene(engine);
      const clock = new TestClock();
      const letPass = async (ms: number): Promise<void> => {
        const database = await scene.open();
        await clock.advance(ms, database.control);
        await database.close();
      };
      // To a noon that no machine has come to: nothing is due but what is let pass.
      await letPass(Date.parse("2040-01-02T12:00:00Z") - Date.now());
      const before = await open(scene, false);
      const set = await before.schedules.set(ana, "nightly", { kind: "note", cron: "30 2 * * *" });
      await before.close();
      await letPass(day);
      await untilKilled(scene.url, place);
      await scene.untilQuiet();
      await letPass(holdMs);

      const after = await open(scene, false);
      expect((await after.listRuns(ana)).runs).toHaveLength(atKill);
      expect((await after.schedules.list(ana)).schedules).toMatchObject([{ lastFire: null, nextTimes: set.nextTimes }]);
      await after.close();

      await using survivor = await open(scene, { pollMs: 50 });
      const fired = await until("the schedule has moved on", async () => {
        const { schedules } = await survivor.schedules.list(ana);
        return schedules[0]?.lastFire ?? undefined;
      });
      expect(fired.dueAt).toEqual(set.nextTimes[0]);
      const { runs } = await survivor.listRuns(ana);
      expect(runs.map(({ runId }) => runId)).toEqual([fired.runId]);
      expect(await survivor.waitForRun(ana, fired.runId, { until: "settled" })).toMatchObject({
        output: set.nextTimes[0]?.toISOString(),
      });
      expect(await survivor.verifyEvidence(ana, fired.runId)).toMatchObject({ ok: true });
    },
  );
});
