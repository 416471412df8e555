import { expect, test } from "vitest";
import type { ChildOutcome, RunSummary } from "../../src/index.ts";
import { ana, bo, createTestScoria } from "../../src/testing/create-test-scoria.ts";
import { onEachEngine } from "../on-each-engine.ts";

const settled = { until: "settled", timeoutMs: 60_000 } as const;

onEachEngine("a run that continues as new", (engine) => {
  test("ends with the start of the next of its chain, and fifty of them stay short", { timeout: 60_000 }, async () => {
    await using scoria = await createTestScoria({
      engine,
      handlers: {
        async loop(ctx) {
          const { n, sum } = ctx.input as { n: number; sum: number };
          const next = await ctx.step("add", () => sum + n);
          if (n === 50) return next;
          return ctx.continueAsNew({ n: n + 1, sum: next });
        },
      },
    });
    const who = scoria.identity({ actorId: "ana", tenantId: "acme", sessionId: "long", metadata: { channel: "web" } });
    const { runId } = await scoria.startRun(who, {
      initialStep: { kind: "loop" },
      input: { n: 1, sum: 0 },
      metadata: { of: "chain" },
      rootRole: "adder",
      rails: { maxEntries: 20 },
    });
    const chain: RunSummary[] = [];
    for (let next: string | undefined = runId; next !== undefined;) {
      const run: RunSummary = await scoria.waitForRun(who, next, settled);
      chain.push(run);
      next = run.status === "completed" ? run.continuedAs : undefined;
    }
    expect(chain).toHaveLength(50);
    expect(chain.at(-1)).toMatchObject({ status: "completed", output: 1275 });
    expect(chain[0]).toMatchObject({ status: "completed", output: null });
    expect(chain[0]).not.toHaveProperty("continuedFrom");
    expect(chain.at(-1)).not.toHaveProperty("continuedAs");
    for (const [at, run] of chain.entries()) {
      if (at > 0) expect(run.continuedFrom).toBe(chain[at - 1]?.runId);
      expect(run).toMatchObject({
        kind: "loop",
        rootRole: "adder",
        actorId: "ana",
        sessionId: "long",
        metadata: { of: "chain" },
      });
      const detail = await scoria.getRunDetail(who, run.runId);
      expect(detail.entries.length).toBeLessThanOrEqual(3);
      expect(detail).toMatchObject({ status: "completed", input: { n: at + 1 } });
      expect((await scoria.verifyEvidence(who, run.runId)).ok).toBe(true);
    }
    const last = await scoria.getRunDetail(who, chain[1]?.runId ?? "");
    expect(last.entries[0]?.payload).toMatchObject({
      continuedFrom: runId,
      identityMetadata: { channel: "web" },
      rails: { maxEntries: 20 },
    });
    expect(last.entries.at(-1)).toMatchObject({ type: "run.completed", payload: { continuedAs: chain[2]?.runId } });
    expect((await scoria.listRunsForSession(who, { limit: 200 })).runs).toHaveLength(50);
  });

  test("does so after it had waited, and never comes back into its handler", async () => {
    let after = 0;
    await using scoria = await createTestScoria({
      engine,
      handlers: {
        async loop(ctx) {
          const word = await ctx.waitForSignal("next");
          if (word === "end") return "over";
          await ctx.continueAsNew({ word });
          after += 1;
          return "came back";
        },
      },
    });
    const { runId } = await scoria.startRun(ana, { initialStep: { kind: "loop" }, input: {} });
    await scoria.waitForRun(ana, runId, { until: "waiting" });
    await scoria.signalRun(ana, runId, "next", "go");
    const first = await scoria.waitForRun(ana, runId, settled);
    const next = first.status === "completed" ? (first.continuedAs ?? "") : "";
    await scoria.waitForRun(ana, next, { until: "waiting" });
    expect((await scoria.getRunDetail(ana, next)).input).toEqual({ word: "go" });
    await scoria.signalRun(ana, next, "next", "end");
    expect(await scoria.waitForRun(ana, next, settled)).toMatchObject({ output: "over", continuedFrom: runId });
    expect(after).toBe(0);
  });

  test("is refused for an input that its handler does not take, and goes on", async () => {
    await using scoria = await createTestScoria({
      engine,
      handlers: {
        loop: {
          input: {
            "~standard": {
              version: 1 as const,
              vendor: "test",
              validate: (value: unknown) => (value === 1 ? { value } : { issues: [{ path: [] }] }),
              types: undefined as { input: number; output: number } | undefined,
            },
          },
          run: (ctx) => ctx.continueAsNew("two").catch((error: { code: string }) => error.code),
        },
      },
    });
    const { runId } = await scoria.startRun(ana, { initialStep: { kind: "loop" }, input: 1 });
    expect(await scoria.waitForRun(ana, runId, settled)).toMatchObject({ output: "INVALID_INPUT" });
  });

  test("as a child has the same parent, which may wait for the whole chain and is cancelled with it", async () => {
    await using scoria = await createTestScoria({
      engine,
      handlers: {
        async loop(ctx) {
          const { n, hold } = ctx.input as { n: number; hold?: boolean };
          if (n < 3) return ctx.continueAsNew({ n: n + 1, ...(hold === undefined ? {} : { hold }) });
          if (hold === true) await ctx.waitForSignal("end");
          return n;
        },
        async parent(ctx) {
          let next: string | undefined = (await ctx.startChild("loop", { n: 1, ...(ctx.input as object) })).runId;
          const seen: unknown[] = [];
          while (next !== undefined) {
            const [outcome]: readonly ChildOutcome[] = await ctx.waitForRuns([next]);
            if (outcome === undefined) break;
            seen.push(outcome.status === "completed" ? outcome.output : outcome.status);
            next = outcome.status === "completed" ? outcome.continuedAs : undefined;
          }
          return seen;
        },
      },
    });
    const { runId } = await scoria.startRun(ana, { initialStep: { kind: "parent" }, input: {} });
    expect(await scoria.waitForRun(ana, runId, settled)).toMatchObject({ output: [null, null, 3] });
    const { children } = await scoria.getRunDetail(ana, runId);
    expect(children).toHaveLength(3);
    expect(children[1]).toMatchObject({ continuedFrom: children[0]?.runId, stepKey: null });

    const held = await scoria.startRun(ana, { initialStep: { kind: "parent" }, input: { hold: true } });
    await expect
      .poll(async () => (await scoria.getRunDetail(ana, held.runId)).children.at(-1)?.status, { timeout: 10_000 })
      .toBe("waiting");
    const last = (await scoria.getRunDetail(ana, held.runId)).children.at(-1);
    await scoria.waitForRun(ana, held.runId, { until: "waiting" });
    await scoria.cancelRun(bo, held.runId);
    expect(await scoria.waitForRun(ana, last?.runId ?? "", settled)).toMatchObject({
      status: "cancelled",
      parentRunId: held.runId,
    });
  });
});
