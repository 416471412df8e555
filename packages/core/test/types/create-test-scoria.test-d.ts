import { z } from "zod";
import type { Identity } from "../../src/identity/identity.ts";
import type { OperatorScope } from "../../src/identity/operator-scope.ts";
import type { CompletedRun, RunDetail, RunSummary } from "../../src/runs/run.ts";
import type { Scoria } from "../../src/scoria.ts";
import {
  assertRun,
  createTestScoria,
  databaseContract,
  type RegisterTest,
  type TestScoria,
} from "../../src/testing/index.ts";
import { check, type Equal } from "./equal.ts";
import { handoffLane, llmLane, semanticLane, type HandoffApi, type LlmStep } from "./lanes.ts";

declare const ana: Identity;
declare const onCall: OperatorScope;

// Lanes and handlers are inferred together, as by `createScoria`.
const scoria = await createTestScoria({
  engine: "pglite",
  lanes: { handoff: handoffLane(), semantic: semanticLane(), llm: llmLane() },
  handlers: {
    note: (ctx) => {
      check<Equal<typeof ctx.llm, LlmStep>>();
      return ctx.runId;
    },
    refund: { input: z.object({ orderId: z.string() }), run: (ctx) => ctx.input.orderId.length },
  },
});
check<Equal<typeof scoria.handoff, HandoffApi>>();
const asFacade: Scoria = scoria;
void asFacade;

// A start takes the input of its kind and the options of the installed lanes.
const waiting = await scoria.startWaitingRun(ana, { initialStep: { kind: "refund" }, input: { orderId: "A-1" } });
check<Equal<typeof waiting.approvalId, string>>();
await scoria.startWaitingRun(ana, { initialStep: { kind: "note" }, semantic: { lane: "faq" }, idempotencyKey: "k" });
// @ts-expect-error -- missing input
await scoria.startWaitingRun(ana, { initialStep: { kind: "refund" } });
// @ts-expect-error -- wrong input
await scoria.startWaitingRun(ana, { initialStep: { kind: "refund" }, input: { orderId: 1 } });
// @ts-expect-error -- unknown kind
await scoria.startWaitingRun(ana, { initialStep: { kind: "refunds" } });
// @ts-expect-error -- a run without a step waits for nobody
await scoria.startWaitingRun(ana, {});
// @ts-expect-error -- the semantic lane takes a lane's name
await scoria.startWaitingRun(ana, { initialStep: { kind: "note" }, semantic: { lane: 1 } });
// @ts-expect-error -- an operator starts nothing
await scoria.startWaitingRun(onCall, { initialStep: { kind: "note" } });
await scoria.entryTypes(onCall, waiting.runId);

// The kit brings the database.
// @ts-expect-error -- it has its own
await createTestScoria({ database: "memory:" });
// @ts-expect-error -- unknown engine
await createTestScoria({ engine: "sqlite" });
// @ts-expect-error -- did you mean `handlers`?
await createTestScoria({ handler: { note: () => 1 } });
// @ts-expect-error -- its key must be its name
await createTestScoria({ lanes: { assistant: llmLane() } });

// Where the handlers are not known, any kind is looked up while the process runs.
declare const plain: TestScoria;
await plain.startWaitingRun(ana, { initialStep: { kind: "anything" }, input: 1 });

// After the assertion the compiler knows what the run has.
declare const run: RunSummary;
assertRun(run, { status: "completed", output: { refunded: true } });
check<Equal<typeof run, CompletedRun>>();
declare const detail: RunDetail;
assertRun(detail, { status: "waiting", waitingFor: { kind: "signal", name: "paid" } });
void detail.waitingFor;
void detail.entries;
declare const other: RunSummary;
// @ts-expect-error -- a waiting run has no output
assertRun(other, { status: "waiting", output: 1 });
// @ts-expect-error -- unknown status
assertRun(other, { status: "done" });
// @ts-expect-error -- a timer has no name
assertRun(other, { status: "waiting", waitingFor: { kind: "timer", name: "paid" } });

// The registering functions of the runners fit.
declare const create: Parameters<typeof databaseContract>[0]["create"];
databaseContract({ test: (await import("vitest")).test, create, isServer: false });
databaseContract({ test: (await import("node:test")).test, create, isServer: true });
check<Equal<Parameters<RegisterTest>, [name: string, run: () => Promise<void>]>>();
