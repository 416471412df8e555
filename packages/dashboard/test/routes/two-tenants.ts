import { randomBytes } from "node:crypto";
import type { HandlerEntry, Identity } from "@scoria/core";
import { createTestDatabase, testIdentity, type TestEngine, type TestScoria } from "@scoria/core/testing";
import type { Authorized } from "../../src/index.ts";
import { notesLane, type NotesLane } from "../notes-lane.ts";
import { everything, openDashboard, operatorOf, type OpenDashboard } from "../open-dashboard.ts";
import type { Names } from "./calls.ts";

/** Stands in all that the other tenant has written down. */
export const canary = "canary-7f3a";

/** One tenant, and what there is of it. */
export interface TenantStory {
  readonly who: Identity;
  readonly operator: Authorized;
  /** A run that waits for an approval, and all else that has a name. */
  readonly names: Names;
  readonly runIds: readonly string[];
  readonly endedRunId: string;
  /** Every record of it, to be compared with what it is later. */
  record(): Promise<unknown>;
}

export interface TwoTenants extends AsyncDisposable {
  readonly desk: OpenDashboard;
  readonly ours: TenantStory;
  readonly theirs: TenantStory;
}

/** How many runs the node executes at once. */
const places = 4;

const noted: HandlerEntry<{ notes: NotesLane }, unknown> = async (ctx) => {
  await ctx.notes.write(String(ctx.input));
  return ctx.notes.read({ text: ctx.input as string }, { text: ctx.input as string });
};

/** A dashboard over two tenants that have the same things in them, one of them with the canary in all of it. */
export async function openTwoTenants(
  engine: TestEngine,
  options: { readonly rls?: boolean } = {},
): Promise<TwoTenants> {
  const lanes = { notes: notesLane() };
  const database = await createTestDatabase(engine);
  const desk = await openDashboard(engine, {
    scoria: { on: database, worker: { concurrency: places, pollMs: 50 }, ...options },
    lanes,
    handlers: { noted },
  });
  const us = testIdentity({ actorId: "ana", tenantId: "acme", sessionId: "chat-1" });
  const they = { actorId: "eve-of-globex", tenantId: "globex", sessionId: "chat-of-globex", metadata: { canary } };
  const ours = await story(desk, us, "ours");
  const theirs = await story(desk, testIdentity(they), canary);
  await desk.scoria.queues.configure(desk.scoria.operator({ actorId: "host", tenants: ["acme"] }), "default", {
    tenantWeights: { acme: 2, globex: 3 },
  });
  await queueOne(desk.scoria, ours, theirs);
  return {
    desk,
    ours,
    theirs,
    [Symbol.asyncDispose]: async () => {
      await desk[Symbol.asyncDispose]();
      await database.drop();
    },
  };
}

type Growing = TenantStory & { readonly runIds: string[] };

/** Takes every place of the node with runs that ours may not end; so what is started from then on stays queued. */
async function queueOne(scoria: TestScoria, ours: Growing, theirs: Growing): Promise<void> {
  theirs.runIds.push(await startAudit(scoria, theirs.who));
  const filler = testIdentity({ tenantId: "filler" });
  for (let place = 1; place < places; place += 1) await startAudit(scoria, filler);
  for (const { who, names, runIds } of [ours, theirs]) {
    const { runId } = await scoria.startRun(who, { initialStep: { kind: "report" }, queue: names.queue });
    runIds.push(runId);
  }
}

/** It goes on until the test is over. */
async function startAudit(scoria: TestScoria, who: Identity): Promise<string> {
  const { runId } = await scoria.startRun(who, { initialStep: { kind: "audit" }, metadata: { canary } });
  for await (const { type } of scoria.watchRun(who, runId)) if (type === "step.started") break;
  return runId;
}

async function story(desk: OpenDashboard, who: Identity, word: string): Promise<Growing> {
  const { scoria } = desk;
  const { tenantId, actorId, sessionId } = who;
  const input = { orderId: word };
  const metadata = { word };
  const runIds: string[] = [];
  const start = async (kind: string, until: "waiting" | "settled", more: object = {}): Promise<string> => {
    const { runId } = await scoria.startRun(who, { initialStep: { kind }, input, metadata, ...more });
    await scoria.waitForRun(who, runId, { until });
    runIds.push(runId);
    return runId;
  };
  const operator = operatorOf({
    actorId: `op-of-${tenantId}`,
    tenants: [tenantId],
    can: [...everything, "notes.read", "notes.erase"],
  });
  const endedRunId = await start("refund", "waiting", { idempotencyKey: "order-A-1" });
  const decided = (await scoria.listApprovals(who, { runId: endedRunId })).approvals[0]?.approvalId ?? "";
  const scope = scoria.operator({ actorId: operator.actorId, tenants: [tenantId] });
  await scoria.decideApproval(scope, decided, { decision: "approved", reason: word });
  await scoria.waitForRun(who, endedRunId, { until: "settled" });
  await start("charge", "settled");
  await start("order", "settled");
  await start("noted", "settled", { input: word });
  await start("nap", "waiting");
  await scoria.cancelRun(scope, await start("payment", "waiting"), { reason: word });
  for (const name of ["nightly", "weekly"]) {
    await scoria.schedules.set(who, `${name}-of-${tenantId}`, { kind: "report", cron: "0 4 * * *", input, metadata });
  }
  const runId = await start("refund", "waiting");
  const elsewhen = scoria.identity({ actorId, tenantId, sessionId: `second-${sessionId}` });
  runIds.push((await scoria.startRun(elsewhen, { initialStep: { kind: "parcel" }, input })).runId);
  const [approval] = (await scoria.listApprovals(who, { runId })).approvals;
  const notes = async (): Promise<unknown> =>
    desk.client(operator).call("readLane", { params: { lane: "notes", name: "written" } });
  while (!JSON.stringify(await notes()).includes(word.toUpperCase())) await scoria.getRun(who, runId);
  const limited = { limit: 1 };
  const { hash } = (await scoria.exportEvidence(who, runId)).head;
  const names: Names = {
    tenantId,
    runId,
    approvalId: approval?.approvalId ?? "",
    argumentsHash: approval?.argumentsHash ?? "",
    sessionId: sessionId ?? "",
    actorId,
    queue: `queue-of-${tenantId}`,
    schedule: `nightly-of-${tenantId}`,
    headHash: hash,
    runsCursor: (await scoria.listRuns(who, limited)).nextCursor ?? "",
    approvalsCursor: (await scoria.listApprovals(who, limited)).nextCursor ?? "",
    sessionsCursor: (await scoria.listSessions(who, limited)).nextCursor ?? "",
    schedulesCursor: (await scoria.schedules.list(who, limited)).nextCursor ?? "",
  };
  const record = async (): Promise<unknown> => {
    const details = await Promise.all(runIds.map(async (each) => scoria.getRunDetail(who, each)));
    return {
      details,
      runs: (await scoria.listRuns(who, { limit: 200 })).runs.length,
      schedules: (await scoria.schedules.list(who)).schedules,
      notes: await notes(),
    };
  };
  return { who, operator, names, runIds, endedRunId, record };
}

/** Names of the same form as these, of things that never were. */
export function namesOfNothing(names: Names): Names {
  return {
    ...names,
    tenantId: "nobody",
    runId: uuidLike(names.runId),
    approvalId: uuidLike(names.approvalId),
    argumentsHash: randomBytes(32).toString("hex"),
    sessionId: "chat-of-nobody",
    actorId: "eve-of-nobody",
    queue: "queue-of-nobody",
    schedule: "nightly-of-nobody",
    headHash: randomBytes(32).toString("hex"),
    runsCursor: randomBytes(52).toString("base64url"),
    approvalsCursor: randomBytes(52).toString("base64url"),
    sessionsCursor: randomBytes(52).toString("base64url"),
    schedulesCursor: randomBytes(52).toString("base64url"),
  };
}

/** Another one of the same moment. */
function uuidLike(uuid: string): string {
  return `${uuid.slice(0, 24)}${randomBytes(6).toString("hex")}`;
}

/** The text with each of these names replaced by what it is the name of. */
export function withoutNames(text: string, names: Names): string {
  return Object.entries(names).reduce(
    (left, [what, name]: readonly [string, string]) => (name === "" ? left : left.replaceAll(name, `<${what}>`)),
    text,
  );
}
