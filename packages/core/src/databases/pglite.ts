import type { PGlite } from "@electric-sql/pglite";
import pg from "pg";
import type { Connection, Database, DatabaseOptions } from "../database.ts";
import { isSqlState, readDriverError } from "../database/classify-error.ts";
import { ScoriaError } from "../errors/scoria-error.ts";
import { folderFailure, makeFolder, markMade, prepareFolder, readFolderUrl } from "./pglite-folder.ts";
import { lockFolder, type FolderLock } from "./pglite-lock.ts";
import { beginAsReader } from "./begin-as-reader.ts";
import { boundConnection, poolConnection, poolKysely, runTransaction, type PoolRules } from "./pool-connection.ts";
import { StatementNames } from "./statement-names.ts";
import { valueTypes } from "./value-types.ts";
import { watchedEngine } from "./watched-engine.ts";
import { WorkGate } from "./work-gate.ts";

/** The embedded database: PostgreSQL in this process, with one connection. */
export interface PgliteDatabase extends Database {
  readonly engine: "pglite";
  /** All of it in one file, for `DatabaseOptions.from`: a new database from a dump opens ten times as fast as an empty one. */
  dump(): Promise<Blob>;
}

// Waiting for the one connection is bounded: a transaction that waits for a statement outside of it would wait for ever.
const turnTimeoutMs = 30_000;
// The engine has no process that does it. Until it is done, a crash replays all since the last one, and the log grows.
const checkpointEveryMs = 180_000;
// A broken instance may never answer to its closing.
const closeTimeoutMs = 2_000;

/**
 * Opens the embedded database in the folder that `url` names, or in memory. It survives the death of its process, but not
 * of its machine: it never waits for the disk.
 *
 * @throws DATABASE_LOCKED when the folder is open, here or in another process; DATABASE_UNAVAILABLE when it cannot be used
 * or the engine is not installed; INVALID_INPUT for a path that is no folder, and for a dump when the folder is not empty.
 */
export async function openPglite(options: DatabaseOptions): Promise<PgliteDatabase> {
  if (options.url === "memory:") return wrap(await create({ from: options.from }), "memory:", null, options);
  const folder = await makeFolder(readFolderUrl(options.url));
  const lock = await lockFolder(folder);
  try {
    const state = await prepareFolder(folder);
    if (state === "made" && options.from !== undefined) {
      throw new ScoriaError(
        "INVALID_INPUT",
        `The folder ${folder} has a database already, so no dump was loaded into it.`,
      );
    }
    const lite = await create({ folder, from: options.from });
    if (state === "empty") await lock.renew();
    const database = await wrap(lite, `file:${folder}`, lock, options);
    if (state === "empty") await markMade(folder);
    return database;
  } catch (error) {
    lock.release();
    throw error instanceof ScoriaError ? error : folderFailure(folder, readDriverError(error).code);
  }
}

async function create(source: { readonly folder?: string; readonly from: Blob | undefined }): Promise<PGlite> {
  const Engine = await loadEngine();
  try {
    return await Engine.create({
      ...(source.folder === undefined ? {} : { dataDir: source.folder }),
      ...(source.from === undefined ? {} : { loadDataDir: source.from }),
    });
  } catch {
    const where = source.folder === undefined ? "in memory" : `from the folder ${source.folder}, whose data were kept`;
    throw new ScoriaError(
      "DATABASE_UNAVAILABLE",
      `The embedded database did not start ${where}. If its files or its dump are damaged, restore them from a copy.`,
      {},
      { retryable: false },
    );
  }
}

async function loadEngine(): Promise<typeof PGlite> {
  try {
    return (await import("@electric-sql/pglite")).PGlite;
  } catch {
    throw new ScoriaError(
      "DATABASE_UNAVAILABLE",
      "The embedded database is not installed. Run npm install @electric-sql/pglite@0.5.14, or use a PostgreSQL server.",
      {},
      { retryable: false },
    );
  }
}

async function wrap(
  lite: PGlite,
  description: string,
  lock: FolderLock | null,
  options: DatabaseOptions,
): Promise<PgliteDatabase> {
  const { createPgConfig } = await import("@electric-sql/pglite/node-postgres");
  const gate = new WorkGate();
  const breakDown = (): ScoriaError => {
    if (!gate.isBroken) {
      gate.break(brokenDown);
      options.logger.error("The embedded database has broken down and takes no more work.", { database: description });
    }
    return brokenDown();
  };

  const pool = new pg.Pool({
    ...(createPgConfig(watchedEngine(lite)) as unknown as pg.PoolConfig),
    max: 1,
    types: valueTypes,
    idleTimeoutMillis: 0,
    connectionTimeoutMillis: turnTimeoutMs,
  });
  // These events are the engine's own failures; an error of a statement arrives with its answer.
  pool.on("error", breakDown);
  pool.on("connect", (client) => {
    client.on("error", breakDown);
  });

  const rules: PoolRules = {
    gate,
    names: new StatementNames(options.preparedNames ?? true, options.logger),
    async explain(error, client) {
      gate.check(); // a breakdown explains any error
      const { code } = readDriverError(error);
      if (isSqlState(code) && !/^(XX|5[3478])/.test(code)) return error;
      return (await answers(client)) ? error : breakDown();
    },
  };
  const connection = poolConnection(pool, rules);
  const stopCheckpoints = startCheckpoints(connection, gate, options);
  let closing: Promise<void> | null = null;

  const close = async (): Promise<void> => {
    stopCheckpoints();
    gate.shut(() => new ScoriaError("CLOSED", "The database was closed. Open it again before using it."));
    await gate.whenEmpty();
    // What has broken down runs nothing any more, so the folder is free even when it does not answer to its closing.
    if (gate.isBroken) await bounded(Promise.all([pool.end(), lite.close()]));
    else {
      await pool.query("checkpoint").catch(() => undefined); // the next opening replays instead
      await pool.end();
      await lite.close();
    }
    lock?.release();
  };

  const database: PgliteDatabase = {
    engine: "pglite",
    description,
    writer: connection,
    reader: connection,
    readAs: (tenants) => boundConnection(pool, rules, beginAsReader(tenants)),
    control: connection,
    lanes: connection,
    kysely: poolKysely(pool, gate),
    transaction: (work) => onItsOwn(pool, gate, (client) => runTransaction(client, rules, work)),
    dump: () =>
      onItsOwn(pool, gate, async () => {
        const file = await lite.dumpDataDir("none");
        await lock?.renew();
        return file;
      }),
    close: () => (closing ??= close()),
  };
  try {
    await connection.query({ text: "select 1", values: [] });
  } catch (error) {
    await database.close();
    throw error instanceof ScoriaError ? error : brokenDown();
  }
  return database;
}

/** Has the one connection to itself; all others wait. */
async function onItsOwn<T>(pool: pg.Pool, gate: WorkGate, work: (client: pg.PoolClient) => Promise<T>): Promise<T> {
  gate.enter();
  try {
    const client = await pool.connect();
    try {
      gate.check();
      return await work(client);
    } catch (error) {
      gate.check(); // a breakdown explains any error
      throw error;
    } finally {
      client.release();
    }
  } finally {
    gate.leave();
  }
}

/** Writes out what has changed, every few minutes, and does nothing when nothing has. */
function startCheckpoints(connection: Connection, gate: WorkGate, options: DatabaseOptions): () => void {
  let lastEnd: string | null = null;
  const readEnd = async (): Promise<string | null> => {
    const { rows } = await connection.query<{ end: string }>({
      text: 'select pg_current_wal_insert_lsn()::text as "end"',
      values: [],
    });
    return rows[0]?.end ?? null;
  };
  const checkpoint = async (): Promise<void> => {
    if (gate.isShut || (await readEnd()) === lastEnd) return;
    await connection.query({ text: "checkpoint", values: [] });
    lastEnd = await readEnd();
  };
  const timer = setInterval(() => {
    checkpoint().catch((error: unknown) => {
      if (!gate.isShut)
        options.logger.warn("A checkpoint of the embedded database failed.", { code: readDriverError(error).code });
    });
  }, checkpointEveryMs);
  timer.unref();
  return () => {
    clearInterval(timer);
  };
}

async function answers(client: pg.ClientBase): Promise<boolean> {
  try {
    return (await client.query("select 1")).rowCount === 1;
  } catch {
    return false;
  }
}

function brokenDown(): ScoriaError {
  return new ScoriaError(
    "DATABASE_UNAVAILABLE",
    "The embedded database has broken down in this process. What it acknowledged is kept; close it and open it again.",
    {},
    { retryable: false },
  );
}

async function bounded(work: Promise<unknown>): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const limit = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, closeTimeoutMs);
  });
  await Promise.race([work.catch(() => undefined), limit]);
  clearTimeout(timer);
}
