import { expect, test } from "vitest";
import { createScoria, quietLogger, type Handler, type Scoria } from "../../../src/index.ts";
import { ana } from "../../../src/testing/create-test-scoria.ts";
import { createTestDatabase, serverUrl } from "../../../src/testing/test-databases.ts";
import { countOf, printFigure, timeLimit } from "../proof.ts";

const runs = countOf({ usual: 40, full: 400 });

/** Many short steps, so that there is always one under way. */
const walk: Handler = async (ctx) => {
  for (let step = 0; step < 40; step += 1) {
    await ctx.step(`step-${step}`, () => new Promise<number>((resolve) => setTimeout(resolve, 50, step)));
  }
  return "walked";
};

test.skipIf(serverUrl === undefined)(
  "what a node hands over when it is told to end, others go on with at once (PostgreSQL)",
  { timeout: timeLimit(60_000) },
  async () => {
    const on = await createTestDatabase("postgres");
    try {
      await (await on.open()).close();
      // The defaults: they are what is measured.
      const open = (): Promise<Scoria> =>
        createScoria({ database: on.url, logger: quietLogger, handlers: { walk }, worker: { concurrency: runs } });
      const leaving = await open();
      await using staying = await open();
      const starts = Array.from({ length: runs }, () => ({ initialStep: { kind: "walk" } }));
      const started = await leaving.startRuns(ana, starts);
      await leaving.close();

      const waits: number[] = [];
      for (const { runId } of started) {
        const { output } = (await staying.waitForRun(ana, runId, { until: "settled" })) as {
          readonly output?: unknown;
        };
        expect(output).toBe("walked");
        const { entries } = await staying.getRunDetail(ana, runId);
        const at = (type: string): number | undefined => entries.find((entry) => entry.type === type)?.at.getTime();
        const handedBack = at("run.handed_back");
        // The other one had taken it from the start.
        if (handedBack !== undefined) waits.push((at("run.resumed") ?? Number.NaN) - handedBack);
      }
      waits.sort((a, b) => a - b);
      printFigure({
        what: "from hand-over to going on",
        engine: "postgres",
        runs,
        handedOver: waits.length,
        p50Ms: waits[waits.length >> 1],
        mostMs: waits.at(-1),
      });
      expect(waits.length).toBeGreaterThan(0);
      // Within a second on a machine that does nothing else.
      expect(waits.at(-1)).toBeLessThan(10_000);
    } finally {
      await on.drop();
    }
  },
);
