import { afterAll, expect, test } from "vitest";
import { failPoints } from "../../../src/fail-points.ts";
import { onEachEngine } from "../../on-each-engine.ts";
import { goOn } from "./aftermath.ts";
import { createScene, dropEmbeddedTemplate } from "./kill-scene.ts";
import { expectAcknowledged, expectTakenOver, expectWhole, typesOf } from "./expect-whole.ts";
import { untilKilled, type Death } from "./killed-process.ts";
import { readLedger, wholeStory } from "./story.ts";

interface Moment extends Death {
  /** The test's name: killed when? */
  readonly when: string;
  /** How much of the story is in the journal at that moment; `andOn`: that or more. */
  readonly entries: number;
  readonly andOn?: true;
  /** How many effects there are at that moment; left out where the handler may or may not have come to the next. */
  readonly effects?: number;
}

const moments: readonly Moment[] = [
  { when: "before a start is committed", place: "start.before-commit", time: 1, entries: 0, effects: 0 },
  {
    when: "after a start is committed and before it is acknowledged",
    place: "start.after-commit",
    time: 1,
    entries: 1,
  },
  { when: "as soon as a start is acknowledged", place: "said.started", time: 1, entries: 1, andOn: true },
  { when: "before the effect of a first step", place: "step.before-effect", time: 1, entries: 1, effects: 0 },
  { when: "between a first step's effect and its record", place: "step.after-effect", time: 1, entries: 1, effects: 1 },
  { when: "after a first step is recorded", place: "step.after-commit", time: 1, entries: 2, effects: 1 },
  {
    when: "before a request for approval is committed",
    place: "approval.before-commit",
    time: 1,
    entries: 2,
    effects: 1,
  },
  {
    when: "after a request for approval is committed",
    place: "approval.after-commit",
    time: 1,
    entries: 4,
    effects: 1,
  },
  { when: "as soon as a run is seen waiting", place: "said.waiting", time: 1, entries: 4, effects: 1 },
  { when: "before a decision is committed", place: "decision.before-commit", time: 1, entries: 4, effects: 1 },
  {
    when: "after a decision is committed and before it is acknowledged",
    place: "decision.after-commit",
    time: 1,
    entries: 5,
    effects: 1,
  },
  { when: "as soon as a decision is acknowledged", place: "said.decided", time: 1, entries: 5, andOn: true },
  { when: "after a decided run is claimed", place: "resume.after-claim", time: 1, entries: 6, effects: 1 },
  { when: "before the effect of an approved step", place: "step.before-effect", time: 2, entries: 6, effects: 1 },
  {
    when: "between an approved step's effect and its record",
    place: "step.after-effect",
    time: 2,
    entries: 6,
    effects: 2,
  },
  { when: "after an approved step is recorded", place: "step.after-commit", time: 2, entries: 7, effects: 2 },
  { when: "before the effect of a last step", place: "step.before-effect", time: 3, entries: 7, effects: 2 },
  { when: "between a last step's effect and its record", place: "step.after-effect", time: 3, entries: 7, effects: 3 },
  { when: "after a last step is recorded", place: "step.after-commit", time: 3, entries: 8, effects: 3 },
  { when: "before a run's end is committed", place: "finish.before-commit", time: 1, entries: 8, effects: 3 },
  { when: "after a run's end is committed", place: "finish.after-commit", time: 1, entries: 9, effects: 3 },
  { when: "as soon as a run is seen settled", place: "said.settled", time: 1, entries: 9, effects: 3 },
];

/** At these lengths of the journal a node owns the run. */
const ownedAt: ReadonlySet<number> = new Set([1, 2, 6, 7, 8]);
const key = "invoice-1";

afterAll(dropEmbeddedTemplate);

test("a process is killed at every fail point that there is", () => {
  // The rest have stories of their own: in children.test.ts, fired-once.test.ts and retention.test.ts.
  const own = failPoints.filter((point) => !point.startsWith("child."));
  expect(own.filter((point) => !moments.some(({ place }) => place === point))).toEqual([
    "schedule.after-start",
    "retention.after-batch",
  ]);
});

onEachEngine("a process that is killed", (engine) => {
  test.concurrent.for(moments)(
    "$when loses nothing, and another finishes what it began",
    { timeout: 60_000 },
    async (moment) => {
      await using scene = await createScene(engine);
      // It acts on what it did itself and on nothing that a poll finds: a poll may see a commit before its answer arrives.
      const worker = { ...scene.worker, pollMs: 60_000 };
      const task = { database: scene.url, ledger: scene.ledger, worker, keys: [key], stepMs: 0 };
      const killed = await untilKilled({ ...task, dieAt: moment });
      const effectsAtKill = readLedger(scene.ledger).length;

      const { runs, inTheEnd } = await goOn(scene, [key]);
      const [run] = runs;
      if (run === undefined) throw new Error("There is no run.");

      const left = run.left === undefined ? [] : typesOf(run.left);
      if (moment.andOn) expect(left.length).toBeGreaterThanOrEqual(moment.entries);
      else expect(left).toEqual(wholeStory.slice(0, moment.entries));
      expect((run.left?.owner ?? null) !== null).toBe(ownedAt.has(left.length));
      expect(effectsAtKill).toBe(moment.effects ?? effectsAtKill);

      expectAcknowledged(run, killed);
      expectWhole(run, { killed: killed.pid, survivor: process.pid });
      expectTakenOver(run, scene);
      expect(inTheEnd.map(({ runId }) => runId)).toEqual([run.detail.runId]);
    },
  );

  test.concurrent(
    "while it takes over from another that was killed leaves the run to a third",
    { timeout: 60_000 },
    async () => {
      await using scene = await createScene(engine);
      const task = { database: scene.url, ledger: scene.ledger, worker: scene.worker, keys: [key], stepMs: 0 };
      const first = await untilKilled({ ...task, dieAt: { place: "step.after-effect", time: 2 } });
      await scene.untilQuiet();
      await scene.letTimePass();
      const second = await untilKilled({ ...task, dieAt: { place: "resume.after-claim", time: 1 } });
      const { runs } = await goOn(scene, [key]);
      const [run] = runs;
      expect(run?.left?.entries.map(({ type }) => type)).toEqual([...wholeStory.slice(0, 6), "run.recovered"]);
      expect(run && typesOf(run.detail)).toEqual([
        ...wholeStory.slice(0, 6),
        "run.recovered",
        "run.recovered",
        ...wholeStory.slice(6),
      ]);
      expect(run?.evidence).toMatchObject({ ok: true });
      expect(run?.effects.map(({ step, pid }) => ({ step, pid }))).toEqual([
        { step: "one", pid: first.pid },
        { step: "two", pid: first.pid },
        { step: "two", pid: process.pid },
        { step: "three", pid: process.pid },
      ]);
      expect(new Set(run?.effects.map(({ idempotencyKey }) => idempotencyKey)).size).toBe(3);
      expect(second.told.map(({ what }) => what)).toContain("ready");
    },
  );
});
