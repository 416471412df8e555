import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import type { HandlerContext } from "../../../src/index.ts";
import { topics, type Hinted } from "../../../src/notifier.ts";
import { quietLogger } from "../../../src/seams/logger.ts";
import { ana, bo } from "../../../src/testing/create-test-scoria.ts";
import { serverUrl } from "../../../src/testing/test-databases.ts";
import { PgProxy } from "../races/pg-proxy.ts";
import { openRaceDatabase, printFigure, until, type RaceDatabase } from "../races/race-database.ts";
import { openAt, rarely, untilListening, untilNobodyListens } from "./notice-board.ts";

const handlers = {
  note: (ctx: HandlerContext) => ctx.step("note", () => "noted"),
  ask: (ctx: HandlerContext) => ctx.requestApproval({ tool: "pay", arguments: {} }),
};

describe.skipIf(serverUrl === undefined)("notifications on PostgreSQL", () => {
  let race: RaceDatabase;

  beforeAll(async () => {
    race = await openRaceDatabase();
  });

  beforeEach(async () => untilNobodyListens(race));

  afterAll(async () => race[Symbol.asyncDispose]());

  /** Two ends of a notifier, the sender through a proxy that counts. */
  async function openEnds() {
    const proxy = await PgProxy.open(race.url);
    const [near, far] = await Promise.all([race.open(proxy.url), race.open()]);
    const sender = near.openNotifier({ logger: quietLogger });
    const receiver = far.openNotifier({ logger: quietLogger });
    const heard: Hinted[] = [];
    const { promise: listens, resolve: begun } = Promise.withResolvers<void>();
    receiver.subscribe("queued", (runs) => {
      if (runs === "any") begun();
      heard.push(runs);
    });
    await listens;
    heard.length = 0;
    return {
      sender,
      heard,
      sent: () => proxy.statements.get("scoria-notify") ?? 0,
      async [Symbol.asyncDispose]() {
        await Promise.all([sender.close(), receiver.close()]);
        await near.close();
        await proxy[Symbol.asyncDispose]();
      },
    };
  }

  const ids = (many: number): readonly string[] => Array.from({ length: many }, () => randomUUID());

  test("of one moment travel together, each run once, up to the length that a payload may have", async () => {
    await using ends = await openEnds();
    const runs = ids(215);
    for (const runId of [...runs, ...runs]) ends.sender.publish("queued", runId);
    await until("they are heard", () => ends.heard.length > 0);
    expect(ends.heard).toEqual([runs]);
    expect(ends.sent()).toBe(1);
    for (const runId of ids(216)) ends.sender.publish("queued", runId);
    await until("they are heard", () => ends.heard.length > 1);
    expect(ends.heard[1]).toBe("any");
    expect(ends.sent()).toBe(2);
  });

  test("of a flood of 10,000 take few statements, and every run is heard of", async () => {
    await using ends = await openEnds();
    const runs = ids(10_000);
    const begun = performance.now();
    for (const [at, runId] of runs.entries()) {
      ends.sender.publish("queued", runId);
      if (at % 2 === 1) await new Promise((resolve) => setImmediate(resolve));
    }
    const last = runs.at(-1) ?? "";
    await until("the last is heard of", () => ends.heard.some((heard) => heard === "any" || heard.includes(last)));
    await ends.sender.close();
    const tookMs = Math.round(performance.now() - begun);
    printFigure({ flood: runs.length, tookMs, statements: ends.sent() });
    expect(ends.sent()).toBeLessThanOrEqual(tookMs / 5 + 2);
    expect(ends.sent()).toBeLessThan(runs.length / 20);
    if (!ends.heard.includes("any")) expect(new Set(ends.heard.flat())).toEqual(new Set(runs));
  });

  test("come from a connection of their own and never from a statement that writes", async () => {
    const watch = await race.session();
    const senders = new Set<number>();
    watch.on("notification", ({ processId }) => senders.add(processId));
    for (const topic of topics) await watch.query(`listen scoria_${topic}`);
    await using node = await openAt(race.url, { worker: rarely, handlers });
    await using web = await openAt(race.url, { worker: false });
    const { runId } = await web.startRun(ana, { initialStep: { kind: "ask" } });
    await web.waitForRun(ana, runId, { until: "waiting" });
    const { approvals } = await web.listApprovals(bo, { runId });
    await web.decideApproval(bo, approvals[0]?.approvalId ?? "", { decision: "approved" });
    await web.waitForRun(ana, runId, { until: "settled" });
    const here = await node.startRun(ana, { initialStep: { kind: "note" } });
    await node.waitForRun(ana, here.runId, { until: "settled" });
    await until("both have notified", () => senders.size === 2);
    const names = await race.sql<{ name: string }>(
      "select application_name as name from pg_stat_activity where pid = any($1::int[])",
      [[...senders]],
    );
    expect(names.map(({ name }) => name)).toEqual(["scoria-notify", "scoria-notify"]);
    const inside = await race.sql(
      "select proname from pg_proc where pronamespace = 'scoria'::regnamespace and prosrc ~* 'notify'",
    );
    expect(inside).toEqual([]);
  });

  test("that anybody may forge wake nodes for nothing, and harm nothing", async () => {
    await using node = await openAt(race.url, { worker: rarely, handlers });
    await using web = await openAt(race.url, { worker: false });
    await untilListening(race, "queued");
    const forged = [
      "",
      " ",
      "x",
      "x '; drop",
      `x ${"9".repeat(7_000)}`,
      `x ${randomUUID()} ${randomUUID()} no`,
      "x any",
    ];
    for (const topic of topics) {
      for (const payload of forged) await race.sql("select pg_notify($1, $2)", [`scoria_${topic}`, payload]);
    }
    const { runId } = await web.startRun(ana, { initialStep: { kind: "note" } });
    expect(await web.waitForRun(ana, runId, { until: "settled" })).toMatchObject({ output: "noted" });
    expect(node.lines.filter(({ level }) => level !== "debug")).toEqual([]);
  });

  test("are listened to in a process without a worker only while somebody waits there", async () => {
    const connections = async () =>
      (
        await race.sql<{ name: string }>(
          "select application_name as name from pg_stat_activity where datname = current_database() and application_name = 'scoria-listen'",
        )
      ).length;
    await using web = await openAt(race.url, { worker: false }, { selfTestMs: 50 });
    const { runId } = await web.startRun(ana, { initialStep: { kind: "note" } });
    expect(await connections()).toBe(0);
    const waiting = web.waitForRun(ana, runId, { until: "settled" });
    await untilListening(race, "changed");
    {
      await using node = await openAt(race.url, { worker: rarely, handlers });
      await waiting;
      void node;
    }
    await until("it has stopped listening", async () => (await connections()) === 0);
    expect((await web.getRun(ana, runId)).status).toBe("completed");
  });

  test("leave no connection behind, and hold up no closing even when nothing answers", async () => {
    await using proxy = await PgProxy.open(race.url);
    const node = await openAt(proxy.url, { worker: rarely, handlers });
    const before = await untilListening(race, "queued");
    proxy.deafen("scoria-listen");
    const begun = performance.now();
    await node.close();
    expect(performance.now() - begun).toBeLessThan(3_000);
    await until("its session is gone", async () => {
      const left = await race.sql("select from pg_stat_activity where pid = $1", [before]);
      return left.length === 0;
    });
  });

  test("and polls of a node that has nothing to do are at most two statements a second", async () => {
    await using proxy = await PgProxy.open(race.url);
    await using node = await openAt(proxy.url, { handlers }, {});
    await untilListening(race, "queued");
    const all = () => [...proxy.statements.values()].reduce((sum, n) => sum + n, 0);
    const heartbeats = 2;
    const seconds = 4;
    const [from, begun] = [all(), performance.now()];
    await until("some seconds have passed", () => performance.now() - begun > seconds * 1_000);
    const perSecond = (all() - from) / seconds;
    printFigure({ idle: "statements per second", perSecond });
    expect(perSecond).toBeLessThanOrEqual(2 - heartbeats / 10);
    void node;
  });
});
