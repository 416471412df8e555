import { createHash, randomInt } from "node:crypto";
import { afterAll, expect, test } from "vitest";
import type { TestEngine } from "../../../src/testing/test-databases.ts";
import { onEachEngine } from "../../on-each-engine.ts";
import { countOf, printFigure, seedOr, timeLimit } from "../proof.ts";
import { goOn, type Aftermath } from "./aftermath.ts";
import { createScene, dropEmbeddedTemplate, type KillScene } from "./kill-scene.ts";
import { expectAcknowledged, expectTakenOver, expectWhole, stepsOf } from "./expect-whole.ts";
import { untilKilled, type KilledProcess } from "./killed-process.ts";

const rounds = countOf({ usual: 10, full: 100 });
const runsAtOnce = 20;
/** "ready", and four of each run. A kill comes before the last of them. */
const wordsInAll = 1 + 4 * runsAtOnce;
const stepMs = 8;

/** Gives the same kills again, as far as they depend on us: after which word, and how long after it. */
const seed = seedOr(randomInt(2 ** 32));

afterAll(dropEmbeddedTemplate);

onEachEngine("processes that are killed at any moment, with twenty runs under way", (engine) => {
  test(
    "lose nothing that they acknowledged, and no recorded step is done again",
    { timeout: timeLimit(120_000) },
    async () => {
      // Before anything is killed: a round that hangs would not come to its figure.
      process.stdout.write(`Random kills on ${engine}: SCORIA_TEST_SEED=${seed}\n`);
      const lasts: Round[] = [];
      const numbers = Array.from({ length: rounds }, (_, round) => round);
      // Two at once: on PostgreSQL a round waits for a lease most of its time.
      const work = async (): Promise<void> => {
        try {
          for (let round = numbers.shift(); round !== undefined; round = numbers.shift()) {
            lasts.push(await killAndGoOn(engine, round));
          }
        } finally {
          numbers.length = 0;
        }
      };
      const lanes = await Promise.allSettled([work(), work()]);

      const figures = figuresOf(lasts);
      printFigure({ promise: "P1-P3", engine, seed, count: rounds, ...figures });
      for (const lane of lanes) if (lane.status === "rejected") throw lane.reason;
      lasts.forEach(expectNothingLost);
      expect(figures).toMatchObject({
        kills: rounds,
        runs: rounds * runsAtOnce,
        lost: 0,
        recordedTwice: 0,
        keyChanges: 0,
      });
      expect(figures.repeats).toBeLessThanOrEqual(figures.inFlight);
    },
  );
});

interface Round {
  readonly scene: KillScene;
  readonly keys: readonly string[];
  readonly killed: KilledProcess;
  readonly aftermath: Aftermath;
}

async function killAndGoOn(engine: TestEngine, round: number): Promise<Round> {
  await using scene = await createScene(engine);
  const keys = Array.from({ length: runsAtOnce }, (_, run) => `round-${round}-run-${run}`);
  const task = { database: scene.url, ledger: scene.ledger, worker: scene.worker, keys, stepMs };
  const word = 1 + (drawn(engine, round, "word") % (wordsInAll - 1));
  const killed = await untilKilled(task, { word, afterMs: drawn(engine, round, "afterMs") % 10 });
  return { scene, keys, killed, aftermath: await goOn(scene, keys, stepMs) };
}

function expectNothingLost({ scene, keys, killed, aftermath }: Round): void {
  for (const run of aftermath.runs) {
    expectAcknowledged(run, killed);
    expectWhole(run, { killed: killed.pid, survivor: process.pid });
    expectTakenOver(run, scene);
  }
  expect(aftermath.inTheEnd.map(({ key }) => key)).toEqual(keys.toSorted());
}

function drawn(engine: TestEngine, round: number, what: string): number {
  return createHash("sha256").update(`${seed}/${engine}/${round}/${what}`).digest().readUInt32BE();
}

interface Figures {
  readonly kills: number;
  readonly runs: number;
  /** What the killed processes had been told. */
  readonly acknowledged: number;
  /** What of that was not there after the kill. */
  readonly lost: number;
  readonly takenOver: number;
  readonly recordedTwice: number;
  readonly keyChanges: number;
  /** Effects that happened again. */
  readonly repeats: number;
  /** The most that may: effects that a killed process had not recorded. */
  readonly inFlight: number;
}

function figuresOf(lasts: readonly Round[]): Figures {
  const sum = (count: (round: Round) => number): number => lasts.reduce((all, round) => all + count(round), 0);
  const sumRuns = (count: (run: Aftermath["runs"][number]) => number): number =>
    sum(({ aftermath }) => aftermath.runs.reduce((all, run) => all + count(run), 0));
  const distinct = (values: readonly string[]): number => new Set(values).size;
  return {
    kills: lasts.length,
    runs: sumRuns(() => 1),
    acknowledged: sum(({ killed }) => killed.told.filter(({ what }) => what !== "ready").length),
    lost: sum(lostIn),
    takenOver: sumRuns(({ detail }) => detail.entries.filter(({ type }) => type === "run.recovered").length),
    recordedTwice: sumRuns(({ detail }) => stepsOf(detail.entries).length - distinct(stepsOf(detail.entries))),
    keyChanges: sumRuns(
      ({ effects }) =>
        distinct(effects.map(({ idempotencyKey }) => idempotencyKey)) - distinct(effects.map(({ step }) => step)),
    ),
    repeats: sumRuns(({ effects }) => effects.length - distinct(effects.map(({ step }) => step))),
    inFlight: sum(({ killed, aftermath }) =>
      aftermath.runs.reduce((all, { effects, left }) => {
        const recorded = left === undefined ? [] : stepsOf(left.entries);
        return all + effects.filter(({ pid, step }) => pid === killed.pid && !recorded.includes(step)).length;
      }, 0),
    ),
  };
}

function lostIn({ killed, aftermath }: Round): number {
  const lost = killed.told.filter((told) => {
    if (told.what === "ready") return false;
    const left = aftermath.runs.find(({ key }) => key === told.key)?.left;
    if (left?.runId !== told.runId) return true;
    const types = left.entries.map(({ type }) => type);
    const proof = {
      started: "run.started",
      waiting: "approval.requested",
      decided: "approval.decided",
      settled: "run.completed",
    };
    return !types.includes(proof[told.what]);
  });
  return lost.length;
}
