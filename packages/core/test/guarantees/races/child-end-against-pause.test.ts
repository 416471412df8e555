import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { openScoria } from "../../../src/open-scoria.ts";
import type { ScoriaCore } from "../../../src/scoria.ts";
import { quietLogger } from "../../../src/seams/logger.ts";
import { ana, quickWorker } from "../../../src/testing/create-test-scoria.ts";
import { serverUrl } from "../../../src/testing/test-databases.ts";
import { countOf, timeLimit } from "../proof.ts";
import { openRaceDatabase, printFigure, type RaceDatabase } from "./race-database.ts";

interface Ctx {
  readonly runId: string;
  readonly input: { readonly of: string };
  step(name: string, run: () => unknown): Promise<unknown>;
  startChild(kind: string, input: object): Promise<{ readonly runId: string }>;
  waitForRuns(children: readonly object[]): Promise<readonly { readonly status: string }[]>;
}

const rounds = countOf({ usual: 200, full: 2_000 });
const atOnce = 20;

describe.skipIf(serverUrl === undefined)(
  "the end of a child that comes at the very moment of its parent's pause",
  () => {
    let race: RaceDatabase;

    beforeAll(async () => {
      race = await openRaceDatabase();
    });

    afterAll(async () => race[Symbol.asyncDispose]());

    test("is never lost: every parent goes on", { timeout: timeLimit(60_000) }, async () => {
      const gates = new Map<string, { begun: PromiseWithResolvers<void>; end: PromiseWithResolvers<void> }>();
      const gateOf = (key: string) => {
        const gate = gates.get(key) ?? { begun: Promise.withResolvers<void>(), end: Promise.withResolvers<void>() };
        gates.set(key, gate);
        return gate;
      };
      const hold = (key: string): Promise<void> => {
        gateOf(key).begun.resolve();
        return gateOf(key).end.promise;
      };
      const handlers = {
        // It waits for the child already while its step is still at work; when that is done there is nothing left but to wait.
        async parent(ctx: Ctx) {
          const child = await ctx.startChild("child", { of: ctx.runId });
          const outcomes = ctx.waitForRuns([child]);
          await ctx.step("long", () => hold(`parent ${ctx.runId}`));
          return (await outcomes)[0]?.status;
        },
        child: (ctx: Ctx) => ctx.step("long", () => hold(`child ${ctx.input.of}`)),
      };
      // The parents fill the one process, so their children are the other's: what meets comes from two writers.
      const open = (concurrency: number): Promise<ScoriaCore> =>
        openScoria({ database: race.url, worker: { ...quickWorker, concurrency }, logger: quietLogger, handlers });
      const ofParents = await open(atOnce);
      const ofChildren = await open(2 * atOnce);
      const before = { pause: 0, end: 0, noPause: 0 };
      const oneRound = async (round: number): Promise<void> => {
        const { runId } = await ofParents.startRun(ana, { initialStep: { kind: "parent" } });
        const [parent, child] = [gateOf(`parent ${runId}`), gateOf(`child ${runId}`)];
        await Promise.all([parent.begun.promise, child.begun.promise]);
        const endChild = async (): Promise<void> => {
          for (let turns = round % 12; turns > 0; turns -= 1) await new Promise((resolve) => setImmediate(resolve));
          child.end.resolve();
        };
        const pauseParent = async (): Promise<void> => parent.end.resolve();
        await Promise.all(round % 4 < 2 ? [pauseParent(), endChild()] : [endChild(), pauseParent()]);
        const run = await ofParents.waitForRun(ana, runId, { until: "settled", timeoutMs: 10_000 });
        expect(run).toMatchObject({ status: "completed", output: "completed" });
        const { entries, children } = await ofParents.getRunDetail(ana, runId);
        const paused = entries.find(({ type }) => type === "run.waiting")?.at;
        const ended = children[0]?.finishedAt;
        if (ended === undefined) throw new Error("Its child did not end.");
        // Once a second a parent that is at work looks for ends itself: then it has nothing left to wait for.
        const met = paused === undefined ? "noPause" : paused < ended ? "pause" : "end";
        before[met] += 1;
        expect(entries.filter(({ type }) => type === "run.resumed")).toHaveLength(met === "noPause" ? 0 : 1);
        expect(entries.filter(({ type }) => type === "runs.settled")).toHaveLength(1);
      };
      for (let from = 0; from < rounds; from += atOnce) {
        await Promise.all(Array.from({ length: atOnce }, (_, at) => oneRound(from + at)));
      }
      await Promise.all([ofParents.close(), ofChildren.close()]);
      printFigure({
        race: "A13 child's end against pause",
        count: rounds,
        pauseFirst: before.pause,
        endFirst: before.end,
        noPause: before.noPause,
      });
      expect(before.pause).toBeGreaterThan(0);
      expect(before.end).toBeGreaterThan(0);
    });
  },
);
