import { z } from "zod";
import type { Identity } from "../../src/identity/identity.ts";
import type { OperatorScope } from "../../src/identity/operator-scope.ts";
import type { RunSummary } from "../../src/runs/run.ts";
import type { CreateScoria, Scoria } from "../../src/scoria.ts";
import { check, type Equal } from "./equal.ts";

declare const createScoria: CreateScoria;
declare const ana: Identity;
declare const onCall: OperatorScope;

const scoria = await createScoria({
  handlers: {
    note: (ctx) => ctx.runId,
    refund: { input: z.object({ orderId: z.string(), amount: z.number().default(1) }), run: (ctx) => ctx.input.amount },
    remind: { input: z.string().optional(), run: (ctx) => ctx.input ?? "" },
  },
});

// Each kind takes its own input.
const run = await scoria.startRun(ana, { initialStep: { kind: "refund" }, input: { orderId: "1" } });
check<Equal<typeof run, RunSummary>>();
const detail = await scoria.getRunDetail(ana, run.runId);
await scoria.startRun(ana, { initialStep: { kind: "refund" }, input: { orderId: "1", amount: 2 } });
await scoria.startRun(ana, { initialStep: { kind: "remind" }, input: "tomorrow" });
await scoria.startRun(ana, { initialStep: { kind: "remind" } });
await scoria.startRun(ana, { initialStep: { kind: "note" } });
await scoria.startRun(ana, { initialStep: { kind: "note" }, input: { anything: true } });
// @ts-expect-error -- wrong input
await scoria.startRun(ana, { initialStep: { kind: "refund" }, input: { orderId: 1 } });
// @ts-expect-error -- missing property
await scoria.startRun(ana, { initialStep: { kind: "refund" }, input: {} });
// @ts-expect-error -- missing input
await scoria.startRun(ana, { initialStep: { kind: "refund" } });
// @ts-expect-error -- a property that the schema does not have
await scoria.startRun(ana, { initialStep: { kind: "refund" }, input: { orderId: "1", iban: "DE" } });
// @ts-expect-error -- wrong input
await scoria.startRun(ana, { initialStep: { kind: "remind" }, input: 1 });

// A kind is one that has a handler.
// @ts-expect-error -- unknown kind
await scoria.startRun(ana, { initialStep: { kind: "refunds" }, input: { orderId: "1" } });
declare const anyKind: string;
// @ts-expect-error -- any text
await scoria.startRun(ana, { initialStep: { kind: anyKind } });

// A start without a first step takes no input.
await scoria.startRun(ana, {});
await scoria.startRun(ana, { rootRole: "planner", metadata: { channel: "web" }, idempotencyKey: "k" });
// @ts-expect-error -- nobody would read it
await scoria.startRun(ana, { input: { orderId: "1" } });

// All kinds with a schema: still no input without a first step.
const strict = await createScoria({ handlers: { echo: { input: z.string(), run: (ctx) => ctx.input } } });
await strict.startRun(ana, { rails: { maxEntries: 100, maxSteps: 10, maxToolCalls: 5, maxActiveMs: 60_000 } });
// @ts-expect-error -- missing input
await strict.startRun(ana, { initialStep: { kind: "echo" } });

// A start takes what it knows.
// @ts-expect-error -- unknown key
await scoria.startRun(ana, { initialStep: { kind: "note" }, idempotency: "k" });
// @ts-expect-error -- unknown key
await scoria.startRun(ana, { initialStep: { kind: "note", role: "planner" } });
// @ts-expect-error -- unknown rail
await scoria.startRun(ana, { initialStep: { kind: "note" }, rails: { maxEntry: 1 } });
// @ts-expect-error -- metadata is JSON
await scoria.startRun(ana, { initialStep: { kind: "note" }, metadata: { at: new Date() } });
// @ts-expect-error -- present but undefined
await scoria.startRun(ana, { initialStep: { kind: "note" }, idempotencyKey: undefined });

// A start sets what its own run uses.
await scoria.startRun(ana, { runtime: { provider: "anthropic", model: "m", promptPolicy: { toolsAllowed: false } } });
// @ts-expect-error -- unknown field
await scoria.startRun(ana, { runtime: { modle: "m" } });
// @ts-expect-error -- a switch is a boolean
await scoria.startRun(ana, { runtime: { promptPolicy: { toolsAllowed: "no" } } });
check<Equal<NonNullable<(typeof detail)["runtime"]>["promptPolicy"]["promptRef"], string | null>>();
// @ts-expect-error -- what a run started with is read, never set
detail.runtime.model = "other";

// A run is started by somebody.
// @ts-expect-error -- no identity
await scoria.startRun({ initialStep: { kind: "note" } });
// @ts-expect-error -- an operator starts nothing
await scoria.startRun(onCall, { initialStep: { kind: "note" } });
await scoria.getRun(onCall, run.runId);
// @ts-expect-error -- an operator has no session
await scoria.listRunsForSession(onCall);

// Where the handlers are not known, any kind is looked up while the process runs.
const open = await createScoria();
await open.startRun(ana, { initialStep: { kind: anyKind }, input: { anything: true } });
await open.startRun(ana, { initialStep: { kind: "refund" } });
declare const plain: Scoria;
await plain.startRun(ana, { initialStep: { kind: "refund" }, input: 1 });

// Options are known by name.
// @ts-expect-error -- did you mean `handlers`?
await createScoria({ handler: { note: () => 1 } });
// @ts-expect-error -- present but undefined
await createScoria({ database: undefined });
// @ts-expect-error -- `auto` or `check`
await createScoria({ migrate: "always" });
// @ts-expect-error -- workers are set by options or switched off
await createScoria({ worker: true });
await createScoria({
  database: "memory:",
  migrate: "check",
  worker: { concurrency: 8, leaseMs: 9_000, heartbeatMs: 3_000, pollMs: 500 },
  rails: { maxEntries: 500, maxBytes: 1_000_000, maxSteps: 100, maxToolCalls: 20, maxActiveMs: 600_000 },
  approvals: { allowOwnRequests: true },
  defaults: {
    provider: "anthropic",
    promptPolicy: { policyKey: "support", promptRef: null, metadata: { owner: "support" } },
    tenant: async (tenantId) => (tenantId === "acme" ? { model: "large" } : null),
    actor: ({ actorId }) => (actorId === "ana" ? { promptPolicy: { approvalRequired: true } } : undefined),
  },
  nodeName: "web-1",
});
// @ts-expect-error -- an overlay, not text
await createScoria({ defaults: { tenant: () => "large" } });
// @ts-expect-error -- unknown field
await createScoria({ defaults: { modle: "large" } });
