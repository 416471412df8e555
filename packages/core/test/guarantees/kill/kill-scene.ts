import { cpSync } from "node:fs";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import pg from "pg";
import { openDatabase, type Database } from "../../../src/database.ts";
import { migrateDatabase } from "../../../src/database/migrate.ts";
import { coreMigrations } from "../../../src/database/migrations/index.ts";
import type { WorkerOptions } from "../../../src/index.ts";
import type { StoredEntry } from "../../../src/journal/entry.ts";
import { readJournal } from "../../../src/journal/read-journal.ts";
import { quietLogger } from "../../../src/seams/logger.ts";
import { TestClock } from "../../../src/testing/test-clock.ts";
import { createTestDatabase, type TestEngine } from "../../../src/testing/test-databases.ts";

/** A database that outlives the processes that use it, and a ledger of what they did outside of it. */
export interface KillScene extends AsyncDisposable {
  readonly engine: TestEngine;
  readonly url: string;
  readonly ledger: string;
  /** How a process works that is going to be killed. */
  readonly worker: WorkerOptions & { readonly leaseMs: number };
  /** Resolves once nothing of the killed process is under way in the database. */
  untilQuiet(): Promise<void>;
  /**
   * Sets the clock of a server's database forward until little is left of the lease of those who own runs and are dead.
   * Whoever is there to take over has to wait for that, and is seen if it does not.
   */
  letTimePass(): Promise<void>;
  open(): Promise<Database>;
}

/** One run as a kill left it. */
export interface RunLeft {
  readonly runId: string;
  readonly key: string;
  readonly status: string;
  /** The node that had it, and when that was last heard of. */
  readonly owner: string | null;
  readonly heardOfAt: number | null;
  readonly entries: readonly StoredEntry[];
}

/**
 * The embedded lease is longer than any test: nothing may wait for it. That on a server is longer than a busy machine keeps
 * a living process from its heartbeats, which would be a fault that nobody asked for.
 */
const workers = {
  pglite: { leaseMs: 60_000, heartbeatMs: 20_000, pollMs: 50 },
  postgres: { leaseMs: 30_000, heartbeatMs: 400, pollMs: 100 },
} as const;

/** What a test leaves of the lease of a dead process to wait for, on a server. */
const leaseLeftMs = 1_500;

export async function createScene(engine: TestEngine): Promise<KillScene> {
  const folder = await mkdtemp(join(tmpdir(), "scoria-kill-"));
  const ledger = join(folder, "ledger.jsonl");
  const worker = workers[engine];
  if (engine === "pglite") {
    // A quarter of the time that the asynchronous form takes.
    cpSync(await embeddedTemplate(), join(folder, "db"), { recursive: true });
    const url = `file:${join(folder, "db")}`;
    return {
      engine,
      url,
      ledger,
      worker,
      untilQuiet: async () => {},
      letTimePass: async () => {},
      open: () => openDatabase({ url, logger: quietLogger }),
      [Symbol.asyncDispose]: () => rm(folder, { recursive: true, force: true }),
    };
  }
  const server = await createTestDatabase("postgres");
  await (await server.open()).close();
  const open = (): Promise<Database> => openDatabase({ url: server.url, logger: quietLogger });
  const clock = new TestClock();
  return {
    engine,
    url: server.url,
    ledger,
    worker,
    untilQuiet: () => untilAlone(server.url),
    async letTimePass() {
      const database = await open();
      const { rows } = await database.control.query<{ silent: number | null }>({
        text: `
select extract(epoch from scoria.clock() - max(n.heartbeat_at)) * 1000 as silent
from scoria.runs r
join scoria.nodes n on n.node_id = r.owner`,
        values: [],
      });
      const silentMs = Number(rows[0]?.silent ?? worker.leaseMs);
      await clock.advance(Math.max(0, Math.round(worker.leaseMs - silentMs - leaseLeftMs)), database.control);
      await database.close();
    },
    open,
    async [Symbol.asyncDispose]() {
      await server.drop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** What stands in the database now, by idempotency key. */
export async function readRunsLeft(database: Database): Promise<readonly RunLeft[]> {
  const { rows } = await database.control.query<
    Omit<RunLeft, "entries" | "heardOfAt"> & { readonly beat: Date | null }
  >({
    text: `
select r.run_id as "runId", r.idempotency_key as key, r.status, r.owner, n.heartbeat_at as beat
from scoria.runs r
left join scoria.nodes n on n.node_id = r.owner
order by r.idempotency_key`,
    values: [],
  });
  const left: RunLeft[] = [];
  for (const { beat, ...run } of rows) {
    left.push({
      ...run,
      heardOfAt: beat?.getTime() ?? null,
      entries: await readJournal(database.control, run.runId, 1),
    });
  }
  return left;
}

let template: Promise<string> | undefined;

/** A migrated folder, made once; copying it is faster than loading a dump. */
function embeddedTemplate(): Promise<string> {
  template ??= (async () => {
    const folder = await mkdtemp(join(tmpdir(), "scoria-kill-template-"));
    const dump = process.env.SCORIA_TEST_EMBEDDED_DUMP;
    const from = dump === undefined ? {} : { from: new Blob([await readFile(dump)]) };
    const database = await openDatabase({ url: `file:${folder}`, logger: quietLogger, ...from });
    await migrateDatabase(database, [coreMigrations]);
    await database.close();
    return folder;
  })();
  return template;
}

/** Call after the last test that made a scene. */
export async function dropEmbeddedTemplate(): Promise<void> {
  if (template !== undefined) await rm(await template, { recursive: true, force: true });
  template = undefined;
}

/** A statement that was sent before a kill may still be committing: its outcome is part of what was left. */
async function untilAlone(url: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    await client.query(`
do $$
declare
  give_up timestamptz := clock_timestamp() + interval '10 seconds';
begin
  while exists (
    select from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid() and backend_type = 'client backend'
  ) loop
    if clock_timestamp() > give_up then raise 'the connections of the killed process do not end'; end if;
    perform pg_sleep(0.005);
    perform pg_stat_clear_snapshot();
  end loop;
end
$$`);
  } finally {
    await client.end();
  }
}
