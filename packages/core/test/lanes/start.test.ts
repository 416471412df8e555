import { expect, test } from "vitest";
import { ana, bo } from "../../src/testing/create-test-scoria.ts";
import { onEachEngine } from "../on-each-engine.ts";
import { openWithReview } from "./open-with-lane.ts";

onEachEngine("a start that carries options of a lane", (engine) => {
  const open = async (seen: string[] = []) => {
    const scoria = await openWithReview(
      engine,
      { echo: (ctx) => ctx.step("echo", () => ({ text: String(ctx.input), seen: seen.push("handler") })) },
      { onSeen: (what) => seen.push(what) },
    );
    return { scoria, seen };
  };
  const start = { initialStep: { kind: "echo" }, input: "new", review: { level: "light" } } as const;

  test("records them, and what the lane says to it, in the start's own commit", async () => {
    const { scoria } = await open();
    const { runId } = await scoria.startRun(ana, start);
    await scoria.waitForRun(ana, runId, { until: "settled" });
    const { entries } = await scoria.getRunDetail(ana, runId);
    expect(entries.map(({ type }) => type)).toEqual(["run.started", "review.asked", "step.completed", "run.completed"]);
    expect(entries[0]?.payload).toMatchObject({ lanes: { review: { level: "light" } } });
    expect(entries[1]?.at).toEqual(entries[0]?.at);
    expect(await scoria.verifyEvidence(ana, runId)).toMatchObject({ ok: true });
  });

  test("may be answered by the lane: the run completes in the same commit and its handler is never called", async () => {
    const { scoria, seen } = await open();
    const run = await scoria.startRun(ana, { ...start, input: "known" });
    expect(run).toMatchObject({ status: "completed", output: { text: "answered before" } });
    const { entries } = await scoria.getRunDetail(ana, run.runId);
    expect(entries.map(({ type }) => type)).toEqual(["run.started", "review.reused", "run.completed"]);
    expect(await scoria.getRun(ana, run.runId)).toEqual(run);
    expect(await scoria.verifyEvidence(ana, run.runId)).toMatchObject({ ok: true });
    expect(seen.filter((what) => what === "handler")).toEqual([]);
  });

  test("is refused in the lane's own words, and nothing is written", async () => {
    const { scoria } = await open();
    const wrong = { ...start, review: { level: "deep" as "full" } };
    await expect(scoria.startRun(ana, wrong)).rejects.toMatchObject({ code: "REVIEW_LEVEL_UNKNOWN" });
    await expect(scoria.startRuns(ana, [start, wrong])).rejects.toMatchObject({ code: "REVIEW_LEVEL_UNKNOWN" });
    expect((await scoria.listRuns(bo)).runs).toEqual([]);
  });

  test("is another request than one with other options under the same key", async () => {
    const { scoria } = await open();
    const first = await scoria.startRun(ana, { ...start, idempotencyKey: "k" });
    expect((await scoria.startRun(ana, { ...start, idempotencyKey: "k" })).runId).toBe(first.runId);
    await expect(
      scoria.startRun(ana, { ...start, review: { level: "full" }, idempotencyKey: "k" }),
    ).rejects.toMatchObject({ code: "IDEMPOTENCY_MISMATCH" });
  });

  test("is answered alike among many starts; a start without them is not shown to the lane", async () => {
    const { scoria, seen } = await open();
    const [one, two] = await scoria.startRuns(ana, [{ ...start, input: "known" }, { initialStep: { kind: "echo" } }]);
    expect(one).toMatchObject({ status: "completed" });
    expect(two).toMatchObject({ status: "running" });
    expect(seen.filter((what) => what.startsWith("before"))).toEqual(['before {"level":"light"}']);
  });
});
