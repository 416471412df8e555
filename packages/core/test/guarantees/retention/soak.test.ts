import { describe, expect, test } from "vitest";
import { createScoria } from "../../../src/index.ts";
import { quietLogger } from "../../../src/seams/logger.ts";
import { ana } from "../../../src/testing/create-test-scoria.ts";
import { createTestDatabase, serverUrl, type TestDatabase } from "../../../src/testing/test-databases.ts";
import { open } from "../../databases/fresh-database.ts";
import { countOf, printFigure, timeLimit } from "../proof.ts";

const soakMs = countOf({ usual: 12_000, full: 1_800_000 });
const isLong = soakMs >= 600_000;
/** Long enough for thousands of rows to stand there, short enough for many rounds of removal. */
const ages = isLong
  ? { payloadsAfterMs: 20_000, runsAfterMs: 60_000, everyMs: 5_000 }
  : { payloadsAfterMs: 1_000, runsAfterMs: 2_000, everyMs: 1_000 };
const pauseMs = 25;
const tables = ["runs", "journal", "approvals", "follow_positions"] as const;
/** Rows come and go between two looks; the tables must not go with the time. */
const mostGrowth = 1.3;

interface Third {
  readonly bytes: number;
  readonly deadRows: number;
  readonly rows: number;
  readonly tombstoneBytes: number;
  readonly rssMiB: number;
  readonly claimP95Ms: number;
  /** How long starting a run took meanwhile: what slows the whole machine down slows this down as well. */
  readonly startP95Ms: number;
  readonly runs: number;
}

describe.skipIf(serverUrl === undefined)("with retention on, and runs coming all the time", () => {
  test(
    "the tables stay as large as what is kept, and claims as quick as they were",
    { timeout: timeLimit(120_000) },
    async () => {
      const on = await createTestDatabase("postgres");
      try {
        const thirds = await soak(on);
        const [first, second, last] = thirds as [Third, Third, Third];
        const minutes = (soakMs * 2) / 3 / 60_000;
        const found = {
          tableMiB: thirds.map(({ bytes }) => toMiB(bytes)),
          deadRows: thirds.map(({ deadRows }) => deadRows),
          rows: thirds.map(({ rows }) => rows),
          tombstoneMiB: toMiB(last.tombstoneBytes),
          rssMiB: thirds.map(({ rssMiB }) => rssMiB),
          rssSlopeMiBPerMinute: round((last.rssMiB - first.rssMiB) / minutes),
          claimP95Ms: thirds.map(({ claimP95Ms }) => claimP95Ms),
          startP95Ms: thirds.map(({ startP95Ms }) => startP95Ms),
          runs: thirds.reduce((sum, { runs }) => sum + runs, 0),
        };
        printFigure({ promise: "P28", engine: "postgres", ms: soakMs, ...found });
        expect(last.bytes).toBeLessThan(second.bytes * mostGrowth);
        expect(last.rows, "all that was written would be more").toBeLessThan(found.runs * 6 * 0.6);
        if (!isLong) return;
        expect(found.rssSlopeMiBPerMinute).toBeLessThan(1);
        expect(last.claimP95Ms / last.startP95Ms).toBeLessThanOrEqual((first.claimP95Ms / first.startP95Ms) * 2);
      } finally {
        await on.drop();
      }
    },
  );
});

async function soak(on: TestDatabase): Promise<readonly Third[]> {
  await using worker = await createScoria({
    database: on.url,
    logger: quietLogger,
    retention: ages,
    handlers: {
      async refund(ctx) {
        for (const name of ["quote", "check", "book"]) await ctx.step(name, () => ({ name, of: "x".repeat(200) }));
        if (ctx.input === true)
          await ctx.requestApproval({ tool: "refund", arguments: { cents: 1 }, expiresInMs: 200 });
        return "y".repeat(200);
      },
    },
  });
  // Its starts are queued, so that each run is claimed.
  await using host = await createScoria({ database: on.url, logger: quietLogger, worker: false });
  await using database = await open(on.url);
  const ask = async (text: string): Promise<Readonly<Record<string, number>>> =>
    (await database.control.query<Record<string, number>>({ text, values: [] })).rows[0] ?? {};
  const thirds: Third[] = [];
  const began = performance.now();
  for (let third = 1; third <= 3; third += 1) {
    const until = began + (soakMs / 3) * third;
    const claims: number[] = [];
    const starts: number[] = [];
    const underWay = new Set<Promise<void>>();
    let runs = 0;
    let cleanedAt = performance.now();
    while (performance.now() < until) {
      const started = performance.now();
      const run = await host.startRun(ana, {
        initialStep: { kind: "refund" },
        input: runs % 20 === 0,
      });
      starts.push(performance.now() - started);
      runs += 1;
      const settled = worker
        .waitForRun(ana, run.runId, { until: "settled", timeoutMs: 60_000 })
        .then(({ startedAt }) => {
          claims.push((startedAt?.getTime() ?? Number.NaN) - run.createdAt.getTime());
        });
      underWay.add(settled);
      void settled.finally(() => underWay.delete(settled));
      // The server's own vacuum comes by once a minute, which is later than a short soak ends.
      if (!isLong && performance.now() - cleanedAt > 1_000) {
        await ask(`vacuum ${tables.map((table) => `scoria.${table}`).join(", ")}`);
        cleanedAt = performance.now();
      }
      await new Promise((resolve) => setTimeout(resolve, Math.max(0, pauseMs - (performance.now() - started))));
    }
    await Promise.all(underWay);
    const size = await ask(`
select ${tables.map((table) => `pg_total_relation_size('scoria.${table}')`).join(" + ")} as bytes,
  pg_total_relation_size('scoria.tombstones') as stones,
  (select count(*) from scoria.journal) + (select count(*) from scoria.runs) as rows,
  (select sum(n_dead_tup) from pg_stat_user_tables where schemaname = 'scoria') as dead`);
    thirds.push({
      bytes: Number(size.bytes),
      rows: Number(size.rows),
      deadRows: Number(size.dead),
      tombstoneBytes: Number(size.stones),
      rssMiB: toMiB(process.memoryUsage.rss()),
      claimP95Ms: p95(claims),
      startP95Ms: p95(starts),
      runs,
    });
  }
  return thirds;
}

function p95(times: readonly number[]): number {
  return round(times.toSorted((a, b) => a - b)[Math.floor(times.length * 0.95)] ?? Number.NaN);
}

function toMiB(bytes: number): number {
  return round(bytes / 2 ** 20);
}

function round(value: number): number {
  return Math.round(value * 100) / 100;
}
