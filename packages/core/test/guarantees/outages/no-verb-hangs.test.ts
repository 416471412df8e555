import { afterAll, beforeAll, describe, expect, test } from "vitest";
import {
  createScoria,
  isScoriaError,
  migrate,
  quietLogger,
  type HandlerContext,
  type Identity,
  type Scoria,
} from "../../../src/index.ts";
import { ana, bo } from "../../../src/testing/create-test-scoria.ts";
import { testIdentity } from "../../../src/testing/test-identity.ts";
import { serverUrl } from "../../../src/testing/test-databases.ts";
import { PgProxy } from "../races/pg-proxy.ts";
import { openRaceDatabase, printFigure, until, type RaceDatabase } from "../races/race-database.ts";
import { postgresBin, PrivateServer } from "./private-server.ts";

const handlers = {
  work: (ctx: HandlerContext) => ctx.step("work", () => "done"),
  fail: () => Promise.reject(new Error("It fails.")),
  ask: (ctx: HandlerContext) => ctx.requestApproval({ tool: "pay", arguments: { cents: 1 } }),
  wait: (ctx: HandlerContext) => ctx.waitForSignal("never"),
};
const inSession: Identity = testIdentity({ actorId: "ana", sessionId: "chat" });
/** Ten seconds of patience, and what two busy cores take to say so. */
const limitMs = 11_500;

/** One run of each kind that a verb needs. */
interface Runs {
  readonly done: string;
  readonly failed: string;
  readonly asking: string;
  readonly approvalId: string;
  readonly waiting: string;
}

async function makeRuns(scoria: Scoria): Promise<Runs> {
  const start = async (kind: string, end: "waiting" | "settled") => {
    const { runId } = await scoria.startRun(ana, { initialStep: { kind } });
    return scoria.waitForRun(ana, runId, { until: end });
  };
  await scoria.schedules.set(ana, "yearly", { kind: "work", cron: "@yearly" });
  const asking = await start("ask", "waiting");
  if (asking.status !== "waiting" || asking.waitingFor.kind !== "approval") throw new Error(`It is ${asking.status}.`);
  return {
    done: (await start("work", "settled")).runId,
    failed: (await start("fail", "settled")).runId,
    asking: asking.runId,
    approvalId: asking.waitingFor.approvalId,
    waiting: (await start("wait", "waiting")).runId,
  };
}

type Verbs = Readonly<Record<string, () => Promise<unknown>>>;

const readVerbs = (scoria: Scoria, runs: Runs): Verbs => ({
  getRun: () => scoria.getRun(ana, runs.done),
  getRunDetail: () => scoria.getRunDetail(ana, runs.done),
  listRuns: () => scoria.listRuns(ana),
  listRunsForSession: () => scoria.listRunsForSession(inSession),
  listApprovals: () => scoria.listApprovals(ana),
  waitForRun: () => scoria.waitForRun(ana, runs.done, { until: "settled" }),
  watchRun: () => scoria.watchRun(ana, runs.done)[Symbol.asyncIterator]().next(),
  verifyEvidence: () => scoria.verifyEvidence(ana, runs.done),
  exportEvidence: () => scoria.exportEvidence(ana, runs.done),
  "schedules.list": () => scoria.schedules.list(ana),
});

const scheduleVerbs = ({ schedules }: Scoria): Verbs => ({
  "schedules.set": () => schedules.set(ana, "yearly", { kind: "work", cron: "@yearly" }),
  "schedules.pause": () => schedules.pause(ana, "yearly"),
  "schedules.resume": () => schedules.resume(ana, "yearly"),
  "schedules.remove": () => schedules.remove(ana, "never-was"),
});

const rowVerbs = (scoria: Scoria, runs: Runs): Verbs => ({
  decideApproval: () => scoria.decideApproval(bo, runs.approvalId, { decision: "approved" }),
  signalRun: () => scoria.signalRun(ana, runs.waiting, "other"),
  resumeRun: () => scoria.resumeRun(ana, runs.waiting),
  retryRun: () => scoria.retryRun(ana, runs.failed),
  cancelRun: () => scoria.cancelRun(ana, runs.waiting),
});

const startVerbs = (scoria: Scoria): Verbs => ({
  startRun: () => scoria.startRun(ana, { initialStep: { kind: "work" } }),
  startRuns: () =>
    scoria.startRuns(
      ana,
      Array.from({ length: 20 }, () => ({ initialStep: { kind: "work" } })),
    ),
});

const allVerbs = (scoria: Scoria, runs: Runs): Verbs => ({
  ...readVerbs(scoria, runs),
  ...rowVerbs(scoria, runs),
  ...startVerbs(scoria),
  ...scheduleVerbs(scoria),
});

/** Calls all verbs at once: the code that each is refused with, and how long the slowest took to say it. */
async function refusalsOf(
  verbs: Verbs,
): Promise<{ readonly codes: Record<string, string>; readonly slowestMs: number }> {
  const codes: Record<string, string> = {};
  let slowestMs = 0;
  const refusal = async (name: string, call: () => Promise<unknown>): Promise<void> => {
    const called = performance.now();
    codes[name] = await call().then(
      () => "answered",
      (error: unknown) => (isScoriaError(error) ? error.code : String(error)),
    );
    slowestMs = Math.max(slowestMs, Math.round(performance.now() - called));
  };
  await Promise.all(Object.entries(verbs).map(([name, call]) => refusal(name, call)));
  return { codes, slowestMs };
}

const each = (verbs: Verbs, code: unknown): unknown =>
  Object.fromEntries(Object.keys(verbs).map((name) => [name, code]));
const databaseCode = expect.stringMatching(/^DATABASE_(UNAVAILABLE|BUSY)$/) as unknown;

/**
 * What comes after an outage is as if there had been none: with new runs, since what was under way when its caller was told
 * may still have been done. `resumeRun` rightly refuses a run that still waits.
 */
async function expectAllWell(scoria: Scoria, runs: Runs): Promise<void> {
  const { codes } = await refusalsOf(allVerbs(scoria, runs));
  expect(codes).toEqual({
    ...(each(allVerbs(scoria, runs), "answered") as object),
    resumeRun: expect.stringMatching(/^(answered|RUN_NOT_RESUMABLE)$/) as unknown,
    signalRun: expect.stringMatching(/^(answered|RUN_NOT_RESUMABLE)$/) as unknown,
  });
}

test.skipIf(postgresBin === undefined)(
  "while the server is stopped every verb says within ten seconds that it is away, and works when it is back",
  { timeout: 90_000 },
  async () => {
    await using server = await PrivateServer.start();
    await migrate({ database: server.url });
    await using scoria = await createScoria({ database: server.url, logger: quietLogger, handlers });
    const runs = await makeRuns(scoria);
    const verbs = allVerbs(scoria, runs);
    await server.stop("fast");
    const { codes, slowestMs } = await refusalsOf(verbs);
    printFigure({ fault: "F9 server stopped", verbs: Object.keys(verbs).length, slowestMs });
    expect(codes).toEqual(each(verbs, "DATABASE_UNAVAILABLE"));
    expect(slowestMs).toBeLessThan(limitMs);
    await server.start();
    await expectAllWell(scoria, await makeRuns(scoria));
  },
);

describe.skipIf(serverUrl === undefined)("a fault on the way to the database (PostgreSQL)", () => {
  let race: RaceDatabase;
  beforeAll(async () => {
    race = await openRaceDatabase();
  });
  afterAll(async () => race[Symbol.asyncDispose]());

  test(
    "that swallows everything is told by every verb within ten seconds, and passes",
    { timeout: 90_000 },
    async () => {
      await using proxy = await PgProxy.open(race.url);
      await using scoria = await createScoria({ database: proxy.url, logger: quietLogger, handlers });
      const runs = await makeRuns(scoria);
      const verbs = allVerbs(scoria, runs);
      proxy.blackHole(() => true);
      const { codes, slowestMs } = await refusalsOf(verbs);
      printFigure({ fault: "F8 black hole", verbs: Object.keys(verbs).length, slowestMs });
      expect(codes).toEqual(each(verbs, databaseCode));
      expect(slowestMs).toBeLessThan(limitMs);
      proxy.blackHole(() => false);
      await expectAllWell(scoria, await makeRuns(scoria));
    },
  );

  test("that fills the pool of reads is told as busy, and costs no heartbeat", { timeout: 90_000 }, async () => {
    const warnings: string[] = [];
    const logger = { ...quietLogger, warn: (message: string) => void warnings.push(message) };
    const worker = { leaseMs: 2_000, heartbeatMs: 300, pollMs: 100 };
    await using scoria = await createScoria({ database: race.url, nodeName: "beats", worker, logger, handlers });
    const runs = await makeRuns(scoria);
    const holder = await race.session();
    // Whoever reads a journal waits for it, and keeps a connection for that; heads can be read.
    await holder.query("begin; lock table scoria.journal in access exclusive mode");
    const holding = Array.from({ length: 5 }, () => scoria.exportEvidence(ana, runs.done).catch(() => {}));
    await until("all connections for reads are held", async () => {
      const [row] = await race.sql<{ n: number }>(
        `select count(*) as n from pg_stat_activity
         where datname = current_database() and application_name = 'scoria-reader' and wait_event_type = 'Lock'`,
      );
      return row?.n === 5;
    });
    const verbs = readVerbs(scoria, runs);
    const { codes, slowestMs } = await refusalsOf(verbs);
    const [beats] = await race.sql<{ silent_ms: number }>(
      `select extract(epoch from clock_timestamp() - heartbeat_at) * 1000 as silent_ms from scoria.nodes where name = 'beats'`,
    );
    await holder.query("rollback");
    await Promise.all(holding);
    printFigure({ fault: "F11 pool of reads exhausted", verbs: Object.keys(verbs).length, slowestMs });
    expect(codes).toEqual(each(verbs, databaseCode));
    expect(Object.values(codes)).toContain("DATABASE_BUSY");
    expect(slowestMs).toBeLessThan(limitMs);
    expect(Number(beats?.silent_ms)).toBeLessThan(worker.leaseMs);
    expect(warnings.filter((warning) => /heartbeat/i.test(warning))).toEqual([]);
    await expectAllWell(scoria, await makeRuns(scoria));
  });

  test("that is a row held by another session is told as busy, and the rest goes on", { timeout: 90_000 }, async () => {
    const warnings: string[] = [];
    const logger = { ...quietLogger, warn: (message: string) => void warnings.push(message) };
    const worker = { leaseMs: 2_000, heartbeatMs: 300, pollMs: 100 };
    await using scoria = await createScoria({ database: race.url, worker, logger, handlers });
    const runs = await makeRuns(scoria);
    const holder = await race.session();
    await holder.query("begin");
    await holder.query("select from scoria.runs where run_id = any($1::uuid[]) for update", [
      [runs.asking, runs.waiting, runs.failed],
    ]);
    const verbs = rowVerbs(scoria, runs);
    // Many more than there are connections for them.
    const many = Object.fromEntries(
      Array.from({ length: 10 }, (_, n) => Object.entries(verbs).map(([name, call]) => [`${name} ${n}`, call])).flat(),
    );
    const held = refusalsOf(many as Verbs);
    const others = await refusalsOf({
      ...readVerbs(scoria, runs),
      ...startVerbs(scoria),
    });
    const { codes, slowestMs } = await held;
    await holder.query("rollback");
    printFigure({ fault: "F13 held row", verbs: Object.keys(many).length, slowestMs, othersMs: others.slowestMs });
    expect(codes).toEqual(each(many as Verbs, "DATABASE_BUSY"));
    expect(slowestMs).toBeLessThan(limitMs);
    expect(new Set(Object.values(others.codes))).toEqual(new Set(["answered"]));
    expect(others.slowestMs).toBeLessThan(5_000);
    expect(warnings.filter((warning) => /heartbeat/i.test(warning))).toEqual([]);
    await expectAllWell(scoria, await makeRuns(scoria));
  });

  test(
    "by which a server takes no writes is told as such, and the runs go on after it",
    { timeout: 60_000 },
    async () => {
      await using scoria = await createScoria({ database: race.url, logger: quietLogger, handlers });
      const { runId } = await scoria.startRun(ana, { initialStep: { kind: "ask" } });
      const run = await scoria.waitForRun(ana, runId, { until: "waiting" });
      if (run.status !== "waiting" || run.waitingFor.kind !== "approval") throw new Error(`The run is ${run.status}.`);
      const name = new URL(race.url).pathname.slice(1);
      const session = await race.session();
      await session.query(`alter database ${name} set default_transaction_read_only = on`);
      const endOthers = `select pg_terminate_backend(pid) from pg_stat_activity
      where datname = current_database() and pid <> pg_backend_pid() and application_name <> 'scoria-migrate'`;
      await session.query(endOthers);
      await expect(
        scoria.decideApproval(bo, run.waitingFor.approvalId, { decision: "approved" }),
      ).rejects.toMatchObject({ code: "DATABASE_UNAVAILABLE", details: { sqlstate: "25006" } });
      expect((await scoria.getRun(ana, runId)).status).toBe("waiting");
      await session.query("set default_transaction_read_only = off");
      await session.query(`alter database ${name} reset default_transaction_read_only`);
      await session.query(endOthers);
      await scoria.decideApproval(bo, run.waitingFor.approvalId, { decision: "approved" });
      expect(await scoria.waitForRun(ana, runId, { until: "settled" })).toMatchObject({ status: "completed" });
    },
  );
});
