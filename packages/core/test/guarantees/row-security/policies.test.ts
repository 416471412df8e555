import { afterAll, beforeAll, expect, test, vi } from "vitest";
import type { Connection, Database } from "../../../src/database.ts";
import { beginAsReader } from "../../../src/databases/begin-as-reader.ts";
import { newUuidV7 } from "../../../src/ids/uuid-v7.ts";
import { createTestScoria } from "../../../src/testing/create-test-scoria.ts";
import type { ReviewScoria } from "../../lanes/open-with-lane.ts";
import { reviewLane } from "../../lanes/review-lane.ts";
import { onEachEngine } from "../../on-each-engine.ts";
import { makeTenant, type Tenant } from "../hostile/tenant-pair.ts";
import { findUnprotected } from "../../../src/testing/find-unprotected.ts";

const undone = new Error("undone");

onEachEngine("row security", (engine) => {
  let scoria: ReviewScoria;
  let database: Database;
  let aster: Tenant;
  let tables: readonly string[];

  beforeAll(async () => {
    const opened = await createTestScoria({
      engine,
      rls: true,
      // A lane's tables are protected as core's are.
      lanes: { review: reviewLane() },
      handlers: {
        note: (ctx: { readonly input: unknown }) => ctx.input,
        ask: (ctx) => ctx.requestApproval({ tool: "refund", arguments: ctx.input }),
        fail: () => {
          throw new Error("No.");
        },
      },
    });
    scoria = opened as unknown as ReviewScoria;
    database = scoria.database as Database;
    aster = await makeTenant(opened, "aster");
    // What a queue with limits keeps, and what all queues count.
    const operator = opened.operator({ actorId: "ops", tenants: ["tenant-aster"] });
    await opened.queues.configure(operator, "limited", { concurrency: 9 });
    await opened.queues.pause(operator, "limited");
    const both = [aster, await makeTenant(opened, "briar")];
    // Taken by one claim, so that none of their slots is let go by the other's.
    const limited = both.map(async ({ who }) => {
      const { runId } = await opened.startRun(who, { initialStep: { kind: "note" }, queue: "limited", input: {} });
      return () => opened.waitForRun(who, runId, { until: "settled" });
    });
    const waits = await Promise.all(limited);
    await opened.queues.resume(operator, "limited");
    await Promise.all(waits.map((wait) => wait()));
    for (const { who } of both) {
      const { runId } = await scoria.review.startMarked(who, "note", "looked at");
      await vi.waitFor(async () => expect(await scoria.review.marksOf(who, runId)).toHaveLength(1), 20_000);
    }
    await vi.waitFor(
      async () => expect(await tenantsIn(database.control, "scoria.queue_minutes")).toHaveLength(2),
      20_000,
    );
    // As retention leaves them: that it does is told elsewhere.
    await database.control.query({
      text: `
insert into scoria.tombstones (
  run_id, tenant_id, status, seq, hash, created_at, finished_at, deleted_at, after_ms, deleted_by, entries_left)
select gen_random_uuid(), tenant, 'completed', 1, '', now(), now(), now(), 0, 'node:test', false
from unnest(array['tenant-aster', 'tenant-briar']) as tenant`,
      values: [],
    });
    const { rows } = await database.control.query<{ name: string }>({
      text: `
select c.oid::regclass::text as name
from pg_class c
join pg_attribute a on a.attrelid = c.oid and a.attname = 'tenant_id'
where c.relnamespace = 'scoria'::regnamespace and c.relkind = 'r'
order by 1`,
      values: [],
    });
    tables = rows.map(({ name }) => name);
  });
  afterAll(() => scoria.close());

  /** Runs `work` in a transaction that leaves nothing behind. */
  async function inVain(work: (connection: Connection) => Promise<void>): Promise<void> {
    const tried = database.transaction(async (connection) => {
      await work(connection);
      throw undone;
    });
    await tried.catch((error: unknown) => {
      if (error !== undone) throw error;
    });
  }

  const run = (connection: Connection, text: string) => connection.query({ text, values: [] });

  async function tenantsIn(connection: Connection, table: string): Promise<readonly string[]> {
    const text = `select distinct tenant_id from ${table} order by 1`;
    const { rows } = await connection.query<{ tenant_id: string }>({ text, values: [] });
    return rows.map((row) => row.tenant_id);
  }

  test("shows a statement that names no tenant only the tenants that it is bound to, in every table", async () => {
    const both = ["tenant-aster", "tenant-briar"];
    expect(tables).toEqual([
      "scoria.approvals",
      "scoria.follow_positions",
      "scoria.journal",
      "scoria.queue_minutes",
      "scoria.queue_slots",
      "scoria.review_marks",
      "scoria.runs",
      "scoria.schedules",
      "scoria.tombstones",
    ]);
    for (const table of tables) {
      expect(await tenantsIn(database.control, table)).toEqual(both);
      for (const tenants of [["tenant-aster"], ["tenant-briar"], both]) {
        expect(await tenantsIn(database.readAs(tenants), table)).toEqual(tenants);
      }
    }
  });

  test("shows nothing when it is bound to no tenant, to nothing, or to another one", async () => {
    const asReader = (setting: string | null) => async (connection: Connection) => {
      await run(connection, "set local role scoria_reader");
      if (setting !== null) await run(connection, `select set_config('scoria.tenants', '${setting}', true)`);
      for (const table of tables) expect(await tenantsIn(connection, table)).toEqual([]);
    };
    for (const setting of [
      null,
      "",
      "[]",
      '[""]',
      "[null]",
      '["tenant-other"]',
      '["TENANT-ASTER"]',
      '["tenant-aster "]',
    ]) {
      await inVain(asReader(setting));
    }
  });

  test("refuses a setting of another form", async () => {
    for (const setting of ["tenant-aster", "{tenant-aster}", "null", '"tenant-aster"', '{"a":"tenant-aster"}']) {
      const read = inVain(async (connection) => {
        await run(connection, "set local role scoria_reader");
        await run(connection, `select set_config('scoria.tenants', '${setting}', true)`);
        await run(connection, "select * from scoria.runs");
      });
      await expect(read, setting).rejects.toMatchObject({ code: expect.stringMatching(/^22/) as string });
    }
  });

  test("binds to ids that hold quotes, braces, backslashes, and words of SQL as they are", async () => {
    const ids = [`o'brien`, `"`, `\\`, `\\'; drop table scoria.runs; --`, `{a,b}`, `["tenant-aster"]`, `$1`, `日本 é`];
    const read = (connection: Connection) =>
      connection.query<{ bound: readonly string[] }>({ text: "select scoria.bound_tenants() as bound", values: [] });
    expect((await read(database.readAs(ids))).rows).toEqual([{ bound: ids }]);
    expect(beginAsReader(ids)).not.toMatch(/drop|brien/);
    expect(await tenantsIn(database.readAs(ids), "scoria.runs")).toEqual([]);
  });

  test("lets a bound reader read no table of the engine's own, and write none", async () => {
    const attempts = [
      "select * from scoria.secrets",
      "select * from scoria.nodes",
      "select * from scoria.migrations",
      ...tables.flatMap((table) => [`delete from ${table}`, `insert into ${table} default values`]),
      "update scoria.runs set tenant_id = 'tenant-aster'",
      "update scoria.journal set payload = null",
      "truncate scoria.approvals",
      "select * from scoria.runs for update",
    ];
    for (const attempt of attempts) {
      const tried = database.transaction(async (connection) => {
        await run(connection, beginAsReader(["tenant-aster"]).replace("begin read only; ", ""));
        await run(connection, attempt);
      });
      await expect(tried, attempt).rejects.toMatchObject({ code: "42501" });
    }
    await expect(run(database.readAs(["tenant-aster"]), "create temp table t ()")).rejects.toMatchObject({
      code: expect.stringMatching(/^(25006|42501)$/) as string,
    });
  });

  test("lets a bound reader neither write nor read through a function, not even one that it may call", async () => {
    const id = `'${newUuidV7(Date.now())}'`;
    const [foreign = ""] = aster.waiting;
    const calls = [
      `select scoria.cancel_run('${foreign}', array['tenant-aster'], ${id}, '{}', '{}')`,
      `select scoria.signal_run('${foreign}', array['tenant-aster'], 'paid', null, ${id}, '{}')`,
      `select scoria.resume_run('${foreign}', array['tenant-aster'], '{}')`,
      `select scoria.append_external('${foreign}', 'tenant-aster', 1, 'run.failed', '{}')`,
      `select scoria.wake_run('${foreign}', now())`,
      `select scoria.claim_runs('me', array['ask'], 1::smallint, null, 10, '')`,
      `select scoria.clear_queue('default', array['${foreign}']::uuid[], '{}', '{}')`,
      `select scoria.drain_queue('default', array['${foreign}']::uuid[], '{}')`,
      "select scoria.queue_stats(array['tenant-aster'])",
      "select scoria.pause_queue('default', 'me', null)",
      "select scoria.expire_approvals(10)",
      "select scoria.protect_table('scoria.runs')",
      "select scoria.grant_roles()",
    ];
    for (const isAllowed of [false, true]) {
      for (const call of calls) {
        const tried = database.transaction(async (connection) => {
          if (isAllowed) await run(connection, "grant execute on all functions in schema scoria to scoria_reader");
          await run(connection, beginAsReader(["tenant-briar"]).replace("begin read only; ", ""));
          const { rows } = await run(connection, call);
          // A function that does nothing without a row that it may see has done nothing, which is all that it may.
          expect(JSON.stringify(rows), call).not.toContain(foreign);
          throw undone;
        });
        const outcome: unknown = await tried.catch((error: unknown) => error);
        if (outcome !== undone) expect(outcome, call).toMatchObject({ code: "42501" });
        if (!isAllowed) expect(outcome, call).not.toBe(undone);
      }
    }
    expect(await scoria.entryTypes(aster.who, foreign)).toEqual(["run.started", "approval.requested", "run.waiting"]);
  });

  test("shows a bound reader nothing of others through the functions that it may call", async () => {
    const least = "'00000000-0000-0000-0000-000000000000'";
    const tenants = "array['tenant-aster', 'tenant-briar']";
    const calls = [
      `select * from scoria.newest_runs(${tenants}, null, null, null, null, null, null, false, null, null, null, 900)`,
      `select * from scoria.newest_runs(${tenants}, '{waiting}', null, null, null, null, null, false, null, null, null, 900)`,
      `select * from scoria.newest_runs(array['tenant-aster'], null, 'approval', null, null, null, null, false, null, null, null, 900)`,
      `select sum(runs) from scoria.count_recent_runs(${tenants}, array[${least}]::uuid[], 900)`,
      `select * from scoria.count_standing_runs(${tenants}, 900)`,
      `select * from scoria.count_pending_approvals(${tenants}, now(), 900)`,
      `select * from scoria.find_runs_for_attention(
        ${tenants}, 'infinity', 'infinity', 'infinity', 'ffffffff-ffff-ffff-ffff-ffffffffffff', 'infinity',
        'ffffffff-ffff-ffff-ffff-ffffffffffff', 900)`,
    ];
    for (const call of calls) {
      const seenBy = async (bound: readonly string[]): Promise<readonly object[]> =>
        (await run(database.readAs(bound), call)).rows as readonly object[];
      // The same rights over tenants who have nothing.
      const nothing = await seenBy(["tenant-other"]);
      const own = await seenBy(["tenant-briar"]);
      const all = await seenBy(["tenant-aster", "tenant-briar"]);
      expect(all, call).not.toEqual(nothing);
      expect(all, call).not.toEqual(own);
    }
  });

  test("leaves no table, function or unique key open, and the check of that finds each that is", async () => {
    expect(await findUnprotected(database.control)).toEqual([]);
    const mutants = [
      ["create table scoria.forgotten (tenant_id text)", "forgotten has row security switched off"],
      ["create table scoria.forgotten (n int)", "forgotten has row security switched off"],
      ["alter table scoria.runs disable row level security", "runs has row security switched off"],
      ["drop policy scoria_tenants on scoria.journal", 'journal has the policies {"scoria_engine *"}'],
      ["drop policy scoria_engine on scoria.approvals", 'approvals has the policies {"scoria_tenants r"}'],
      ["create policy extra on scoria.runs using (true)", "runs has the policies"],
      ["grant select on scoria.secrets to scoria_reader", "secrets can be read by scoria_reader"],
      ["grant update on scoria.runs to scoria_reader", "runs can be written by scoria_reader"],
      ["grant select on scoria.migrations to public", "the ledger can be read by scoria_reader"],
      ["create function scoria.peek() returns int return 1", "peek() can be called by scoria_reader"],
      [
        "create function scoria.peek() returns int security definer return 1",
        "peek() runs as its owner, on the search_path of its caller",
      ],
      [
        "alter function scoria.count_standing_runs security definer set search_path = pg_catalog",
        "count_standing_runs() shows scoria_reader what its owner sees",
      ],
      [
        "create unique index slip on scoria.runs (idempotency_key) where run_id is null",
        "scoria.slip is unique over all tenants",
      ],
    ];
    for (const [mutant = "", fault] of mutants) {
      await inVain(async (connection) => {
        await run(connection, mutant);
        expect((await findUnprotected(connection)).join("\n"), mutant).toContain(fault);
      });
    }
  });

  test("protects the table of a lane by one call in its migration", async () => {
    await inVain(async (connection) => {
      await run(
        connection,
        `create table scoria.handoffs (run_id uuid, tenant_id text, brief text);
         create function scoria.count_handoffs() returns bigint return (select count(*) from scoria.handoffs);
         select scoria.protect_table('scoria.handoffs');
         insert into scoria.handoffs (tenant_id) values ('tenant-aster'), ('tenant-briar')`,
      );
      expect(await findUnprotected(connection)).toEqual([]);
      await run(connection, "set local role scoria_writer");
      await run(connection, "update scoria.handoffs set brief = 'x'");
      expect(await tenantsIn(connection, "scoria.handoffs")).toEqual(["tenant-aster", "tenant-briar"]);
      await run(connection, beginAsReader(["tenant-briar"]).replace("begin read only; ", "reset role; "));
      expect(await tenantsIn(connection, "scoria.handoffs")).toEqual(["tenant-briar"]);
    });
  });

  test("lets an engine that owns nothing see all tenants, and never change or take out an entry", async () => {
    await inVain(async (connection) => {
      await run(connection, "set local role scoria_writer");
      for (const table of tables) {
        expect(await tenantsIn(connection, table)).toEqual(["tenant-aster", "tenant-briar"]);
      }
    });
    for (const attempt of [
      "update scoria.journal set payload = null",
      "delete from scoria.journal",
      "delete from scoria.runs",
    ]) {
      const tried = database.transaction(async (connection) => {
        await run(connection, "set local role scoria_writer");
        await run(connection, attempt);
      });
      await expect(tried, attempt).rejects.toMatchObject({ code: "42501" });
    }
  });

  test("gives a key that another tenant has used to whoever comes with it, and tells of no other run", async () => {
    const start = { initialStep: { kind: "note" }, input: { n: 1 }, idempotencyKey: "the-key-of-both" };
    const carl = scoria.identity({ actorId: "carl", tenantId: "tenant-cedar" });
    const dora = scoria.identity({ actorId: "carl", tenantId: "tenant-daisy" });
    const ofCarl = await scoria.startRun(carl, start);
    const ofDora = await scoria.startRun(dora, { ...start, input: { n: 2 } });
    expect(ofDora.runId).not.toBe(ofCarl.runId);
    expect(await scoria.startRun(carl, start)).toMatchObject({ runId: ofCarl.runId, tenantId: "tenant-cedar" });
    expect(await scoria.startRun(dora, { ...start, input: { n: 2 } })).toMatchObject({ runId: ofDora.runId });
    await expect(scoria.startRun(dora, start)).rejects.toMatchObject({
      code: "IDEMPOTENCY_MISMATCH",
      details: { runId: ofDora.runId },
    });
  });
});
