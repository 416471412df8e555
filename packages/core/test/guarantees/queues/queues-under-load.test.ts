import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { HandlerContext } from "../../../src/index.ts";
import { openScoria } from "../../../src/open-scoria.ts";
import type { ScoriaCore } from "../../../src/scoria.ts";
import { quietLogger } from "../../../src/seams/logger.ts";
import { ana, eve, quickWorker } from "../../../src/testing/create-test-scoria.ts";
import { serverUrl } from "../../../src/testing/test-databases.ts";
import { openRaceDatabase, printFigure, until, type RaceDatabase } from "../races/race-database.ts";
import { countOf, timeLimit } from "../proof.ts";

const drained = countOf({ usual: 3_000, full: 50_000 });
const flood = countOf({ usual: 1_000, full: 5_000 });
const raced = countOf({ usual: 400, full: 4_000 });
const few = 20;
const due = 1_000;

describe.skipIf(serverUrl === undefined)("queues under load", () => {
  let race: RaceDatabase;
  let facades: ScoriaCore[];
  let begun: string[];

  beforeEach(async () => {
    race = await openRaceDatabase();
    facades = [];
    begun = [];
  });

  afterEach(async () => {
    await Promise.all(facades.map((facade) => facade.close()));
    await race[Symbol.asyncDispose]();
  });

  async function open(worker: object | false): Promise<ScoriaCore> {
    const facade = await openScoria({
      database: race.url,
      worker,
      logger: quietLogger,
      handlers: { note: (ctx: HandlerContext) => void begun.push(ctx.runId) },
    });
    facades.push(facade);
    return facade;
  }

  const operatorOf = (facade: ScoriaCore) => facade.operator({ actorId: "ops", tenants: [ana.tenantId, eve.tenantId] });

  async function startMany(
    facade: ScoriaCore,
    who: typeof ana,
    count: number,
    options: object,
  ): Promise<readonly string[]> {
    const ids: string[] = [];
    for (let from = 0; from < count; from += 500) {
      const some = Array.from({ length: Math.min(500, count - from) }, () => ({
        initialStep: { kind: "note" },
        ...options,
      }));
      for (const { runId } of await facade.startRuns(who, some as never)) ids.push(runId);
    }
    return ids;
  }

  const statuses = async (): Promise<Readonly<Record<string, number>>> => {
    const rows = await race.sql<{ status: string; n: number }>(
      "select status, count(*)::integer as n from scoria.runs group by status",
    );
    return Object.fromEntries(rows.map(({ status, n }) => [status, n]));
  };

  test("are drained in the order of their turn, however much they hold", { timeout: timeLimit(60_000) }, async () => {
    const web = await open(false);
    const low = await startMany(web, ana, drained / 10, { queue: "mail", priority: "low" });
    const normal = await startMany(web, ana, (drained * 8) / 10, { queue: "mail" });
    const high = await startMany(web, ana, drained / 10, { queue: "mail", priority: "high" });
    const began = performance.now();
    const out = await web.queues.drain(operatorOf(web), "mail", { reason: "moving" });
    printFigure({ queue: "drain", runs: drained, seconds: Math.round((performance.now() - began) / 100) / 10 });
    expect(out).toEqual([...high, ...normal, ...low]);
    expect(await statuses()).toEqual({ waiting: drained });
  });

  test.each(["clear", "drain"] as const)(
    "lose nothing and do nothing twice when one claims while another calls %s",
    { timeout: timeLimit(60_000) },
    async (verb) => {
      const web = await open(false);
      const ids = await startMany(web, ana, raced, { queue: "mail" });
      await Promise.all([open({ ...quickWorker, concurrency: 4 }), open({ ...quickWorker, concurrency: 4 })]);
      await until("something has begun", () => begun.length > 0);
      const out = await web.queues[verb](operatorOf(web), "mail");
      await until("all is at rest", async () => {
        const { queued = 0, running = 0 } = await statuses();
        return queued + running === 0;
      });
      expect(new Set(out).size).toBe(out.length);
      expect(begun.filter((runId) => out.includes(runId))).toEqual([]);
      expect([...begun, ...out].toSorted()).toEqual(ids.toSorted());
      const last = verb === "clear" ? "cancelled" : "waiting";
      const { completed = 0, [last]: taken = 0 } = await statuses();
      expect({ completed, taken }).toEqual({ completed: begun.length, taken: out.length });
      printFigure({ queue: `${verb} against claims`, runs: raced, takenOut: out.length, executed: begun.length });
    },
  );

  test("take nothing more once their pause is acknowledged", async () => {
    const web = await open(false);
    await startMany(web, ana, raced, { queue: "mail" });
    await Promise.all([open({ ...quickWorker, concurrency: 4 }), open({ ...quickWorker, concurrency: 4 })]);
    await until("something has begun", () => begun.length > 0);
    await web.queues.pause(operatorOf(web), "mail");
    const [queued] = await race.sql<{ n: number }>(
      "select count(*)::integer as n from scoria.runs where status = 'queued'",
    );
    await until("what was taken is done", async () => ((await statuses())["running"] ?? 0) === 0);
    // Each of them looks around while it is paused, and finds nothing.
    await web.queues.configure(operatorOf(web), "letters", { concurrency: 1 });
    const { runId } = await web.startRun(ana, { initialStep: { kind: "note" }, queue: "letters" } as never);
    await web.waitForRun(ana, runId, { until: "settled" });
    expect((await statuses())["queued"]).toBe(queued?.n);
  });

  test("keep their limits over all processes", async () => {
    const web = await open(false);
    await web.queues.configure(operatorOf(web), "mail", { concurrency: 5, keyConcurrency: 1 });
    for (const key of ["a", "b", "c", "d", "e", "f", "g", "h"]) {
      await startMany(web, ana, 10, { queue: "mail", concurrencyKey: key });
    }
    await Promise.all([open({ ...quickWorker, concurrency: 8 }), open({ ...quickWorker, concurrency: 8 })]);
    const seen = { most: 0, ofOneKey: 0 };
    await until(
      "all are done",
      async () => {
        const [row] = await race.sql<{ running: number; key: number; left: number }>(`
        select count(*) filter (where status = 'running')::integer as running,
          coalesce((select max(n) from (
            select count(*)::integer as n from scoria.runs where status = 'running' group by concurrency_key) k), 0) as key,
          count(*) filter (where finished_at is null)::integer as left
        from scoria.runs`);
        seen.most = Math.max(seen.most, row?.running ?? 0);
        seen.ofOneKey = Math.max(seen.ofOneKey, row?.key ?? 0);
        return row?.left === 0;
      },
      30_000,
    );
    expect(seen.most).toBeLessThanOrEqual(5);
    expect(seen.ofOneKey).toBeLessThanOrEqual(1);
    expect(new Set(begun).size).toBe(80);
    expect(begun).toHaveLength(80);
  });

  test("let the few of one tenant pass the flood of another", { timeout: timeLimit(60_000) }, async () => {
    const web = await open(false);
    await startMany(web, ana, flood, { queue: "mail" });
    const quiet = await startMany(web, eve, few, { queue: "mail" });
    await open({ ...quickWorker, concurrency: 8 });
    await until("the few are done", () => quiet.every((runId) => begun.includes(runId)), 30_000);
    const place = Math.max(...quiet.map((runId) => begun.indexOf(runId)));
    printFigure({ queue: "flood", flood, few, lastOfTheFew: place });
    // Half of the places are theirs; by age they would have come after all of the others.
    expect(place).toBeLessThan(8 * few);
  });

  test("begin a thousand runs that are due at one moment, each once", { timeout: timeLimit(60_000) }, async () => {
    const web = await open(false);
    const [clock] = await race.sql<{ now: Date }>("select scoria.clock() as now");
    const runAt = new Date((clock?.now.getTime() ?? 0) + 3_000);
    const ids = await startMany(web, ana, due, { runAt });
    expect(await statuses()).toEqual({ waiting: due });
    await Promise.all([open(quickWorker), open(quickWorker)]);
    await until("all have run", async () => (await statuses())["completed"] === due, 40_000);
    expect(begun.toSorted()).toEqual(ids.toSorted());
  });
});
