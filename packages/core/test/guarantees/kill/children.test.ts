import { existsSync, readFileSync } from "node:fs";
import { afterAll, expect, test } from "vitest";
import { failPoints } from "../../../src/fail-points.ts";
import { openScoria } from "../../../src/open-scoria.ts";
import { quietLogger } from "../../../src/seams/logger.ts";
import { ana } from "../../../src/testing/create-test-scoria.ts";
import { onEachEngine } from "../../on-each-engine.ts";
import { boundMs } from "./aftermath.ts";
import { familyHandlers, type ChildEffect } from "./family.ts";
import { createScene, dropEmbeddedTemplate, readRunsLeft } from "./kill-scene.ts";
import { untilKilled, type Death } from "./killed-process.ts";

interface Moment extends Death {
  readonly when: string;
  /** How many children stand in the database at that moment. */
  readonly children: number;
  /** How many of them have ended. */
  readonly ended: number;
}

const moments: readonly Moment[] = [
  { when: "before its children are committed", place: "child.before-commit", time: 1, children: 0, ended: 0 },
  { when: "after its children are committed", place: "child.after-commit", time: 1, children: 3, ended: 0 },
  { when: "when its children are claimed", place: "resume.after-claim", time: 1, children: 3, ended: 0 },
  { when: "between a child's work and its record", place: "step.after-effect", time: 1, children: 3, ended: 0 },
  { when: "before the end of a child is committed", place: "finish.before-commit", time: 1, children: 3, ended: 0 },
  {
    when: "after the end of its last child is committed",
    place: "finish.after-commit",
    time: 3,
    children: 3,
    ended: 3,
  },
];

const key = "family-1";

afterAll(dropEmbeddedTemplate);

test("a process with children is killed at every fail point of theirs", () => {
  const theirs = failPoints.filter((point) => point.startsWith("child."));
  expect(theirs.filter((point) => !moments.some(({ place }) => place === point))).toEqual([]);
});

onEachEngine("a parent whose process is killed", (engine) => {
  test.for(moments)("$when has its three children, once each", { timeout: 60_000 }, async (moment) => {
    await using scene = await createScene(engine);
    // It acts on what it did itself and on nothing that a poll finds.
    const worker = { ...scene.worker, pollMs: 60_000 };
    const task = { database: scene.url, ledger: scene.ledger, worker, keys: [key], stepMs: 0, dieAt: moment };
    await untilKilled(task, undefined, "family-teller.ts");

    await scene.untilQuiet();
    const database = await scene.open();
    const left = await readRunsLeft(database);
    const [parentLeft] = left.filter((run) => run.key === key);
    const childrenLeft = left.filter((run) => run.key !== key);
    const started = parentLeft?.entries.filter(({ type }) => type === "child.started") ?? [];
    // One commit: neither is ever there without the other.
    expect(started.map(({ payload }) => (JSON.parse(payload) as { runId: string }).runId).toSorted()).toEqual(
      childrenLeft.map(({ runId }) => runId).toSorted(),
    );
    expect(childrenLeft).toHaveLength(moment.children);
    expect(childrenLeft.filter(({ status }) => status === "completed").length).toBeGreaterThanOrEqual(moment.ended);

    const survivor = { leaseMs: 30_000, heartbeatMs: 10_000, pollMs: 100 };
    const handlers = familyHandlers(scene.ledger);
    await using scoria = await openScoria(
      { migrate: "check", worker: survivor, logger: quietLogger, handlers },
      { database },
    );
    await scene.letTimePass();
    const again = { initialStep: { kind: "parent" }, input: {}, idempotencyKey: key } as never;
    const { runId } = await scoria.startRun(ana, again);
    expect(runId).toBe(parentLeft?.runId);
    expect(await scoria.waitForRun(ana, runId, { until: "settled", timeoutMs: boundMs })).toMatchObject({
      status: "completed",
      output: [2, 4, 6],
    });
    const { children } = await scoria.getRunDetail(ana, runId);
    expect(children.map(({ status }) => status)).toEqual(["completed", "completed", "completed"]);
    expect((await scoria.listRuns(ana, { limit: 200 })).runs).toHaveLength(4);
    for (const { runId: id, entries } of left) {
      const last = entries.at(-1);
      const head = last === undefined ? {} : { head: { runId: id, seq: last.seq, hash: last.hash } };
      expect(await scoria.verifyEvidence(ana, id, head)).toMatchObject({ ok: true });
    }
    const effects = existsSync(scene.ledger)
      ? readFileSync(scene.ledger, "utf8")
          .trim()
          .split("\n")
          .map((line) => JSON.parse(line) as ChildEffect)
      : [];
    // At least once, and under one key for each child however often.
    expect(new Set(effects.map(({ n }) => n))).toEqual(new Set([1, 2, 3]));
    expect(new Set(effects.map(({ idempotencyKey }) => idempotencyKey)).size).toBe(3);
    expect(new Set(effects.map((effect) => effect.runId)).size).toBe(3);
  });
});
