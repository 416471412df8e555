import { testIdentity } from "@scoria/core/testing";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { RunsQuery } from "../../src/wire/queries.ts";
import type { WireClient } from "../../src/wire/index.ts";
import { onEachEngine } from "../on-each-engine.ts";
import { openDashboard, operatorOf, type OpenDashboard } from "../open-dashboard.ts";

const ana = testIdentity();

onEachEngine("a list", (engine) => {
  let desk: OpenDashboard;
  let op: WireClient;
  /** By kind, in the order they were started. */
  const runs: Record<string, string[]> = {};

  beforeAll(async () => {
    desk = await openDashboard(engine);
    op = desk.client();
    const start = async (kind: string, who = ana, more: object = {}): Promise<void> => {
      const { runId } = await desk.scoria.startRun(who, { initialStep: { kind }, input: { orderId: kind }, ...more });
      (runs[kind] ??= []).push(runId);
      await desk.scoria.waitForRun(who, runId, { until: "waiting" });
    };
    for (let session = 0; session < 5; session += 1) {
      const who = testIdentity({ actorId: session < 3 ? "ana" : "bo", sessionId: `chat-${session}` });
      await start("refund", who);
      await start("parcel", who, { queue: session % 2 === 0 ? "even" : "odd" });
    }
    await start("charge");
    await start("payment");
    await start("nap");
    for (let number = 0; number < 5; number += 1) {
      await desk.scoria.schedules.set(ana, `report-${number}`, { kind: "report", cron: "0 4 * * *" });
    }
  });
  afterAll(() => desk[Symbol.asyncDispose]());

  /** Every page of a list, one after the other, by its cursors. */
  async function allOf<Page extends { readonly nextCursor: string | null }, Item>(
    read: (page: { readonly cursor?: string }) => Promise<Page>,
    itemsOf: (page: Page) => readonly Item[],
  ): Promise<readonly (readonly Item[])[]> {
    const pages: (readonly Item[])[] = [];
    let cursor: string | null | undefined;
    while (cursor !== null) {
      const page = await read(cursor === undefined ? {} : { cursor });
      pages.push(itemsOf(page));
      cursor = page.nextCursor;
    }
    return pages;
  }

  test("is read to its end by its cursors, in pages of the size that was asked for, each item once, newest first", async () => {
    const every = (await op.call("listRuns", { query: { limit: 200 } })).runs.map(({ runId }) => runId);
    expect(every).toEqual(
      Object.values(runs)
        .flat()
        .toSorted((a, b) => b.localeCompare(a)),
    );
    const runPages = await allOf(
      (page) => op.call("listRuns", { query: { ...page, limit: 4 } }),
      (page) => page.runs,
    );
    expect(runPages.map((page) => page.length)).toEqual([4, 4, 4, 1]);
    expect(runPages.flat().map(({ runId }) => runId)).toEqual(every);

    const approvals = await allOf(
      (page) => op.call("listApprovals", { query: { ...page, limit: 2 } }),
      (page) => page.approvals,
    );
    expect(approvals.map((page) => page.map(({ runId }) => runId)).flat()).toEqual(runs.refund?.toReversed());
    const sessions = await allOf(
      (page) => op.call("listSessions", { query: { ...page, limit: 2 } }),
      (page) => page.sessions,
    );
    expect(sessions.flat().map(({ sessionId, runs: count }) => [sessionId, count])).toEqual([
      ["chat-1", 5],
      ["chat-4", 2],
      ["chat-3", 2],
      ["chat-2", 2],
      ["chat-0", 2],
    ]);
    const schedules = await allOf(
      (page) => op.call("listSchedules", { query: { ...page, limit: 3 } }),
      (page) => page.schedules,
    );
    expect(schedules.map((page) => page.length)).toEqual([3, 2]);
    expect(new Set(schedules.flat().map(({ name }) => name)).size).toBe(5);
  });

  test("goes on with its filters, and takes no cursor of another list, of other filters or of another operator", async () => {
    const query = { status: ["completed"], limit: 2 } as const;
    const { nextCursor } = await op.call("listRuns", { query });
    const cursor = nextCursor ?? "";
    expect((await op.call("listRuns", { query: { ...query, cursor } })).runs).toHaveLength(2);
    const refused = { status: 400, code: "INVALID_INPUT" };
    await expect(op.call("listRuns", { query: { limit: 2, cursor } })).rejects.toMatchObject(refused);
    await expect(op.call("listApprovals", { query: { limit: 2, cursor } })).rejects.toMatchObject(refused);
    await expect(op.call("listSessions", { query: { cursor } })).rejects.toMatchObject(refused);
    await expect(op.call("listSchedules", { query: { cursor } })).rejects.toMatchObject(refused);
    const both = desk.client(operatorOf({ tenants: ["acme", "globex"] }));
    await expect(both.call("listRuns", { query: { ...query, cursor } })).rejects.toMatchObject(refused);
  });

  test("of runs is narrowed by each filter, and by several together", async () => {
    const kindsOf = async (query: RunsQuery): Promise<readonly string[]> =>
      (await op.call("listRuns", { query })).runs.map(({ kind }) => kind ?? "").toReversed();
    const of = (kind: string, count: number): readonly string[] => Array.from({ length: count }, () => kind);
    expect(await kindsOf({ status: ["completed"] })).toEqual(of("parcel", 5));
    expect(await kindsOf({ status: ["failed", "completed"] })).toEqual([...of("parcel", 5), "charge"]);
    expect(await kindsOf({ kind: "refund" })).toEqual(of("refund", 5));
    expect(await kindsOf({ sessionId: "chat-4" })).toEqual(["refund", "parcel"]);
    expect(await kindsOf({ actorId: "bo", kind: "refund" })).toEqual(of("refund", 2));
    expect(await kindsOf({ queue: "odd" })).toEqual(of("parcel", 2));
    expect(await kindsOf({ waitingFor: "approval" })).toEqual(of("refund", 5));
    expect(await kindsOf({ waitingFor: "timer" })).toEqual(["nap"]);
    expect(await kindsOf({ waitingFor: "signal" })).toEqual(["payment"]);
    expect(await kindsOf({ waitingFor: "runs" })).toEqual([]);
    const [runId = ""] = runs.nap ?? [];
    expect(await kindsOf({ runId })).toEqual(["nap"]);
    expect(await kindsOf({ runId: runId.slice(0, 4) })).toHaveLength(13);
    const { createdAt } = await op.call("getRun", { params: { runId } });
    expect(await kindsOf({ createdAfter: createdAt })).toEqual(["nap"]);
    const earlier = await kindsOf({ createdBefore: createdAt.replace("Z", "+00:00") });
    expect(earlier).toHaveLength(12);
    expect(earlier).not.toContain("nap");
  });

  test("of approvals is narrowed by status, run and tool", async () => {
    const [runId = ""] = runs.refund ?? [];
    const count = async (query: object): Promise<number> =>
      (await op.call("listApprovals", { query })).approvals.length;
    expect(await count({ status: ["pending"] })).toBe(5);
    expect(await count({ status: ["approved", "rejected", "expired", "withdrawn"] })).toBe(0);
    expect(await count({ runId, tool: "refund" })).toBe(1);
    expect(await count({ tool: "another" })).toBe(0);
  });

  test("refuses a filter that is none, naming the place", async () => {
    const refused = async (query: object): Promise<unknown> =>
      op.call("listRuns", { query }).then(
        () => "answered",
        (error: { readonly code: string; readonly message: string }) => `${error.code} ${error.message}`,
      );
    expect(await refused({ status: ["done"] })).toContain("INVALID_INPUT query.status[0] must be one of");
    expect(await refused({ limit: 0 })).toContain("INVALID_INPUT query.limit must be at least 1");
    expect(await refused({ limit: 201 })).toContain("INVALID_INPUT query.limit must be at most 200");
    expect(await refused({ limit: "ten" })).toContain("INVALID_INPUT query.limit");
    expect(await refused({ createdAfter: "yesterday" })).toContain("INVALID_INPUT query.createdAfter");
    expect(await refused({ runId: "a" })).toContain("INVALID_INPUT query.runId");
    expect(await refused({ tenantId: "globex" })).toContain("INVALID_INPUT query has a key");
    for (const createdAfter of ["0000-01-01T00:00:00Z", "9999-12-31T23:59:59Z"]) {
      expect(await refused({ createdAfter })).toContain("INVALID_INPUT createdAfter must be within");
    }
  });
});
