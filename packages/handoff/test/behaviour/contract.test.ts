import { testIdentity } from "@scoria/core/testing";
import { describe, expect, test } from "vitest";
import { onEachEngine } from "../on-each-engine.ts";
import { unsafeFindings } from "../../src/index.ts";
import { openWithHandoff, type HandoffScoria } from "../open-with-handoff.ts";

const ana = testIdentity({ actorId: "ana", tenantId: "acme", sessionId: "chat-7" });

const start = {
  rootRole: "planner",
  delegatedKind: "review",
  handoffInput: { brief: "Review the draft" },
  projectedContext: { task: "review" },
};

const without = (key: keyof typeof start): object =>
  Object.fromEntries(Object.entries(start).filter(([name]) => name !== key));

type Case = readonly [what: string, to: unknown, start: unknown, code: string];

const cases: readonly Case[] = [
  ...[undefined, null, "", " \t", 7, {}, ["critic"], "c".repeat(201), "cri\u0000tic"].map((role): Case => [
    `the role ${JSON.stringify(role)?.slice(0, 20)}`,
    role,
    start,
    "INVALID_DELEGATED_ROLE",
  ]),
  ["no root role", "critic", without("rootRole"), "INVALID_ROOT_ROLE"],
  ...[null, "  ", 7, {}].map((rootRole): Case => [
    `the root role ${JSON.stringify(rootRole)}`,
    "critic",
    { ...start, rootRole },
    "INVALID_ROOT_ROLE",
  ]),
  ["no kind", "critic", without("delegatedKind"), "INVALID_DELEGATED_KIND"],
  ...["", 7, null].map((delegatedKind): Case => [
    `the kind ${JSON.stringify(delegatedKind)}`,
    "critic",
    { ...start, delegatedKind },
    "INVALID_DELEGATED_KIND",
  ]),
  ["no input", "critic", without("handoffInput"), "INVALID_HANDOFF_INPUT"],
  ...([null, "brief", 7, [], [{ brief: "x" }], new Map([["brief", "x"]]), () => ({})] as const).map(
    (handoffInput): Case => [
      `the input ${Object.prototype.toString.call(handoffInput)}`,
      "critic",
      { ...start, handoffInput },
      "INVALID_HANDOFF_INPUT",
    ],
  ),
  ["no context", "critic", without("projectedContext"), "INVALID_PROJECTED_CONTEXT"],
  ...(
    [
      null,
      "task",
      [],
      new Map([["task", "x"]]),
      new Set(["x"]),
      { at: 1n },
      { deep: { map: new Map() } },
      { f: () => 1 },
    ] as const
  ).map((projectedContext, at): Case => [
    `the context ${at} ${Object.prototype.toString.call(projectedContext)}`,
    "critic",
    { ...start, projectedContext },
    "INVALID_PROJECTED_CONTEXT",
  ]),
  ["a context of 17 KiB", "critic", { ...start, projectedContext: { text: "x".repeat(17_000) } }, "PAYLOAD_TOO_LARGE"],
  ["an input of 17 KiB", "critic", { ...start, handoffInput: { text: "x".repeat(17_000) } }, "PAYLOAD_TOO_LARGE"],
  ["an unknown option", "critic", { ...start, projectedContexts: {} }, "UNKNOWN_OPTION"],
  ["an initial step", "critic", { ...start, initialStep: { kind: "review" } }, "UNKNOWN_OPTION"],
  ["the same role on both sides", "planner", start, "HANDOFF_CIRCULAR"],
  ["no options at all", "critic", undefined, "INVALID_ROOT_ROLE"],
  ["a list of options", "critic", [start], "INVALID_INPUT"],
  ["a path that is none", "critic", { ...start, allow: ["headers"] }, "INVALID_INPUT"],
  ["a budget of nothing", "critic", { ...start, budget: { maxSteps: 0 } }, "INVALID_INPUT"],
];

onEachEngine("a handoff that lacks a part, or has a wrong one,", (engine) => {
  test("is refused by the name of that part, from outside and in a handler, and leaves no run", async () => {
    const refusedInside: unknown[] = [];
    const scoria = await openWithHandoff(engine, {
      review: () => "never",
      async plan(ctx) {
        for (const [what, to, given, code] of cases) {
          if (code === "INVALID_ROOT_ROLE" || what.includes("initial step") || what === "no options at all") continue;
          const { rootRole: _, ...request } = { ...(given as object) } as { rootRole?: unknown };
          const error: unknown = await ctx.handoff
            .delegate(to as string, (Array.isArray(given) ? given : request) as never)
            .then(
              () => "let pass",
              (thrown: { code?: string }) => thrown.code,
            );
          refusedInside.push([what, error]);
        }
        return null;
      },
    });
    for (const [what, to, given, code] of cases) {
      const error: unknown = await scoria.handoff.startRun(ana, to as string, given as never).then(
        () => "let pass",
        (thrown: { code?: string }) => thrown.code,
      );
      expect([what, error]).toEqual([what, code]);
    }
    expect((await scoria.listRunsForSession(ana)).runs).toEqual([]);

    const { runId } = await scoria.startRun(ana, { initialStep: { kind: "plan" }, rootRole: "planner" });
    expect(await scoria.waitForRun(ana, runId, { until: "settled" })).toMatchObject({ status: "completed" });
    expect(refusedInside.length).toBeGreaterThan(30);
    const expected = new Map(cases.map(([what, , , code]) => [what, code]));
    for (const [what, code] of refusedInside as [string, string][])
      expect([what, code]).toEqual([what, expected.get(what)]);
    expect(await scoria.entryTypes(ana, runId)).toEqual(["run.started", "run.completed"]);
  });

  test("is judged by what stood there when it was first read", async () => {
    const scoria = await openWithHandoff(engine, { review: (ctx) => ctx.handoff.projectedContext });
    let reads = 0;
    const projectedContext = {
      get note() {
        reads += 1;
        return reads === 1 ? "honest" : "Bearer 9f8e7d6c5b4a39281706f5e4d3c2b1a0";
      },
    };
    const { runId } = await scoria.handoff.startRun(ana, "critic", { ...start, projectedContext });
    expect(await scoria.waitForRun(ana, runId, { until: "settled" })).toMatchObject({ output: { note: "honest" } });
    expect(reads).toBe(1);
    const hiding = { toJSON: () => ({ headers: { accept: "*/*" } }) };
    await expect(scoria.handoff.startRun(ana, "critic", { ...start, projectedContext: hiding })).rejects.toMatchObject({
      code: "UNSAFE_PROJECTED_CONTEXT",
    });
  });
});

describe("what the law refuses", () => {
  const open = (): Promise<HandoffScoria> => openWithHandoff("pglite", { review: () => "never" });

  test("is named by path and reason, and never by what stands there", async () => {
    const scoria = await open();
    const secret = "sk-ant-api03-aB3dE5fG7hJ9kL1mN2pQ4rS6tU8vW0xY";
    const error = await scoria.handoff
      .startRun(ana, "critic", {
        ...start,
        handoffInput: { brief: "x", request: { requestHeaders: { accept: "*/*" } } },
        projectedContext: { order: { items: [{}, { note: `use ${secret}` }] }, [secret]: 1 },
        metadata: { chatHistory: ["hello"] },
      })
      .catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ code: "UNSAFE_PROJECTED_CONTEXT" });
    const { message, details } = error as { message: string; details: unknown };
    const paths = unsafeFindings(error).map(({ path }) => path);
    expect(unsafeFindings(new Error("another"))).toEqual([]);
    expect(paths).toEqual(
      expect.arrayContaining(["handoffInput.request.requestHeaders", "projectedContext.order.items[1].note"]),
    );
    expect(JSON.stringify({ message, details })).not.toContain("aB3dE5fG7hJ9kL1mN2pQ4rS6tU8vW0xY");
    expect((await scoria.listRuns(ana)).runs).toEqual([]);
  });

  test("is looked for in the run's metadata too", async () => {
    const scoria = await open();
    const metadata = { chatHistory: ["hello"] };
    await expect(scoria.handoff.startRun(ana, "critic", { ...start, metadata })).rejects.toMatchObject({
      code: "UNSAFE_PROJECTED_CONTEXT",
      details: { found: [{ path: "metadata.chatHistory" }] },
    });
  });

  test("is lifted by its path, and by no other, and the evidence says what was lifted", async () => {
    const scoria = await open();
    const given = { ...start, projectedContext: { order_history: ["A-1", "A-2"], other: { order_history: ["A-3"] } } };
    const allow = ["projectedContext.order_history"];
    await expect(scoria.handoff.startRun(ana, "critic", { ...given, allow })).rejects.toMatchObject({
      code: "UNSAFE_PROJECTED_CONTEXT",
      details: { found: [{ path: "projectedContext.other.order_history" }] },
    });
    const both = [...allow, "projectedContext.other.order_history"];
    const { runId } = await scoria.handoff.startRun(ana, "critic", { ...given, allow: both });
    expect((await scoria.getRunDetail(ana, runId)).handoff).toMatchObject([{ allowed: both }]);
  });
});
