import { createScoria, type Identity, type Scoria } from "@scoria/core";
import { handoffLane, type HandoffLane } from "@scoria/handoff";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { toNodeHandler } from "../../../src/adapters/node.ts";
import { createDashboardHandler } from "../../../src/index.ts";
import { payloads } from "./payloads.ts";

/** A run all of whose texts are one payload. */
export interface HostileRun {
  readonly payload: string;
  readonly runId: string;
  /** Decided: for this reason, by a person of this name. */
  readonly decided: string;
  /** Not decided yet, of those that ask twice. */
  readonly pending: string | undefined;
}

export interface HostileDesk extends AsyncDisposable {
  readonly url: string;
  readonly runs: readonly HostileRun[];
  /** Runs that hand all payloads over, some at a time. */
  readonly delegated: readonly string[];
}

/** What may stand in an id: the engine refuses the others there. */
function asId(payload: string): string {
  return payload
    .replaceAll(/[\p{Cc}\u200b\u200e\u200f\u2028\u2029\u202a-\u202e\u2060\u2066-\u2069\ufeff]/gu, "")
    .trim();
}

/** What may be a key: the engine refuses those that can change a prototype. */
function asKey(payload: string): string {
  return /^(?:__proto__|constructor|prototype)$/.test(payload) ? `not ${payload}` : payload;
}

/** Everything that a run can do with a text, with this text: step, fail, ask, and then end, fail or ask again. */
function handlerOf(payload: string, at: number) {
  return async (ctx: HostileContext): Promise<unknown> => {
    await ctx.step(payload, () => ({ [asKey(payload)]: payload, text: payload, list: [payload, [payload]] }));
    await ctx
      .step(`not ${payload}`.slice(0, 200), () => {
        throw Object.assign(new Error(payload), { code: payload, details: { [asKey(payload)]: payload } });
      })
      .catch(() => undefined);
    const request = {
      tool: payload,
      arguments: { [asKey(payload)]: payload, markdown: payload },
      reason: payload,
      consequence: payload,
    };
    const decision = await ctx.requestApproval(request);
    if (at % 3 === 0) throw new Error(payload);
    if (at % 3 === 1) await ctx.requestApproval({ ...request, toolVersion: payload });
    return { [asKey(payload)]: decision.reason, text: payload };
  };
}

interface HostileContext {
  step(name: string, run: () => unknown): Promise<unknown>;
  requestApproval(request: object): Promise<{ readonly reason?: string }>;
}

/** The real dashboard on loopback, over a desk whose tenant wrote nothing but payloads. */
export async function serveHostileDesk(): Promise<HostileDesk> {
  const scoria = (await createScoria({
    database: "memory:",
    lanes: { handoff: handoffLane() },
    worker: { concurrency: 50 },
    handlers: Object.fromEntries([
      ...payloads.map((payload, at) => [payload.trim(), handlerOf(payload, at)] as const),
      ["hand over", handOver] as const,
      ["review", () => ({ payloads })] as const,
    ]),
  } as never)) as unknown as Scoria<{ handoff: HandoffLane }>;

  const runs = await Promise.all(payloads.map((payload) => openRun(scoria, payload)));
  const delegated = await delegate(scoria);
  const ops = scoria.operator({ actorId: "ops", tenants: ["acme"] });
  for (const payload of payloads) await scoria.queues.pause(ops, payload.trim(), { reason: payload });

  const dashboard = createDashboardHandler(scoria, {
    authorize: () => ({
      actorId: "rita@desk.example",
      tenants: ["acme"],
      can: ["read", "start", "decide", "cancel", "retry", "queues", "nodes", "schedules"],
    }),
  });
  const serve = toNodeHandler(dashboard);
  const server = createServer((request, response) => void serve(request, response));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/scoria`,
    runs,
    delegated,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      await scoria.close();
    },
  };
}

async function openRun(scoria: Scoria<{ handoff: HandoffLane }>, payload: string): Promise<HostileRun> {
  const who = scoria.identity({
    actorId: asId(payload),
    tenantId: "acme",
    sessionId: asId(payload),
    metadata: { [asKey(payload)]: payload },
  });
  const reviewer = scoria.identity({ actorId: `not ${asId(payload)}`, tenantId: "acme" });
  const { runId } = await scoria.startRun(who, {
    initialStep: { kind: payload.trim() },
    input: { [asKey(payload)]: payload, list: [payload] },
    metadata: { [asKey(payload)]: payload, text: payload },
    queue: payload.trim(),
  } as never);
  await scoria.schedules.set(who, payload, {
    kind: payload.trim(),
    cron: "30 2 * * *",
    input: { [asKey(payload)]: payload },
    sessionId: asId(payload),
  });
  await scoria.waitForRun(who, runId, { until: "waiting", timeoutMs: 60_000 });
  const [first] = (await scoria.listApprovals(reviewer, { runId })).approvals;
  if (first === undefined) throw new Error(`No approval: ${JSON.stringify(await scoria.getRun(who, runId))}`);
  const decided = first.approvalId;
  await scoria.decideApproval(reviewer, decided, { decision: "rejected", reason: payload });
  await scoria.waitForRun(who, runId, { until: "waiting", timeoutMs: 60_000 });
  const [pending] = (await scoria.listApprovals(reviewer, { runId, status: "pending" })).approvals;
  return { payload, runId, decided, pending: pending?.approvalId };
}

async function delegate(scoria: Scoria<{ handoff: HandoffLane }>): Promise<readonly string[]> {
  const who: Identity = scoria.identity({ actorId: "ana", tenantId: "acme" });
  const runIds: string[] = [];
  for (let at = 0; at < payloads.length; at += 40) {
    const some = payloads.slice(at, at + 40);
    const { runId } = await scoria.startRun(who, { initialStep: { kind: "hand over" }, input: { some } } as never);
    await scoria.waitForRun(who, runId, { until: "settled", timeoutMs: 60_000 });
    runIds.push(runId);
  }
  return runIds;
}

async function handOver(ctx: {
  readonly input: { readonly some: readonly string[] };
  readonly handoff: { delegate(role: string, options: object): Promise<unknown> };
}): Promise<unknown> {
  const { some } = ctx.input;
  return ctx.handoff.delegate("critic", {
    delegatedKind: "review",
    handoffInput: { brief: some.join("\n"), some },
    projectedContext: { task: some[0], some },
  });
}
