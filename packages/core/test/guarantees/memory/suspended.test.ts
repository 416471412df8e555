import { expect, test } from "vitest";
import { createTestDatabase, type TestEngine } from "../../../src/testing/test-databases.ts";
import { onEachEngine } from "../../on-each-engine.ts";
import { countOf, printFigure, timeLimit } from "../proof.ts";
import { suspendRuns } from "./suspend-runs.ts";

const counts = {
  postgres: countOf({ usual: 2_000, full: 20_000 }),
  pglite: countOf({ usual: 500, full: 20_000 }),
} satisfies Record<TestEngine, number>;
const kept = 50;
const sample = 50;
/** A process grows by itself, whatever it suspends; a suspended run adds less than the text of its id does. */
const mostGrownBytes = (count: number): number => 2 ** 20 + 32 * count;

onEachEngine("thousands of runs that wait for a person in one process", (engine) => {
  const count = counts[engine];

  test(
    "leave nothing of their handlers in memory, and go on when somebody decides",
    { timeout: timeLimit(60_000) },
    async () => {
      const on = engine === "postgres" ? await createTestDatabase(engine) : undefined;
      try {
        const database = on?.url ?? "memory:";
        const found = await suspendRuns({ database, count, kept, sample }, timeLimit(60_000));
        printFigure({ promise: "B5 suspended runs", engine, count, ...found, collected: found.collected.contexts });
        expect(found).toMatchObject({
          begun: count + kept,
          // All that were let go of, and none of those that were not.
          collected: { objects: count, contexts: count, closures: count },
          listeners: 0,
          aborted: 0,
          finals: 0,
          completed: sample,
          stillKept: kept,
        });
        expect(found.grownBytes).toBeLessThan(mostGrownBytes(count));
        expect(found.moreTimers).toBeLessThanOrEqual(2);
      } finally {
        await on?.drop();
      }
    },
  );
});
