import pg from "pg";
import { describe, expect, test } from "vitest";
import { createScoria, migrate, type Lane, type Logger } from "../../../src/index.ts";
import { quietLogger } from "../../../src/seams/logger.ts";
import { ana, bo, createTestScoria } from "../../../src/testing/create-test-scoria.ts";
import { serverUrl } from "../../../src/testing/test-databases.ts";
import { freshServerDatabase } from "../../databases/fresh-database.ts";
import { onEachEngine } from "../../on-each-engine.ts";
import { printFigure } from "../proof.ts";

/** What a next version would do to a table that every run needs. */
const widening: Lane<"widening", {}> = {
  name: "widening",
  migrations: [
    { name: "0001-runs", sql: "alter table scoria.runs add column widening integer" },
    { name: "0002-by-widening", indexes: [{ name: "runs_by_widening", on: "scoria.runs (widening)" }] },
  ],
  attach: () => ({}),
};

describe.skipIf(serverUrl === undefined)("a migration of a table that a long transaction holds", () => {
  test(
    "keeps nobody waiting for more than two seconds, and is applied once the table is free",
    { timeout: 60_000 },
    async () => {
      await using server = await freshServerDatabase();
      const options = { database: server.url, logger: quietLogger, worker: { pollMs: 50 } } as const;
      await migrate(options, { env: {} });
      await using scoria = await createScoria({ ...options, handlers: { work: (ctx) => ctx.step("one", () => 1) } });
      const holder = new pg.Client({ connectionString: server.url });
      await holder.connect();
      await holder.query("begin");
      await holder.query("select count(*) from scoria.runs");

      let isApplied = false;
      const migrating = migrate({ ...options, lanes: { widening } }, { env: {} }).finally(() => (isApplied = true));
      const looker = new pg.Client({ connectionString: server.url });
      await looker.connect();
      /** Whether the migration stands in line for the table just now. */
      const stands = async (): Promise<boolean> =>
        (
          await looker.query(
            "select from pg_locks where relation = 'scoria.runs'::regclass and mode = 'AccessExclusiveLock' and not granted",
          )
        ).rowCount === 1;
      let longestMs = 0;
      let done = 0;
      const work = async (): Promise<void> => {
        const begin = performance.now();
        const { runId } = await scoria.startRun(ana, { initialStep: { kind: "work" } });
        longestMs = Math.max(longestMs, performance.now() - begin);
        expect(await scoria.waitForRun(ana, runId, { until: "settled" })).toMatchObject({ status: "completed" });
        done += 1;
      };
      // Runs begin while it stands in line, three times.
      for (let turns = 0; turns < 3; turns += 1) {
        await expect.poll(stands, { timeout: 10_000, interval: 5 }).toBe(true);
        await Promise.all([work(), work(), work()]);
        await expect.poll(stands, { timeout: 10_000, interval: 5 }).toBe(false);
      }
      expect(isApplied).toBe(false);
      await holder.query("commit");
      expect((await migrating).applied.map(({ name }) => name)).toEqual(["0001-runs", "0002-by-widening"]);
      await work();
      await Promise.all([holder.end(), looker.end()]);
      printFigure({ promise: "P16", engine: "postgres", runs: done, longestMs: Math.round(longestMs) });
      expect(longestMs).toBeLessThan(2_000);
    },
  );
});

const ledger: Lane<
  "ledger",
  { readonly api: { read(): Promise<readonly object[]>; write(n: number): Promise<void> } }
> = {
  name: "ledger",
  migrations: [{ name: "0001-ledger", sql: "create table scoria.ledger_rows (n integer, text text)" }],
  attach: ({ tables }) => ({
    api: {
      read: () => tables.query({ name: "ledger_read", text: "select * from scoria.ledger_rows", values: [] }),
      async write(n) {
        await tables.query({
          name: "ledger_write",
          text: "insert into scoria.ledger_rows (n) values ($1)",
          values: [n],
        });
      },
    },
  }),
};

/** What migrations do to tables and functions that are in use. */
const changes = [
  "alter table scoria.runs add column later integer",
  "alter table scoria.journal add column later integer",
  "alter table scoria.approvals add column later integer default 7",
  "alter table scoria.nodes add column later integer",
  "alter table scoria.ledger_rows add column later integer",
  "alter table scoria.ledger_rows alter column n type bigint",
  "alter table scoria.ledger_rows alter column n type text using n::text",
  "alter table scoria.ledger_rows alter column n type integer using n::integer",
  ...["write_batch", "claim_runs", "decide_approval", "look_around", "append_external"].map(
    (name) => `do $do$
      declare one record;
      begin
        for one in select p.oid from pg_proc p join pg_namespace n on n.oid = p.pronamespace
          where n.nspname = 'scoria' and p.proname = '${name}'
        loop
          execute pg_get_functiondef(one.oid);
        end loop;
      end $do$`,
  ),
];

onEachEngine("statements that are prepared on live connections", (engine) => {
  test(
    "survive new columns, other types and replaced functions: no verb fails and nothing is warned of",
    { timeout: 120_000 },
    async () => {
      const warnings: string[] = [];
      const logger: Logger = {
        ...quietLogger,
        warn: (text) => void warnings.push(text),
        error: (text) => void warnings.push(text),
      };
      await using scoria = await createTestScoria({
        engine,
        logger,
        lanes: { ledger },
        handlers: {
          async work(ctx) {
            const one = await ctx.step("one", () => 1);
            const { status } = await ctx.requestApproval({ tool: "go", arguments: { one } });
            return status;
          },
        },
      });
      const everyVerb = async (): Promise<void> => {
        const { runId, approvalId } = await scoria.startWaitingRun(ana, { initialStep: { kind: "work" } });
        await scoria.signalRun(ana, runId, "hello", {});
        await scoria.listApprovals(ana, { status: "pending" });
        await scoria.decideApproval(bo, approvalId, { decision: "approved" });
        expect(await scoria.waitForRun(ana, runId, { until: "settled" })).toMatchObject({ output: "approved" });
        await Promise.all([
          scoria.getRun(ana, runId),
          scoria.getRunDetail(ana, runId),
          scoria.listRuns(ana),
          scoria.listRunsForSession(ana),
          scoria.ledger.read(),
          scoria.ledger.write(1),
        ]);
        expect(await scoria.verifyEvidence(ana, runId)).toMatchObject({ ok: true });
      };
      await everyVerb();
      for (const text of changes) {
        // Also beside what is under way.
        await Promise.all([everyVerb(), scoria.database.control.query({ text, values: [] }), everyVerb()]);
        await everyVerb();
      }
      expect(warnings).toEqual([]);
    },
  );
});
