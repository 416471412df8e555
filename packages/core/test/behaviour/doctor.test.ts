import { randomUUID } from "node:crypto";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { createScoria, doctor, identity, migrate, type DoctorReport } from "../../src/index.ts";
import { checkClock } from "../../src/doctor/check-clock.ts";
import { quietLogger } from "../../src/seams/logger.ts";
import { serverUrl, type TestEngine } from "../../src/testing/test-databases.ts";
import { emptyDatabase, freshFolder, freshServerDatabase, onServer, open } from "../databases/fresh-database.ts";
import { startHolder } from "../databases/holder-process.ts";
import { TransactionPooler } from "../databases/transaction-pooler.ts";
import { onEachEngine } from "../on-each-engine.ts";

const ana = identity({ actorId: "ana", tenantId: "acme-tenant" });
const env = {};
const read = (
  report: DoctorReport,
): Record<string, { status: string; code?: string; message: string; advice?: string }> =>
  Object.fromEntries(report.checks.map((check) => [check.name, check]));

interface Place extends AsyncDisposable {
  readonly url: string;
}

/** An empty database of this engine. */
async function freshDatabase(engine: TestEngine): Promise<Place> {
  if (engine === "postgres") return freshServerDatabase();
  const folder = await freshFolder();
  const url = `file:${join(folder.path, "db")}`;
  await (await open(url, { from: await emptyDatabase() })).close();
  return { url, [Symbol.asyncDispose]: () => folder[Symbol.asyncDispose]() };
}

onEachEngine("doctor", (engine) => {
  test("finds a migrated database well, and says everything that it looked at", async () => {
    await using place = await freshDatabase(engine);
    await migrate({ database: place.url }, { env });
    const report = await doctor({ database: place.url, handlers: { refund: () => null } }, { env });
    expect(report.checks.filter(({ status }) => status === "problem")).toEqual([]);
    expect(report.ok).toBe(true);
    expect(report.checks.map(({ name }) => name)).toEqual([
      "options",
      "variables",
      "database",
      "durability",
      ...(engine === "postgres" ? ["server-settings", "prepared-statements", "notifications", "clock"] : []),
      "migrations",
      "role",
      "handlers",
      "nodes",
      "operator-runs",
    ]);
    expect(read(report).database?.message).toMatch(/PostgreSQL \d+(\.\d+)?\) answers in \d+\.\d ms/);
  });

  test("reports missing migrations, or that the next start applies them, and applies none", async () => {
    await using place = await freshDatabase(engine);
    const refused = await doctor({ database: place.url, migrate: "check" }, { env });
    expect(refused.ok).toBe(false);
    expect(read(refused).migrations).toMatchObject({ status: "problem", code: "MIGRATIONS_PENDING" });
    expect(read(refused).migrations?.message).toMatch(/core\/0001-runs/);
    expect(Object.keys(read(refused))).not.toContain("handlers");
    const waiting = await doctor({ database: place.url, migrate: "auto" }, { env });
    expect(waiting.ok).toBe(true);
    expect(read(waiting).migrations?.message).toMatch(/^The next start applies core\/0001-runs/);
  });

  test("reports a database that is ahead of this version", async () => {
    await using place = await freshDatabase(engine);
    await migrate({ database: place.url }, { env });
    await using database = await open(place.url);
    await database.control.query({
      text: "insert into scoria.migrations (owner, name, checksum) values ('core', '9999-later', 'x')",
      values: [],
    });
    await database.close();
    expect(read(await doctor({ database: place.url }, { env })).migrations).toMatchObject({
      status: "problem",
      code: "SCHEMA_TOO_NEW",
    });
  });

  test("reports runs that no handler here can go on with, and those that wait for an operator", async () => {
    await using place = await freshDatabase(engine);
    const scoria = await createScoria({
      database: place.url,
      migrate: "auto",
      logger: quietLogger,
      worker: { leaseMs: 100, heartbeatMs: 25, pollMs: 25 },
    });
    const start = { initialStep: { kind: "refund" }, input: { secret: "hunter2" } };
    const { runId } = await scoria.startRun(ana, start);
    await scoria.waitForRun(ana, runId, { until: "waiting" });
    await scoria.startRun(ana, { ...start, initialStep: { kind: "refund" } });
    await scoria.close();

    const without = await doctor({ database: place.url }, { env });
    expect(without.ok).toBe(false);
    expect(read(without).handlers).toMatchObject({ status: "problem", code: "HANDLER_MISSING" });
    expect(read(without).handlers?.message).toMatch(/^2 runs cannot go on: .* has a handler for refund\.$/);
    expect(read(without)["operator-runs"]).toMatchObject({ status: "warning" });
    expect(read(without)["operator-runs"]?.message).toMatch(/^\d runs? waits? for an operator: HANDLER_MISSING\.$/);
    expect(JSON.stringify(without)).not.toMatch(/hunter2|acme-tenant|ana/);

    const withIt = await doctor({ database: place.url, handlers: { refund: () => null } }, { env });
    expect(read(withIt).handlers?.status).toBe("ok");
  });
});

describe("doctor, before any database", () => {
  test("reports options that cannot be read, and variables that say nothing", async () => {
    const report = await doctor({ datbase: "memory:" } as object, { env: { SCORIA_DATABSE: "hunter2" } });
    expect(report).toEqual({
      ok: false,
      checks: [
        {
          name: "options",
          status: "problem",
          code: "UNKNOWN_OPTION",
          message: 'createScoria was given the unknown option "datbase". Did you mean "database"?',
        },
        {
          name: "variables",
          status: "warning",
          message:
            "The variable SCORIA_DATABSE is no setting of Scoria, so it changes nothing. Did you mean SCORIA_DATABASE?",
        },
      ],
    });
  });

  test("reports a variable that is refused, by its name alone", async () => {
    const report = await doctor({}, { env: { SCORIA_DATABASE: "mysql://root:hunter2@db/x" } });
    expect(report.checks[0]).toMatchObject({ status: "problem", code: "INVALID_INPUT" });
    expect(report.checks[0]?.message).toMatch(/^SCORIA_DATABASE must be /);
    expect(JSON.stringify(report)).not.toContain("hunter2");
  });

  test("reports options that throw when they are read", async () => {
    const hostile = {
      get refund(): () => null {
        throw new Error("hunter2");
      },
    };
    const report = await doctor({ handlers: hostile }, { env });
    expect(report.checks[0]).toMatchObject({ name: "options", status: "problem", code: "INVALID_INPUT" });
    expect(JSON.stringify(report)).not.toContain("hunter2");
  });

  test("says which variables are in force", async () => {
    const report = await doctor({}, { env: { SCORIA_DATABASE: "memory:", SCORIA_WORKER: "off" } });
    expect(read(report).options?.message).toBe(
      "The options can be read. Overridden by SCORIA_DATABASE, SCORIA_WORKER.",
    );
    expect(read(report).durability?.message).toMatch(/in memory/);
  });
});

describe("doctor of an embedded database", () => {
  test("makes none where none is", async () => {
    await using folder = await freshFolder();
    const path = join(folder.path, "db");
    const report = await doctor({ database: `file:${path}` }, { env });
    expect(report.ok).toBe(true);
    expect(read(report).database?.message).toBe("The embedded database is not there yet. The first start makes it.");
    expect(read(report).migrations?.message).toMatch(/^The next start applies core\/0001-runs/);
    expect(existsSync(path)).toBe(false);
    const checked = await doctor({ database: `file:${path}`, migrate: "check" }, { env });
    expect(read(checked).migrations).toMatchObject({ status: "problem", code: "MIGRATIONS_PENDING" });
  });

  test("reports the process that has it open", async () => {
    await using folder = await freshFolder();
    await using holder = await startHolder("open", folder.path);
    expect(await holder.begin()).toBe("open");
    const report = await doctor({ database: `file:${folder.path}` }, { env });
    expect(report.ok).toBe(false);
    expect(read(report).database).toMatchObject({ status: "problem", code: "DATABASE_LOCKED" });
    expect(read(report).database?.message).toContain(String(holder.pid));
  });

  test("says that it does not outlive its machine", async () => {
    await using folder = await freshFolder();
    expect(read(await doctor({ database: `file:${folder.path}` }, { env })).durability).toMatchObject({
      status: "warning",
      message: expect.stringContaining("not of its machine") as string,
    });
  });
});

describe.skipIf(serverUrl === undefined)("doctor of a server", () => {
  /** A login of its own on one database; what it owns goes with it. */
  async function login(superuserUrl: string): Promise<Place & { readonly role: string }> {
    const role = `doctor_${randomUUID().replaceAll("-", "")}`;
    await onServer(`create role ${role} login password 'hunter2'`);
    const target = new URL(superuserUrl);
    target.username = role;
    target.password = "hunter2";
    return {
      url: target.href,
      role,
      async [Symbol.asyncDispose]() {
        await using database = await open(superuserUrl);
        await database.control.query({ text: `drop owned by ${role} cascade`, values: [] });
        await onServer(`drop role ${role}`);
      },
    };
  }

  test("reports a server that is not there, without the password", async () => {
    const report = await doctor({ database: "postgres://app:hunter2@127.0.0.1:1/db" }, { env });
    expect(read(report).database).toMatchObject({ status: "problem", code: "DATABASE_UNAVAILABLE" });
    expect(JSON.stringify(report)).not.toMatch(/hunter2|app:/);
  });

  test("warns of a superuser and of the owner, and names neither", async () => {
    await using server = await freshServerDatabase();
    expect(read(await doctor({ database: server.url, migrate: "auto" }, { env })).role).toBeUndefined();
    await using owner = await login(server.url);
    await onServer(`grant create on database ${server.name} to ${owner.role}`);
    await migrate({ database: owner.url }, { env });
    const asSuperuser = await doctor({ database: server.url }, { env });
    expect(read(asSuperuser).role).toMatchObject({ status: "warning" });
    expect(read(asSuperuser).role?.message).toMatch(/ is a superuser, so row security would not bind it\.$/);
    const asOwner = await doctor({ database: owner.url }, { env });
    expect(read(asOwner).role?.message).toMatch(/ owns the tables, so row security would not bind it\.$/);
    expect(JSON.stringify(asOwner)).not.toMatch(new RegExp(`hunter2|${owner.role}`));
  });

  test("says what a role may not do, and is content with one that may and owns nothing", async () => {
    await using server = await freshServerDatabase();
    await migrate({ database: server.url }, { env });
    await using app = await login(server.url);
    await using database = await open(server.url);
    const grant = (what: string) => database.control.query({ text: `grant ${what} to ${app.role}`, values: [] });
    await grant("usage on schema scoria");
    await grant("select on all tables in schema scoria");
    const reader = await doctor({ database: app.url }, { env });
    expect(read(reader).role).toMatchObject({ status: "problem" });
    expect(read(reader).role?.message).toContain("insert on scoria.journal");
    expect(read(reader).role?.message).toContain("shows it no rows");
    expect(reader.checks.map(({ name }) => name)).not.toContain("operator-runs");
    await grant("insert, update on all tables in schema scoria");
    const helpless = await doctor({ database: app.url }, { env });
    expect(read(helpless).role).toMatchObject({ status: "problem" });
    expect(read(helpless).role?.message).toContain("execute scoria.write_batch");
    await grant("execute on all functions in schema scoria");
    const forgetful = await doctor({ database: app.url }, { env });
    expect(read(forgetful).role?.message).toContain("delete on scoria.queue_slots");
    await grant("delete on scoria.queues, scoria.queue_slots, scoria.queue_minutes");
    const worker = await doctor({ database: app.url }, { env });
    expect(read(worker).role).toMatchObject({ status: "ok" });
  });

  test("warns of a pooler that breaks named statements, unless they are off", async () => {
    await using server = await freshServerDatabase();
    await migrate({ database: server.url }, { env });
    await using pooler = await TransactionPooler.open(server.url);
    const report = await doctor({ database: pooler.url }, { env });
    expect(read(report)["prepared-statements"]).toMatchObject({
      status: "warning",
      advice: expect.stringContaining("SCORIA_PREPARED_NAMES=false") as string,
    });
    expect(report.ok).toBe(true);
    const off = await doctor({ database: pooler.url, preparedNames: false }, { env });
    expect(read(off)["prepared-statements"]).toMatchObject({ status: "ok" });
    const direct = await doctor({ database: server.url }, { env });
    expect(read(direct)["prepared-statements"]).toMatchObject({ status: "ok" });
  });

  test("warns of notifications that are not heard, and finds a way beside the pooler well", async () => {
    await using server = await freshServerDatabase();
    await migrate({ database: server.url }, { env });
    await using pooler = await TransactionPooler.open(server.url);
    const through = { database: pooler.url, preparedNames: false };
    const report = await doctor(through, { env });
    expect(report.ok).toBe(true);
    expect(read(report).notifications).toMatchObject({
      status: "warning",
      message: expect.stringContaining("not heard") as string,
      advice: expect.stringContaining("SCORIA_LISTEN_URL") as string,
    });
    const beside = await doctor({ ...through, listenUrl: server.url }, { env });
    expect(read(beside).notifications).toMatchObject({ status: "ok", message: "Notifications are heard." });
    const off = await doctor({ ...through, notifications: false }, { env });
    expect(read(off).notifications).toMatchObject({ status: "ok", message: expect.stringContaining("off") as string });
    const gone = new URL(server.url);
    gone.port = "1";
    const unreachable = await doctor({ ...through, listenUrl: gone.href }, { env });
    expect(read(unreachable).notifications).toMatchObject({ status: "warning" });
  });

  test("warns of settings of the database that work against it", async () => {
    await using server = await freshServerDatabase();
    await migrate({ database: server.url }, { env });
    await onServer(`alter database ${server.name} set default_transaction_isolation = 'serializable'`);
    await onServer(`alter database ${server.name} set statement_timeout = '3s'`);
    await onServer(`alter database ${server.name} set synchronous_commit = off`);
    await onServer(`alter database ${server.name} connection limit 12`);
    const report = read(await doctor({ database: server.url }, { env }));
    expect(report["server-settings"]?.status).toBe("warning");
    expect(report["server-settings"]?.message).toMatch(
      /room for 12 connections, .*isolation is serializable.*timeout is 3000 ms/,
    );
    expect(report.durability).toMatchObject({ status: "warning" });
    expect(report.durability?.message).toMatch(/^synchronous_commit is off/);
    await onServer(`alter database ${server.name} set default_transaction_read_only = on`);
    const readOnly = await doctor({ database: server.url }, { env });
    expect(readOnly.ok).toBe(false);
    expect(read(readOnly)["server-settings"]?.message).toMatch(/^The database takes no writes/);
  });

  test("tells how far the clocks are apart", async () => {
    await using server = await freshServerDatabase();
    await using database = await open(server.url);
    expect(await checkClock(database.control, Date.now)).toMatchObject({ name: "clock", status: "ok" });
    const slow = await checkClock(database.control, () => Date.now() - 60_000);
    expect(slow).toMatchObject({ status: "warning" });
    expect(slow.message).toMatch(/^The database's clock is (59,9\d\d|60,0\d\d) ms ahead of this process's\.$/);
    expect((await checkClock(database.control, () => Date.now() + 60_000)).message).toContain(" behind ");
  });

  test("tells which nodes are alive, which vanished, and when nobody executes what waits", async () => {
    await using server = await freshServerDatabase();
    const quiet = { database: server.url, migrate: "auto", logger: quietLogger } as const;
    const starter = await createScoria({ ...quiet, worker: false });
    const { runId } = await starter.startRun(ana, { initialStep: { kind: "refund" } });
    const options = { database: server.url, handlers: { refund: () => null } };
    expect(read(await doctor(options, { env })).nodes).toMatchObject({
      status: "warning",
      message: "Runs are there to be executed, and no node is alive.",
    });

    const worker = await createScoria({
      ...quiet,
      nodeName: "worker-7",
      handlers: { refund: async (ctx) => ctx.requestApproval({ tool: "refund", arguments: {} }) },
    });
    await starter.waitForRun(ana, runId, { until: "waiting" });
    const elsewhere = await doctor({ database: server.url }, { env });
    expect(read(elsewhere).nodes).toMatchObject({ status: "ok", message: "Alive: worker-7." });
    expect(read(elsewhere).handlers).toMatchObject({ status: "ok" });
    expect(read(elsewhere).handlers?.message).toMatch(/Only other nodes have refund\.$/);
    await worker.close();
    await starter.close();

    await using database = await open(server.url);
    await database.control.query({
      text: "update scoria.nodes set heartbeat_at = scoria.clock() - interval '10 minutes' where name = 'worker-7'",
      values: [],
    });
    const after = await doctor(options, { env });
    expect(read(after).nodes).toMatchObject({ status: "warning" });
    expect(read(after).nodes?.message).toBe("In the last hour 1 node ended without signing off: worker-7.");
  });
});
