import { createScoria, type Identity, type RunSummary, type Scoria } from "@scoria/core";
import { handoffLane, type HandoffLane } from "@scoria/handoff";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { toNodeHandler } from "../../src/adapters/node.ts";
import { createDashboardHandler, type Authorized } from "../../src/index.ts";

/** A name and a result that look like something else than they are. */
export const hostileName = "quo\u202Ete\u200B";
export const hostileText = '<img src=x onerror="document.title=1"> pay \u202E001';

/** The runs of the desk, by what they show. */
export interface ShownRuns {
  readonly asks: string;
  readonly leftDecided: string;
  readonly failed: string;
  readonly tried: string;
  readonly delegates: string;
  readonly delegatesLater: string;
  readonly order: string;
  readonly diverged: string;
  readonly signal: string;
  readonly removed: string;
  readonly long: string;
  readonly queued: string;
}

export interface RunDesk extends AsyncDisposable {
  readonly url: string;
  readonly scoria: Scoria<{ handoff: HandoffLane }>;
  readonly ana: Identity;
  readonly runs: ShownRuns;
  /** Who looks; for a test to set before it opens a page. */
  can: Authorized["can"];
  /** Whether the bank answers. */
  bankIsOpen: boolean;
}

export const everything: Authorized["can"] = [
  "read",
  "start",
  "decide",
  "cancel",
  "retry",
  "queues",
  "nodes",
  "schedules",
];

/** A dashboard on loopback over runs that stand in every way in which the page of a run must tell how. */
export async function serveRunDesk({
  longSteps = 2_000,
  port = 0,
}: { readonly longSteps?: number; readonly port?: number } = {}): Promise<RunDesk> {
  let isNew = false;
  const world = { can: everything, bankIsOpen: false };
  const opened = await createScoria({
    database: "memory:",
    lanes: { handoff: handoffLane() },
    worker: { concurrency: 10 },
    retention: { tenant: (tenantId) => (tenantId === "archive" ? { payloadsAfterMs: 1_000 } : {}) },
    handlers: {
      refund: async (ctx) => {
        const quote = await ctx.step(hostileName, () => ({ cents: 12_900, note: hostileText }));
        const decision = await ctx.requestApproval({ tool: "refund", arguments: quote, reason: "over 100 EUR" });
        return { refunded: decision.status === "approved" };
      },
      charge: async (ctx) => {
        await ctx.step("quote", () => ({ cents: 500 }));
        return ctx.step(
          "call the bank",
          () => {
            if (!world.bankIsOpen) throw Object.assign(new Error("The bank answered 503."), { code: "BANK_CLOSED" });
            return { charged: true };
          },
          { retry: { maxAttempts: 3, initialDelayMs: 5 } },
        );
      },
      "try hard": (ctx) =>
        ctx.step(
          "reach the carrier",
          ({ attempt }) => {
            if (attempt < 3) throw new Error(`The carrier was busy at attempt ${attempt}.`);
            return "reached";
          },
          { retry: { maxAttempts: 5, initialDelayMs: 20 } },
        ),
      plan: async (ctx) => {
        await ctx.step("draft", () => "We guarantee your money back.");
        return ctx.handoff.delegate("critic", {
          delegatedKind: "review",
          handoffInput: { brief: "Review the draft" },
          projectedContext: {
            task: "policy",
            draft: "We guarantee ".repeat(20),
            cents: 20_000,
            lines: [1, 2],
            tone: "firm",
          },
        });
      },
      review: async (ctx) => ({ faults: await ctx.step("judge", () => ["we guarantee nothing"]) }),
      order: async (ctx) => {
        const child = await ctx.startChild("parcel", {});
        const [outcome] = await ctx.waitForRuns([child]);
        return { parcel: outcome.status };
      },
      parcel: (ctx) => ctx.step("wrap", () => "wrapped"),
      moving: async (ctx) => {
        await ctx.step("before", () => 1);
        await ctx.waitForSignal("moved");
        return isNew ? ctx.step("a new step", () => 2) : null;
      },
      changing: async (ctx) => {
        await ctx.step(isNew ? "another" : "one", () => 1);
        return ctx.waitForSignal("changed");
      },
      count: async (ctx) => {
        for (let at = 0; at < longSteps; at += 100) {
          await Promise.all(Array.from({ length: 100 }, (_, more) => ctx.step(`count ${at + more}`, () => at + more)));
        }
      },
    },
  });
  const scoria = opened as unknown as Scoria<{ handoff: HandoffLane }>;

  const ana = scoria.identity({ actorId: "ana@acme.example", tenantId: "acme", sessionId: "chat-7f21" });
  const rita = scoria.identity({ actorId: "rita@desk.example", tenantId: "acme" });
  const archived = scoria.identity({ actorId: "ana@acme.example", tenantId: "archive" });
  const ops = scoria.operator({ actorId: "ops", tenants: ["acme", "archive"] });
  const start = (who: Identity, kind: string, more: object = {}): Promise<RunSummary> =>
    scoria.startRun(who, { initialStep: { kind }, input: { orderId: "A-1001" }, ...more } as never);
  const settled = async (who: Identity, kind: string): Promise<string> => {
    const { runId } = await start(who, kind);
    await scoria.waitForRun(who, runId, { until: "settled", timeoutMs: 30_000 });
    return runId;
  };
  const waiting = async (kind: string): Promise<string> => {
    const { runId } = await start(ana, kind, { metadata: { channel: "web" } });
    await scoria.waitForRun(ana, runId, { until: "waiting" });
    return runId;
  };

  const removed = await settled(archived, "parcel");
  const leftDecided = await waiting("refund");
  const [approval] = (await scoria.listApprovals(rita, { runId: leftDecided })).approvals;
  const decision = { decision: "approved", resume: false, reason: "as the policy says" } as const;
  await scoria.decideApproval(rita, approval?.approvalId ?? "", decision);
  const diverged = await waiting("changing");
  isNew = true;
  await scoria.signalRun(ana, diverged, "changed");
  await scoria.waitForRun(ana, diverged, { until: "waiting" });
  await scoria.queues.pause(ops, "nightly", { reason: "migration" });
  const later = await scoria.handoff.startRun(ana, "critic", {
    rootRole: "planner",
    delegatedKind: "review",
    handoffInput: { brief: "Review it tonight" },
    projectedContext: { task: "policy" },
    queue: "nightly",
  } as never);
  const runs: ShownRuns = {
    asks: await waiting("refund"),
    leftDecided,
    failed: await settled(ana, "charge"),
    tried: await settled(ana, "try hard"),
    delegates: await settled(ana, "plan"),
    delegatesLater: later.runId,
    order: await settled(ana, "order"),
    diverged,
    signal: await waiting("moving"),
    removed,
    long: longSteps === 0 ? "" : await settled(ana, "count"),
    queued: (await start(ana, "parcel", { queue: "nightly" })).runId,
  };

  // A second after its end what it left may go.
  while ((await scoria.retention.apply(ops)).tenants.length === 0);

  const dashboard = createDashboardHandler(scoria, {
    authorize: () => ({ actorId: "rita@desk.example", tenants: ["acme", "archive"], can: world.can }),
  });
  const serve = toNodeHandler(dashboard);
  const server = createServer((request, response) => void serve(request, response));
  await new Promise<void>((resolve) => server.listen(port, "127.0.0.1", resolve));
  return Object.assign(world, {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/scoria`,
    scoria,
    ana,
    runs,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      await scoria.close();
    },
  });
}
