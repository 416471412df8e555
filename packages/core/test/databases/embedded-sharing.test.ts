import { rm, symlink } from "node:fs/promises";
import { join } from "node:path";
import { pg_trgm } from "@electric-sql/pglite/contrib/pg_trgm";
import { afterEach, expect, test, vi } from "vitest";
import { createScoria, type Handler, type Scoria } from "../../src/index.ts";
import { quietLogger } from "../../src/seams/logger.ts";
import { ana, createTestScoria } from "../../src/testing/create-test-scoria.ts";
import { TestClock } from "../../src/testing/test-clock.ts";
import { createTestDatabase } from "../../src/testing/test-databases.ts";
import { emptyDatabase, freshFolder, open } from "./fresh-database.ts";
import { startHolder } from "./holder-process.ts";

const readOne = { text: "select 1 as one", values: [] };

afterEach(() => {
  vi.resetModules();
});

/** What a development server does when a file is saved: every module of the package is evaluated again. */
async function evaluatedAgain(): Promise<{ readonly createScoria: typeof createScoria }> {
  vi.resetModules();
  const copy = await import("../../src/index.ts");
  expect(copy.createScoria).not.toBe(createScoria);
  return copy;
}

/** A step that stays under way until the test lets it go. */
function gate(): {
  readonly entered: Promise<void>;
  readonly opened: Promise<void>;
  readonly enter: () => void;
  readonly open: () => void;
} {
  const entered = Promise.withResolvers<void>();
  const opened = Promise.withResolvers<void>();
  return { entered: entered.promise, opened: opened.promise, enter: entered.resolve, open: opened.resolve };
}

test("a package that is evaluated again shares the folder; runs of the first go on while the second comes and goes", async () => {
  await using folder = await freshFolder();
  const database = `file:${folder.path}/db`;
  const { entered, opened, enter, open: letGo } = gate();
  const calls: string[] = [];
  const slow = async (ctx: { step(name: string, run: () => Promise<string>): Promise<string> }): Promise<string> =>
    ctx.step("wait", async () => {
      calls.push("first");
      enter();
      await opened;
      return "by the first";
    });
  await using first = await createScoria({ database, logger: quietLogger, handlers: { slow } });
  const { runId } = await first.startRun(ana, { initialStep: { kind: "slow" } });
  await entered;

  const again = await evaluatedAgain();
  const second = await again.createScoria({
    database,
    logger: quietLogger,
    worker: { leaseMs: 60, heartbeatMs: 20, pollMs: 10 },
    handlers: {
      slow: async (ctx) => ctx.step("wait", () => (calls.push("second"), "by the second")),
      quick: async () => "by the second",
    },
  });
  const own = second.identity({ actorId: "ana", tenantId: "acme" });
  for (let n = 0; n < 5; n += 1) {
    const { runId: other } = await second.startRun(own, { initialStep: { kind: "quick" } });
    expect(await second.waitForRun(own, other, { until: "settled" })).toMatchObject({ output: "by the second" });
    expect(await first.getRun(ana, other)).toMatchObject({ status: "completed" });
  }
  expect(await second.getRun(own, runId)).toMatchObject({ status: "running" });
  await second.close();
  await expect(second.getRun(own, runId)).rejects.toMatchObject({ code: "CLOSED" });

  letGo();
  expect(await first.waitForRun(ana, runId, { until: "settled" })).toMatchObject({ output: "by the first" });
  const { entries } = await first.getRunDetail(ana, runId);
  expect(entries.map(({ type }) => type)).not.toContain("run.recovered");
  expect(calls).toEqual(["first"]);
});

test("the first may be closed before the second; its runs are handed to it, and the last to close frees the folder", async () => {
  await using folder = await freshFolder();
  const path = join(folder.path, "db");
  const handlers = { greet: async () => "hello", ask: ask };
  const first = await createScoria({ database: `file:${path}`, logger: quietLogger, handlers });
  const { runId } = await first.startRun(ana, { initialStep: { kind: "ask" } });
  await first.waitForRun(ana, runId, { until: "waiting" });
  const second = await createScoria({ database: `file:${path}`, logger: quietLogger, handlers });
  await first.close();
  await second.signalRun(ana, runId, "go", "on");
  expect(await second.waitForRun(ana, runId, { until: "settled" })).toMatchObject({ output: "on" });
  await using rival = await startHolder("open", path);
  expect(await rival.begin()).toBe(`DATABASE_LOCKED {"pid":${process.pid}}`);
  await second.close();
  await using next = await startHolder("open", path);
  expect(await next.begin()).toBe("open");
});

test("a facade that opens while the last one closes waits for it and finds its runs", async () => {
  await using folder = await freshFolder();
  const options = { database: `file:${folder.path}/db`, logger: quietLogger, handlers: { greet: async () => "hello" } };
  const first = await createScoria(options);
  const { runId } = await first.startRun(ana, { initialStep: { kind: "greet" } });
  const closing = first.close();
  await using second = await createScoria(options);
  await closing;
  expect(await second.waitForRun(ana, runId, { until: "settled" })).toMatchObject({ output: "hello" });
});

test("after a pause of the machine, nodes that share a database do not take each other for dead", async () => {
  const on = await createTestDatabase("pglite");
  const clock = new TestClock();
  const { entered, opened, enter, open: letGo } = gate();
  const slow: Handler = async (ctx) =>
    ctx.step("wait", async () => {
      enter();
      await opened;
      return "by the first";
    });
  const quick: Handler = async () => "by the second";
  const worker = { leaseMs: 60_000, heartbeatMs: 30_000, pollMs: 20 };
  {
    await using first = await createTestScoria({ on, clock, worker, handlers: { slow } });
    await using second = await createTestScoria({ on, clock, worker, handlers: { slow: quick, quick } });
    const { runId } = await first.startRun(ana, { initialStep: { kind: "slow" } });
    await entered;
    // What is due first when the machine goes on is the look of both for work, long before their heartbeats.
    await first.advance(3_600_000);
    for (let n = 0; n < 5; n += 1) {
      await second.advance(20);
      const { runId: other } = await second.startRun(ana, { initialStep: { kind: "quick" } });
      await second.waitForRun(ana, other, { until: "settled" });
    }
    expect(await first.entryTypes(ana, runId)).not.toContain("run.recovered");
    letGo();
    expect(await first.waitForRun(ana, runId, { until: "settled" })).toMatchObject({ output: "by the first" });
    expect(await first.entryTypes(ana, runId)).not.toContain("run.recovered");
  }
  await on.drop();
});

test("facades that open at once share one database, through a link too", async () => {
  await using folder = await freshFolder();
  await using before = await createScoria({ database: `file:${folder.path}/db`, logger: quietLogger });
  await before.close();
  await symlink(`${folder.path}/db`, `${folder.path}/link`);
  const urls = [`file:${folder.path}/db`, `file:${folder.path}/link`, `file:${folder.path}/db`];
  const apps: Scoria[] = await Promise.all(urls.map((database) => createScoria({ database, logger: quietLogger })));
  const [one, two, three] = apps as [Scoria, Scoria, Scoria];
  const { runId } = await one.startRun(ana, {});
  for (const app of [two, three]) expect(await app.getRun(ana, runId)).toMatchObject({ status: "completed" });
  await Promise.all(apps.map((app) => app.close()));
});

test("each database in memory is one of its own", async () => {
  await using one = await createScoria({ database: "memory:", logger: quietLogger });
  await using two = await createScoria({ database: "memory:", logger: quietLogger });
  const { runId } = await one.startRun(ana, {});
  await expect(two.getRun(ana, runId)).rejects.toMatchObject({ code: "RUN_NOT_FOUND" });
});

test("a copy that knows nothing of the sharing is refused, and told why", async () => {
  await using folder = await freshFolder();
  const database = `file:${folder.path}/db`;
  await using first = await createScoria({ database, logger: quietLogger });
  const shared = Object.getOwnPropertySymbols(globalThis).filter(({ description }) =>
    description?.startsWith("@scoria/core: embedded databases"),
  );
  expect(shared).toHaveLength(1);
  const place = globalThis as Record<symbol, unknown>;
  const kept = place[shared[0] as symbol];
  // As it is for a copy of another number: what it looks for is not there.
  Reflect.deleteProperty(place, shared[0] as symbol);
  try {
    const again = await evaluatedAgain();
    await expect(again.createScoria({ database, logger: quietLogger })).rejects.toMatchObject({
      code: "DATABASE_LOCKED",
      details: { pid: process.pid },
      message: expect.stringContaining("Two versions of @scoria/core"),
    });
  } finally {
    place[shared[0] as symbol] = kept;
  }
  const { runId } = await first.startRun(ana, {});
  expect(await first.getRun(ana, runId)).toMatchObject({ status: "completed" });
});

test("a breakdown is seen by all who share, and the folder opens again when all have closed", async () => {
  await using folder = await freshFolder();
  const url = `file:${folder.path}/db`;
  const one = await open(url, { from: await emptyDatabase() });
  const two = await open(url);
  await one.writer.query({ text: "create table deep (j jsonb, n int default 1)", values: [] });
  await one.writer.query({ text: "insert into deep values ('[]') returning n", values: [] });
  // The engine's stack overflows on it, and answers nothing.
  const tooDeep = {
    text: "insert into deep values ($1) returning n",
    values: [`${"[".repeat(7_000)}${"]".repeat(7_000)}`],
  };
  const brokenDown = { code: "DATABASE_UNAVAILABLE", message: expect.stringContaining("broken down") };
  const waiting = two.reader.query(readOne);
  await expect(one.writer.query(tooDeep)).rejects.toMatchObject(brokenDown);
  await waiting.catch((error: unknown) => expect(error).toMatchObject(brokenDown));
  for (const each of [one, two]) await expect(each.reader.query(readOne)).rejects.toMatchObject(brokenDown);
  await expect(open(url)).rejects.toMatchObject(brokenDown);
  await one.close();
  await expect(open(url)).rejects.toMatchObject(brokenDown);
  await two.close();
  await using again = await open(url);
  expect((await again.reader.query({ text: "select n from deep", values: [] })).rows).toEqual([{ n: 1 }]);
});

test("who shares has a door of its own: closing it ends neither the statements nor the transactions of the others", async () => {
  await using folder = await freshFolder();
  const url = `file:${folder.path}/db`;
  await using one = await open(url, { from: await emptyDatabase() });
  const two = await open(url);
  await one.transaction(async (connection) => {
    await connection.query({ text: "create table kept (n int)", values: [] });
    await two.close();
    await connection.query({ text: "insert into kept values (1)", values: [] });
  });
  await two.close();
  await expect(two.reader.query(readOne)).rejects.toMatchObject({ code: "CLOSED" });
  expect((await one.reader.query({ text: "select n from kept", values: [] })).rows).toEqual([{ n: 1 }]);
});

test("an extension that the open database lacks is refused by name, and one that it has is shared", async () => {
  await using folder = await freshFolder();
  const url = `file:${folder.path}/db`;
  const bare = await open(url, { from: await emptyDatabase() });
  await expect(open(url, { extensions: { pg_trgm } })).rejects.toMatchObject({
    code: "DATABASE_LOCKED",
    details: { pid: process.pid, missing: ["pg_trgm"] },
    message: expect.stringContaining("same lanes"),
  });
  await bare.close();
  await using full = await open(url, { extensions: { pg_trgm } });
  await using alike = await open(url, { extensions: { pg_trgm } });
  await using less = await open(url);
  await full.writer.query({ text: "create extension pg_trgm", values: [] });
  for (const each of [alike, less]) {
    expect((await each.reader.query({ text: "select similarity('a', 'a') as n", values: [] })).rows).toEqual([
      { n: 1 },
    ]);
  }
});

test("a folder that was removed under an open database is not shared, and opens anew when that is closed", async () => {
  await using folder = await freshFolder();
  const path = join(folder.path, "db");
  const first = await open(`file:${path}`, { from: await emptyDatabase() });
  await rm(path, { recursive: true });
  await expect(open(`file:${path}`)).rejects.toMatchObject({
    code: "DATABASE_LOCKED",
    message: expect.stringContaining("removed or replaced"),
  });
  await first.close();
  await using again = await open(`file:${path}`);
  expect((await again.reader.query(readOne)).rows).toEqual([{ one: 1 }]);
});

async function ask(ctx: { waitForSignal(name: string): Promise<unknown> }): Promise<unknown> {
  return ctx.waitForSignal("go");
}
