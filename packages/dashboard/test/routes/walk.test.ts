import { verifyExport } from "@scoria/core";
import { testIdentity, type TestEngine } from "@scoria/core/testing";
import { afterAll, beforeAll, expect, test } from "vitest";
import { apiVersion, paths, type RouteName, type WireClient } from "../../src/wire/index.ts";
import { routes } from "../../src/wire/routes.ts";
import { onEachEngine } from "../on-each-engine.ts";
import { notesLane } from "../notes-lane.ts";
import { everything, openDashboard, operatorOf, type OpenDashboard } from "../open-dashboard.ts";
import { callsNaming } from "./calls.ts";
import { send } from "./send.ts";

const ana = testIdentity();
const names = Object.keys(paths) as RouteName[];
const nobody = "0199c0de-0000-7000-8000-000000000000";
const noHash = "0".repeat(64);
const may = operatorOf({ can: [...everything, "notes.read", "notes.erase"] });

onEachEngine("the routes of the API", (engine) => {
  let desk: OpenDashboard;
  let op: WireClient;
  /** Which routes were called, and what they answered. */
  const reached = new Map<RouteName, Set<number>>();

  beforeAll(async () => {
    desk = await openWithNotes(engine);
    op = desk.client(may);
  });
  afterAll(() => desk[Symbol.asyncDispose]());

  const start = async (kind: string, more: object = {}): Promise<string> =>
    (await desk.scoria.startRun(ana, { initialStep: { kind }, ...more })).runId;
  const settled = async (runId: string): Promise<string> => {
    await desk.scoria.waitForRun(ana, runId, { until: "settled" });
    return runId;
  };
  const waiting = async (runId: string): Promise<string> => {
    await desk.scoria.waitForRun(ana, runId, { until: "waiting" });
    return runId;
  };
  const payloadOf = async (runId: string, type: string): Promise<unknown> => {
    const { entries } = await op.call("listEntries", { params: { runId }, query: { limit: 500 } });
    return entries.findLast((entry) => entry.type === type)?.payload;
  };

  test("tell who is asking and what there is", async () => {
    const { can } = may;
    const operator = { actorId: "op", tenants: ["acme"], can, apiVersion, lanes: ["notes"] };
    expect(await op.call("getOperator")).toEqual(operator);
    expect(await desk.client(operatorOf({ can: [] })).call("getOperator")).toMatchObject({ can: [], lanes: [] });
    expect(await op.call("getOpenApi")).toMatchObject({ openapi: "3.1.0", servers: [{ url: "/scoria/api" }] });
    const { handlers } = await op.call("listHandlers");
    const properties = { orderId: { type: "string" }, cents: { type: "integer" } };
    expect(handlers).toMatchObject([{ kind: "refund", inputSchema: { type: "object", properties } }]);
  });

  test("take ids as long as an identity's may be", async () => {
    const tenantId = "t".repeat(256);
    const long = desk.client(operatorOf({ tenants: [tenantId] }));
    const body = { tenantId, kind: "refund", input: { orderId: "A-1" }, sessionId: "s".repeat(256) };
    const { run } = await long.call("startRun", { body });
    expect(run).toMatchObject({ tenantId, sessionId: body.sessionId });
    await expect(long.call("pauseSchedule", { body: { tenantId, name: "none" } })).rejects.toMatchObject({
      message: expect.stringContaining("is of no schedule") as string,
    });
  });

  test("start a run for the operator, once for a key, and refuse what the handler or the tenant does not allow", async () => {
    const body = {
      tenantId: "acme",
      kind: "refund",
      input: { orderId: "A-1" },
      sessionId: "desk",
      idempotencyKey: "k",
    };
    const { run } = await op.call("startRun", { body });
    expect(run).toMatchObject({ kind: "refund", actorId: "op", tenantId: "acme", sessionId: "desk" });
    expect((await op.call("startRun", { body })).run.runId).toBe(run.runId);
    expect(await payloadOf(run.runId, "run.started")).toMatchObject({ actorId: "op", input: { orderId: "A-1" } });
    const refused = (changes: object): Promise<unknown> =>
      op.call("startRun", { body: { ...body, idempotencyKey: "other", ...changes } });
    await expect(refused({ tenantId: "globex" })).rejects.toMatchObject({ status: 403, code: "PERMISSION_MISSING" });
    await expect(refused({ input: { orderId: 1 } })).rejects.toMatchObject({ status: 400, code: "INVALID_INPUT" });
    await expect(refused({ kind: "charge" })).rejects.toMatchObject({ status: 404, code: "HANDLER_MISSING" });
    await expect(refused({ idempotencyKey: "k", input: { orderId: "B" } })).rejects.toMatchObject({
      status: 409,
      code: "IDEMPOTENCY_MISMATCH",
    });
    let deep: unknown = "A-1";
    for (let level = 0; level < 20_000; level += 1) deep = [deep];
    await expect(refused({ input: deep })).rejects.toMatchObject({ status: 400, code: "INVALID_INPUT" });
  });

  test("read a run with its steps, children, approvals and lanes, and its journal a stretch at a time", async () => {
    const orderId = await settled(await start("order", { input: { orderId: "A-2" }, metadata: { channel: "web" } }));
    const order = await op.call("getRun", { params: { runId: orderId } });
    expect(order).toMatchObject({ status: "completed", output: { parcel: "completed" }, metadata: { channel: "web" } });
    expect(order.children).toMatchObject([{ kind: "parcel", status: "completed", outcome: { output: "wrapped" } }]);
    expect(order.steps[0]).toMatchObject({ name: "order", parent: null, input: { orderId: "A-2" } });
    expect(order).toMatchObject({ redacted: false, lanes: { notes: { notes: [] } } });
    expect(order.neighbours.next).toMatchObject({ kind: "parcel", parentRunId: orderId });

    const seqs: number[] = [];
    for (let after = 0, ended = false; !ended;) {
      const page = await op.call("listEntries", { params: { runId: orderId }, query: { after, limit: 2 } });
      expect(page.entries.length).toBeLessThanOrEqual(2);
      seqs.push(...page.entries.map(({ seq }) => seq));
      ({ lastSeq: after, ended } = page);
    }
    expect(seqs).toEqual(Array.from({ length: order.lastSeq }, (_, at) => at + 1));

    const stream = await send(desk.handler, may, "streamRun", { params: { runId: orderId }, query: { after: 1 } });
    reach("streamRun", stream.status);
    expect([...stream.text.matchAll(/^id: (\d+)$/gm)].map(([, id]) => Number(id))).toEqual(seqs.slice(1));
    expect(stream.text).toContain('event: end\ndata: {"reason":"ended"}');
    const nothing = await send(desk.handler, may, "streamRun", {
      params: { runId: orderId },
      query: { after: order.lastSeq },
    });
    expect(nothing.status).toBe(204);
  });

  test("verify a run against its head, and export what verifies elsewhere", async () => {
    const runId = await settled(await start("parcel"));
    const check = await op.call("verifyRun", { params: { runId } });
    const exported = await op.call("exportRun", { params: { runId } });
    const { head } = exported;
    expect(check).toMatchObject({ ok: true, entries: head.seq, redacted: 0, removed: 0, head });
    expect(verifyExport(exported.jsonl, { head })).toMatchObject({ ok: true, entries: head.seq });
    const query = { headSeq: head.seq, headHash: head.hash };
    expect(await op.call("verifyRun", { params: { runId }, query })).toMatchObject({ ok: true });
    expect(await op.call("verifyRun", { params: { runId }, query: { ...query, headHash: noHash } })).toMatchObject({
      ok: false,
      seq: head.seq,
    });
    await expect(op.call("verifyRun", { params: { runId }, query: { headSeq: 1 } })).rejects.toMatchObject({
      code: "INVALID_INPUT",
    });
  });

  test("cancel a run with a reason that names the operator, and answer an ended one as it is", async () => {
    const runId = await waiting(await start("payment"));
    const cancelled = await op.call("cancelRun", { params: { runId }, body: { reason: "called off" } });
    expect(cancelled).toMatchObject({ cancelRequested: false, run: { status: "cancelled" } });
    expect(cancelled.run.error?.message).toBe("The run was cancelled by op: called off.");
    expect(await payloadOf(runId, "cancel.requested")).toMatchObject({ by: "op", reason: "called off" });
    const again = await op.call("cancelRun", { params: { runId }, body: {} });
    expect(again.run.finishedAt).toBe(cancelled.run.finishedAt);
  });

  test("cancel a run that is at work", async () => {
    const runId = await start("audit");
    await expect
      .poll(async () => (await op.call("getRun", { params: { runId } })).steps.at(-1)?.status)
      .toBe("running");
    const { run } = await op.call("cancelRun", { params: { runId }, body: {} });
    expect(run).toMatchObject({ status: "cancelled" });
  });

  test("retry a failed run in the operator's name, and no other", async () => {
    const runId = await settled(await start("charge"));
    expect(await op.call("getRun", { params: { runId } })).toMatchObject({
      status: "failed",
      error: { message: "The bank is closed." },
    });
    desk.world.bankIsOpen = true;
    await op.call("retryRun", { params: { runId }, body: {} });
    await settled(runId);
    desk.world.bankIsOpen = false;
    expect(await op.call("getRun", { params: { runId } })).toMatchObject({ status: "completed" });
    expect(await payloadOf(runId, "run.retried")).toMatchObject({ by: "op" });
    await expect(op.call("retryRun", { params: { runId }, body: {} })).rejects.toMatchObject({
      status: 409,
      code: "RUN_NOT_RESUMABLE",
      details: { status: "completed" },
    });
  });

  test("act on many runs at once, where what is refused stops no other", async () => {
    const failed = await Promise.all([0, 1].map(async () => settled(await start("charge"))));
    const asleep = await waiting(await start("nap"));
    const mixed = [failed[0] ?? "", asleep, nobody, failed[1] ?? ""];
    const retried = await op.call("retryRuns", { body: { runIds: mixed } });
    expect(retried.results.map(({ runId }) => runId)).toEqual(mixed);
    expect(retried.results.map((result) => (result.ok ? "ok" : result.error.code))).toEqual([
      "ok",
      "RUN_NOT_RESUMABLE",
      "RUN_NOT_FOUND",
      "ok",
    ]);
    const cancelled = await op.call("cancelRuns", { body: { runIds: [nobody, asleep], reason: "tidying up" } });
    expect(cancelled.results).toMatchObject([
      { ok: false, error: { code: "RUN_NOT_FOUND" } },
      { ok: true, run: { status: "cancelled" }, cancelRequested: false },
    ]);
    expect(await payloadOf(asleep, "cancel.requested")).toMatchObject({ by: "op", reason: "tidying up" });
    for (const runIds of [[], [asleep, asleep], Array.from({ length: 101 }, () => asleep), ["x"]]) {
      await expect(op.call("cancelRuns", { body: { runIds } })).rejects.toMatchObject({ code: "INVALID_INPUT" });
    }
  });

  test("show an approval, take a decision about what was shown, and say who decided before", async () => {
    const input = { orderId: "A-3", cents: 500 };
    const first = await desk.scoria.startWaitingRun(ana, { initialStep: { kind: "refund" }, input });
    const shown = await op.call("getApproval", { params: { approvalId: first.approvalId } });
    expect(shown).toMatchObject({
      approval: { status: "pending", tool: "refund", arguments: input, requestedBy: "ana", redacted: false },
      lastApproved: null,
      mayNotDecide: null,
    });
    const own = desk.client(operatorOf({ actorId: "ana" }));
    expect(await own.call("getApproval", { params: { approvalId: first.approvalId } })).toMatchObject({
      mayNotDecide: "own-request",
    });
    const reader = desk.client(operatorOf({ can: ["read"] }));
    expect(await reader.call("getApproval", { params: { approvalId: first.approvalId } })).toMatchObject({
      mayNotDecide: "permission",
    });
    const { argumentsHash = "" } = shown.approval;
    const decide = (client: WireClient, hash: string): Promise<unknown> =>
      client.call("decideApproval", {
        params: { approvalId: first.approvalId },
        body: { decision: "approved", argumentsHash: hash, reason: "checked", resume: false },
      });
    await expect(decide(own, argumentsHash)).rejects.toMatchObject({ status: 403, code: "APPROVAL_OWN_REQUEST" });
    await expect(decide(op, noHash)).rejects.toMatchObject({ status: 409, code: "DECISION_OUTDATED" });
    expect(await decide(op, argumentsHash)).toMatchObject({ run: { status: "waiting", awaitingApproval: false } });
    for (const hash of [argumentsHash, noHash]) {
      await expect(decide(op, hash)).rejects.toMatchObject({
        status: 409,
        code: "APPROVAL_ALREADY_DECIDED",
        details: { status: "approved", decidedBy: "op", decidedAt: expect.stringMatching(/^\d{4}-.*Z$/) as string },
      });
    }
    expect(await payloadOf(first.runId, "approval.decided")).toMatchObject({ decidedBy: "op", reason: "checked" });

    await op.call("resumeRun", { params: { runId: first.runId }, body: {} });
    await settled(first.runId);
    expect(await payloadOf(first.runId, "resume.requested")).toMatchObject({ by: "op" });
    await expect(op.call("resumeRun", { params: { runId: first.runId }, body: {} })).rejects.toMatchObject({
      status: 409,
      code: "RUN_NOT_RESUMABLE",
    });
    const second = await desk.scoria.startWaitingRun(ana, { initialStep: { kind: "refund" }, input });
    const { lastApproved } = await op.call("getApproval", { params: { approvalId: second.approvalId } });
    expect(lastApproved).toMatchObject({ approvalId: first.approvalId, decidedBy: "op", decisionReason: "checked" });
    const { approvals } = await op.call("listApprovals", { query: { runId: second.runId } });
    expect(approvals).toMatchObject([{ approvalId: second.approvalId, status: "pending" }]);
  });

  test("pause, limit, clear and drain a queue, in whose runs the operator is named", async () => {
    const queue = "slow";
    await op.call("pauseQueue", { body: { queue, reason: "the press is hot" } });
    const cleared = await start("parcel", { queue });
    const depths = async (): Promise<unknown> =>
      (await op.call("listQueues")).queues.find((each) => each.queue === queue);
    expect(await depths()).toMatchObject({ depth: 1, paused: { by: "op", reason: "the press is hot" } });
    const reader = desk.client(operatorOf({ can: ["read"] }));
    const asRead = (await reader.call("listQueues")).queues.find((each) => each.queue === queue);
    expect(asRead?.paused).toEqual({ since: expect.any(String) as string, by: null, reason: null });
    expect(await op.call("clearQueue", { body: { queue, reason: "not today" } })).toEqual({ runIds: [cleared] });
    expect(await payloadOf(cleared, "cancel.requested")).toMatchObject({ by: "op" });

    const drained = await start("parcel", { queue });
    expect(await op.call("drainQueue", { body: { queue, reason: "for a while" } })).toEqual({ runIds: [drained] });
    const { run } = await op.call("resumeRun", { params: { runId: drained }, body: {} });
    expect(run.status).toBe("queued");
    expect(await payloadOf(drained, "run.waiting")).toMatchObject({ waitingFor: { kind: "operator" } });

    expect(await op.call("configureQueue", { body: { queue, changes: { concurrency: 2 } } })).toMatchObject({
      concurrency: 2,
      maxSize: null,
    });
    expect(await op.call("configureQueue", { body: { queue, changes: { concurrency: null } } })).toMatchObject({
      concurrency: null,
    });
    await expect(op.call("configureQueue", { body: { queue, changes: { maxSize: 0 } } })).rejects.toMatchObject({
      code: "INVALID_INPUT",
    });
    await op.call("resumeQueue", { body: { queue } });
    await settled(drained);
    await expect.poll(depths, { timeout: 5_000 }).toMatchObject({ depth: 0, paused: null });
  });

  test("list the nodes, keep a name out, and refuse to drain what is not there", async () => {
    const { nodes } = await op.call("listNodes");
    expect(nodes).toMatchObject([{ status: "alive", drain: null, quarantine: null }]);
    await expect(op.call("drainNode", { body: { node: "not-here" } })).rejects.toMatchObject({
      status: 400,
      code: "INVALID_INPUT",
    });
    await expect(op.call("releaseNode", { body: { node: "not-here" } })).rejects.toMatchObject({
      code: "INVALID_INPUT",
    });
    await expect(op.call("quarantineNode", { body: { name: "not-here" } })).rejects.toMatchObject({
      code: "INVALID_INPUT",
    });
    const { nodeId = "", name = "" } = nodes[0] ?? {};
    const drain = await op.call("drainNode", { body: { node: nodeId, reason: "a new version" } });
    expect(drain.nodes).toMatchObject([{ nodeId, drain: { by: "op", reason: "a new version" } }]);
    const released = await op.call("releaseNode", { body: { node: nodeId } });
    expect(released.nodes).toMatchObject([{ nodeId, drain: null }]);
    const kept = await op.call("quarantineNode", { body: { name, forMs: 60_000, reason: "it is broken" } });
    expect(kept.nodes).toMatchObject([{ nodeId, quarantine: { by: "op", reason: "it is broken" } }]);
    expect((await op.call("releaseNode", { body: { node: name } })).nodes).toMatchObject([{ quarantine: null }]);
  });

  test("pause, resume and remove a schedule of one tenant", async () => {
    await desk.scoria.schedules.set(ana, "hourly", { kind: "report", cron: "0 * * * *", input: { n: 1 } });
    const body = { tenantId: "acme", name: "hourly" };
    expect(await op.call("pauseSchedule", { body })).toMatchObject({ paused: true, pausedBy: "op" });
    expect(await op.call("resumeSchedule", { body })).toMatchObject({ paused: false, pausedBy: null });
    await desk.scoria.advance(3_600_000);
    const fired = async (): Promise<unknown> => (await op.call("listSchedules")).schedules[0]?.lastFire?.runId;
    await expect.poll(fired).toBeTypeOf("string");
    const missing = { tenantId: "acme", name: "weekly" };
    await expect(op.call("pauseSchedule", { body: missing })).rejects.toMatchObject({ code: "INVALID_INPUT" });
    await expect(op.call("resumeSchedule", { body: missing })).rejects.toMatchObject({ code: "INVALID_INPUT" });
    for (const name of ["pauseSchedule", "resumeSchedule", "removeSchedule"] as const) {
      const foreign = op.call(name, { body: { tenantId: "globex", name: "hourly" } });
      await expect(foreign).rejects.toMatchObject({ status: 403, code: "PERMISSION_MISSING" });
    }
    expect(await op.call("removeSchedule", { body })).toEqual({ removed: 1 });
    expect(await op.call("removeSchedule", { body })).toEqual({ removed: 0 });
  });

  test("group runs by their session, and count them at home", async () => {
    const { sessions } = await op.call("listSessions");
    expect(sessions.map(({ sessionId }) => sessionId).toSorted((a, b) => a.localeCompare(b))).toEqual([
      "chat-1",
      "desk",
    ]);
    const home = await op.call("getHome");
    const { runs } = await op.call("listRuns", { query: { limit: 200 } });
    const count = (status: string): number => runs.filter((run) => run.status === status).length;
    expect(home.runs).toMatchObject({
      completed24h: count("completed"),
      failed24h: count("failed"),
      cancelled24h: count("cancelled"),
      waiting: count("waiting"),
    });
    expect(home.approvals.pending).toBe(home.waitingFor.approval);
    expect(home.series.buckets.reduce((sum, { started }) => sum + started, 0)).toBe(runs.length);
  });

  test("serve what a lane shows and does, each for its own permission", async () => {
    const runId = await settled(await start("noted"));
    expect((await op.call("getRun", { params: { runId } })).lanes).toEqual({ notes: { notes: ["A NOTE"] } });
    const params = { lane: "notes", name: "written" };
    const written = (): Promise<unknown> => op.call("readLane", { params, query: { about: "orders" } });
    await expect.poll(written).toEqual({ asked: { about: "orders" }, texts: ["A NOTE"] });
    expect(await op.call("listLanes")).toEqual({ lanes: [{ lane: "notes", reads: ["written"], actions: ["erase"] }] });

    const reader = desk.client(operatorOf({ can: ["read", "notes.read"] }));
    expect(await reader.call("listLanes")).toEqual({ lanes: [{ lane: "notes", reads: ["written"], actions: [] }] });
    const erase = { params: { lane: "notes", name: "erase" }, body: {} };
    await expect(reader.call("actOnLane", erase)).rejects.toMatchObject({
      status: 403,
      code: "PERMISSION_MISSING",
      details: { permission: "notes.erase" },
    });
    await expect(desk.client().call("readLane", { params })).rejects.toMatchObject({
      code: "PERMISSION_MISSING",
      details: { permission: "notes.read" },
    });
    await expect(op.call("actOnLane", { ...erase, body: "nothing" })).rejects.toMatchObject({
      status: 422,
      code: "NOTES_NOT_NAMED",
    });
    expect(await op.call("actOnLane", erase)).toEqual({ by: "op", erased: 1 });
    for (const lane of ["constructor", "__proto__", "toString", "note", ""]) {
      await expect(op.call("readLane", { params: { lane, name: "written" } })).rejects.toMatchObject({ status: 404 });
    }
    for (const name of ["constructor", "__proto__", "toString", "hasOwnProperty", "erase"]) {
      await expect(op.call("readLane", { params: { lane: "notes", name } })).rejects.toMatchObject({
        status: 404,
        code: "ROUTE_NOT_FOUND",
      });
    }
    for (const name of ["constructor", "__proto__", "written"]) {
      const act = op.call("actOnLane", { params: { lane: "notes", name }, body: {} });
      await expect(act).rejects.toMatchObject({ status: 404, code: "ROUTE_NOT_FOUND" });
    }
  });

  test("know no run, approval or entry that never was", async () => {
    const calls = callsNaming(namesOfNothing);
    for (const name of ["getRun", "listEntries", "verifyRun", "exportRun"] as const) {
      await expect(op.call(name, calls[name][0])).rejects.toMatchObject({ status: 404, code: "RUN_NOT_FOUND" });
    }
    for (const name of ["cancelRun", "retryRun", "resumeRun"] as const) {
      await expect(op.call(name, calls[name][0])).rejects.toMatchObject({ status: 404, code: "RUN_NOT_FOUND" });
    }
    await expect(op.call("getApproval", calls.getApproval[0])).rejects.toMatchObject({ code: "APPROVAL_NOT_FOUND" });
    const decided = op.call("decideApproval", calls.decideApproval[0]);
    await expect(decided).rejects.toMatchObject({ status: 404, code: "APPROVAL_NOT_FOUND" });
    const malformed = op.call("getRun", { params: { runId: "A-1" } });
    await expect(malformed).rejects.toMatchObject({ status: 400, code: "INVALID_INPUT" });
  });

  test("ask each for the permission that the table says", async () => {
    const calls = callsNaming(namesOfNothing);
    for (const name of names) {
      const { permission } = routes[name];
      const answer = async (can: typeof everything): Promise<string> => {
        const { status, text } = await send(desk.handler, operatorOf({ can }), name, calls[name][0] as never);
        reach(name, status);
        return text;
      };
      const missing = (which: string): string => `"details":{"permission":"${which}`;
      if (permission === null) {
        expect(await answer([])).not.toContain("PERMISSION_MISSING");
        continue;
      }
      expect(await answer(["start", "decide", "nodes", "notes.read"])).toContain(missing("read"));
      const without = everything.filter((each) => each !== permission);
      if (permission === "lane") expect(await answer(without)).toContain(missing("notes."));
      else if (permission !== "read") expect(await answer(without)).toContain(missing(permission));
    }
  });

  test("were all called: each has answered, and each but the one that needs nothing has refused", () => {
    for (const [name, statuses] of desk.answered) for (const status of statuses) reach(name, status);
    expect(names.filter((name) => !reached.get(name)?.has(200))).toEqual([]);
    const refusing = names.filter((name) => [...(reached.get(name) ?? [])].some((status) => status >= 400));
    expect(names.filter((name) => !refusing.includes(name))).toEqual(["getOperator"]);
    console.log(JSON.stringify({ figure: "routes walked", of: names.length, engine }));
  });

  function reach(name: RouteName, status: number): void {
    reached.set(name, (reached.get(name) ?? new Set()).add(status));
  }
});

const namesOfNothing = {
  tenantId: "acme",
  runId: nobody,
  approvalId: nobody,
  argumentsHash: noHash,
  sessionId: "no-session",
  actorId: "nobody",
  queue: "no-queue",
  schedule: "no-schedule",
  headHash: noHash,
  runsCursor: "none",
  approvalsCursor: "none",
  sessionsCursor: "none",
  schedulesCursor: "none",
};

function openWithNotes(engine: TestEngine): Promise<OpenDashboard> {
  return openDashboard(engine, {
    lanes: { notes: notesLane() },
    handlers: { noted: (ctx) => ctx.notes.write("a note") },
  });
}
