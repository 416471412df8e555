import { describe, expect, test } from "vitest";
import { serverUrl } from "../../../src/testing/test-databases.ts";
import { countOf, printFigure, seed, timeLimit } from "../proof.ts";
import { concurrency, stormOfKills } from "./storm-of-kills.ts";

describe.skipIf(serverUrl === undefined)(
  "three processes that are killed, stopped and cut off five times a second",
  () => {
    const ms = countOf({ usual: 10_000, full: 60_000 });

    test(
      "lose no run, record no step twice, and do again only what was in flight",
      { timeout: timeLimit(120_000) },
      async () => {
        process.stdout.write(`Storm of kills: SCORIA_TEST_SEED=${seed}\n`);
        const after = await stormOfKills({ seed, ms });
        printFigure({ promise: "P1, P3", engine: "postgres", seed, count: after.runs, ms, ...after });
        expect(after).toMatchObject({
          runs: Math.round(ms / 20),
          acknowledged: Math.round(ms / 20),
          refused: 0,
          lost: 0,
          keysWithoutOneRun: 0,
          stuck: 0,
          failed: 0,
          recordedTwice: 0,
          chainBreaks: 0,
          keyChanges: 0,
          repeatsOfFinished: 0,
          unhandled: [],
          crashes: [],
        });
        expect(after.repeats).toBeLessThanOrEqual(after.faults * concurrency);
        expect(after.changesOfOwner, "the faults met runs").toBeGreaterThan(0);
        for (const done of [after.kills, after.pauses, after.terminated]) expect(done).toBeGreaterThan(0);
      },
    );

    test("repeat finished work when it is recorded only at the end", { timeout: 60_000 }, async () => {
      const after = await stormOfKills({ seed, ms: 3_000, kind: "unrecorded" });
      printFigure({ promise: "P3, naive: recorded at the end", engine: "postgres", seed, count: after.runs, ...after });
      expect(after.repeatsOfFinished).toBeGreaterThan(0);
    });

    test("leave runs lying when nobody takes over from the dead", { timeout: 60_000 }, async () => {
      const after = await stormOfKills({
        seed,
        ms: 3_000,
        settleMs: 3_000,
        weaken: async (race) => {
          await race.sql(
            `create or replace function scoria.take_over_runs(
             node text, known_kinds text[], known_format smallint, most integer, poison_after integer)
           returns setof scoria.claimed_run language sql as $$ select null::scoria.claimed_run where false $$`,
          );
        },
      });
      printFigure({ promise: "P1, naive: no takeover", engine: "postgres", seed, count: after.runs, ...after });
      expect(after.stuck).toBeGreaterThan(0);
    });
  },
);
