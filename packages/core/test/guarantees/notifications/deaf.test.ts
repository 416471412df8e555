import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { ana } from "../../../src/testing/create-test-scoria.ts";
import { serverUrl } from "../../../src/testing/test-databases.ts";
import { TransactionPooler } from "../../databases/transaction-pooler.ts";
import { countOf, timeLimit } from "../proof.ts";
import { PgProxy } from "../races/pg-proxy.ts";
import { openRaceDatabase, printFigure, until, type RaceDatabase } from "../races/race-database.ts";
import { listeners, openAt, rarely, untilListening, untilNobodyListens } from "./notice-board.ts";

const start = { initialStep: { kind: "work" } };
const handlers = { work: () => "done" };

describe.skipIf(serverUrl === undefined)("a node that hears nothing", () => {
  let race: RaceDatabase;

  beforeAll(async () => {
    race = await openRaceDatabase();
  });

  beforeEach(async () => untilNobodyListens(race));

  afterAll(async () => race[Symbol.asyncDispose]());

  test(
    "starts work within its poll",
    async () => {
      await using proxy = await PgProxy.open(race.url);
      const pollMs = 200;
      let begunAt = 0;
      await using node = await openAt(
        proxy.url,
        { worker: { pollMs }, handlers: { work: () => void (begunAt = performance.now()) } },
        { selfTestMs: 3_600_000 },
      );
      await using web = await openAt(race.url, { worker: false });
      await untilListening(race, "queued");
      proxy.blackHole((application) => application === "scoria-listen");
      const runs = countOf({ usual: 15, full: 200 });
      const tookMs: number[] = [];
      for (let n = 0; n < runs; n += 1) {
        const sentAt = performance.now();
        const { runId } = await web.startRun(ana, start);
        await web.waitForRun(ana, runId, { until: "settled" });
        tookMs.push(begunAt - sentAt);
      }
      const worstMs = Math.round(Math.max(...tookMs));
      printFigure({ promise: "P8 work starts without notifications", runs, pollMs, worstMs });
      expect(worstMs).toBeLessThan(pollMs + 500);
      // Else they would have been heard, and nothing shown.
      expect(tookMs.filter((ms) => ms > 20).length).toBeGreaterThan(runs / 2);
      void node;
    },
    timeLimit(30_000),
  );

  test("replaces a connection whose other end is gone, and then looks for what it missed", async () => {
    await using proxy = await PgProxy.open(race.url);
    await using node = await openAt(proxy.url, { worker: rarely, handlers });
    await using web = await openAt(race.url, { worker: false });
    const before = await untilListening(race, "queued");
    proxy.deafen("scoria-listen");
    const deafAt = performance.now();
    const { runId } = await web.startRun(ana, start);
    expect(await web.waitForRun(ana, runId, { until: "settled" })).toMatchObject({ output: "done" });
    printFigure({ fault: "F8 deaf socket", replacedMs: Math.round(performance.now() - deafAt) });
    expect(await untilListening(race, "queued", [before])).not.toBe(before);
    const next = await web.startRun(ana, start);
    expect(await web.waitForRun(ana, next.runId, { until: "settled" })).toMatchObject({ output: "done" });
    expect(node.lines.filter(({ level }) => level === "warn")).toEqual([]);
  });

  test(
    "finds it out, long before its next self-test, from work that nobody told it of",
    async () => {
      await using proxy = await PgProxy.open(race.url);
      const [pollMs, patienceMs] = [100, countOf({ usual: 400, full: 4_000 })];
      const times = { selfTestMs: 3_600_000, patienceMs };
      await using node = await openAt(proxy.url, { worker: { pollMs }, handlers }, times);
      await using web = await openAt(race.url, { worker: false });
      const before = await untilListening(race, "queued");
      proxy.deafen("scoria-listen");
      const deafAt = performance.now();
      await until("it listens on another connection", async () => {
        const { runId } = await web.startRun(ana, start);
        await web.waitForRun(ana, runId, { until: "settled" });
        return !(await listeners(race, "queued")).includes(before);
      });
      const foundMs = Math.round(performance.now() - deafAt);
      printFigure({ fault: "F8 deaf socket, found by doubt", pollMs, patienceMs, foundMs });
      expect(foundMs).toBeLessThan(2 * patienceMs + pollMs + 1_000);
      void node;
    },
    timeLimit(15_000),
  );

  test("whose listening session was ended listens again, and then looks for what nobody told it of", async () => {
    await using node = await openAt(race.url, { worker: rarely, handlers });
    await using silent = await openAt(race.url, { worker: false, notifications: false });
    const before = await untilListening(race, "queued");
    const { runId } = await silent.startRun(ana, start);
    await race.sql("select pg_terminate_backend($1)", [before]);
    expect(await silent.waitForRun(ana, runId, { until: "settled" })).toMatchObject({ output: "done" });
    expect(await untilListening(race, "queued", [before])).not.toBe(before);
    void node;
  });

  test("says so once, works by polling, and says when it hears again", async () => {
    await using proxy = await PgProxy.open(race.url);
    proxy.losesNotifications = true;
    await using node = await openAt(
      proxy.url,
      { worker: { pollMs: 50 }, handlers },
      { selfTestMs: 20, patienceMs: 50 },
    );
    await using web = await openAt(race.url, { worker: false });
    const warnings = () => node.lines.filter(({ level }) => level === "warn").map(({ message }) => message);
    await until("it has warned", () => warnings().length > 0);
    const { runId } = await web.startRun(ana, start);
    expect(await web.waitForRun(ana, runId, { until: "settled" })).toMatchObject({ output: "done" });
    const tried = proxy.statements.get("scoria-notify") ?? 0;
    await until("it has tried again", () => (proxy.statements.get("scoria-notify") ?? 0) >= tried + 4);
    expect(warnings()).toEqual([expect.stringMatching(/polling alone.*SCORIA_LISTEN_URL/)]);
    proxy.losesNotifications = false;
    await until("it hears again", () =>
      node.lines.some(({ level, message }) => level === "info" && /heard again/.test(message)),
    );
  });

  test("behind a transaction pooler hears through listenUrl, and is warned without it", async () => {
    await using pooler = await TransactionPooler.open(race.url);
    const through = { worker: rarely, handlers, preparedNames: false };
    await using web = await openAt(race.url, { worker: false });
    {
      await using node = await openAt(pooler.url, { ...through, listenUrl: race.url });
      await untilListening(race, "queued");
      const { runId } = await web.startRun(ana, start);
      expect(await web.waitForRun(ana, runId, { until: "settled" })).toMatchObject({ output: "done" });
      expect(node.lines.filter(({ message }) => /polling/.test(message))).toEqual([]);
    }
    await using deaf = await openAt(
      pooler.url,
      { ...through, worker: { pollMs: 50 } },
      { selfTestMs: 20, patienceMs: 50 },
    );
    await until("it is warned", () => deaf.lines.some(({ message }) => /polling alone/.test(message)));
    const { runId } = await web.startRun(ana, start);
    expect(await web.waitForRun(ana, runId, { until: "settled" })).toMatchObject({ output: "done" });
  });
});
