import type pg from "pg";
import type { Database, DatabaseOptions } from "../database.ts";
import { isSqlState, readDriverError } from "../database/classify-error.ts";
import { ScoriaError } from "../errors/scoria-error.ts";
import { inProcessNotifier } from "../notifiers/in-process.ts";
import { startEngine, startFreshEngine } from "./pglite-engine.ts";
import { folderFailure, makeFolder, markMade, prepareFolder, readFolderUrl } from "./pglite-folder.ts";
import { beginAsReader } from "./begin-as-reader.ts";
import { openInstance, type EmbeddedInstance } from "./pglite-instance.ts";
import { lockFolder } from "./pglite-lock.ts";
import { shareInstance, type InstanceShare } from "./pglite-sharing.ts";
import { boundConnection, poolConnection, runTransaction, type PoolRules } from "./pool-connection.ts";
import { StatementNames } from "./statement-names.ts";
import { WorkGate } from "./work-gate.ts";

/** The embedded database: PostgreSQL in this process, with one connection. */
export interface PgliteDatabase extends Database {
  readonly engine: "pglite";
  readonly localNodes: Set<string>;
  /** All of it in one file, for `DatabaseOptions.from`. */
  dump(): Promise<Blob>;
}

/**
 * Opens the embedded database in the folder that `url` names, or in memory. It survives the death of its process, but not
 * of its machine: it never waits for the disk.
 *
 * Who opens a folder that this process has open shares its one engine, also across copies of this package; the last to
 * close it frees the folder. Each `memory:` is one of its own.
 *
 * @throws DATABASE_LOCKED when the folder is open in another process, or in this one and cannot be shared;
 * DATABASE_UNAVAILABLE when it cannot be used or the engine is not installed; INVALID_INPUT for a path that is no folder, and
 * for a dump when the folder is not empty.
 */
export async function openPglite(options: DatabaseOptions): Promise<PgliteDatabase> {
  if (options.url === "memory:") {
    const instance = await startInMemory(options);
    return enter({ instance, isFirst: true, leave: () => instance.close() }, options);
  }
  const folder = await makeFolder(readFolderUrl(options.url));
  const share = await shareInstance(folder, () => startInFolder(folder, options));
  try {
    if (!share.isFirst) requireSharable(folder, share.instance, options);
  } catch (error) {
    await share.leave();
    throw error;
  }
  return enter(share, options);
}

async function startInMemory({ from, extensions = {}, logger }: DatabaseOptions): Promise<EmbeddedInstance> {
  const start = { folder: null, from, extensions };
  const engine = from === undefined ? await startFreshEngine(start, logger) : await startEngine(start);
  return openInstance(engine, "memory:", null, Object.keys(extensions), logger);
}

async function startInFolder(
  folder: string,
  { from, extensions = {}, logger }: DatabaseOptions,
): Promise<EmbeddedInstance> {
  const lock = await lockFolder(folder);
  try {
    const state = await prepareFolder(folder);
    if (state === "made" && from !== undefined) throw notEmpty(folder);
    const start = { folder, from, extensions };
    const isNew = state === "empty" && from === undefined;
    const engine = isNew ? await startFreshEngine(start, logger) : await startEngine(start);
    if (state === "empty") await lock.renew();
    const instance = await openInstance(engine, `file:${folder}`, lock, Object.keys(extensions), logger);
    if (state === "empty") await markMade(folder);
    return instance;
  } catch (error) {
    lock.release();
    throw error instanceof ScoriaError ? error : folderFailure(folder, readDriverError(error).code);
  }
}

function requireSharable(folder: string, instance: EmbeddedInstance, { from, extensions = {} }: DatabaseOptions): void {
  if (instance.isBroken) throw brokenDown();
  if (from !== undefined) throw notEmpty(folder);
  const missing = Object.keys(extensions).filter((name) => !instance.extensions.has(name));
  if (missing.length > 0) {
    throw notSharable(
      `The embedded database in ${folder} is open in this process without the extensions that are needed now: ` +
        `${missing.join(", ")}. Open it with the same lanes each time, or close it first.`,
      missing,
    );
  }
  if (!instance.isInPlace()) {
    throw notSharable(
      `The embedded database in ${folder} is open in this process, but its files were removed or replaced meanwhile. Close ` +
        "every facade that has it open, then open it again.",
    );
  }
}

/** One user's way into an instance, with a gate, statement names and a logger of its own. */
async function enter({ instance, leave }: InstanceShare, options: DatabaseOptions): Promise<PgliteDatabase> {
  const { pool } = instance;
  const gate = new WorkGate();
  const stopListening = instance.onBreakdown(() => {
    gate.break(brokenDown);
    options.logger.error("The embedded database has broken down and takes no more work.", {
      database: instance.description,
    });
  });
  const rules: PoolRules = {
    gate,
    names: new StatementNames(options.preparedNames ?? true, options.logger),
    async explain(error, client) {
      gate.check(); // a breakdown explains any error
      const { code } = readDriverError(error);
      if (isSqlState(code) && !/^(XX|5[3478])/.test(code)) return error;
      if (await answers(client)) return error;
      instance.breakDown();
      return brokenDown();
    },
  };
  const connection = poolConnection(pool, rules);
  let closing: Promise<void> | null = null;

  const close = async (): Promise<void> => {
    gate.shut(() => new ScoriaError("CLOSED", "The database was closed. Open it again before using it."));
    await gate.whenEmpty();
    stopListening();
    await leave();
  };

  const database: PgliteDatabase = {
    engine: "pglite",
    description: instance.description,
    localNodes: instance.localNodes,
    writer: connection,
    reader: connection,
    readAs: (tenants) => boundConnection(pool, rules, beginAsReader(tenants)),
    control: connection,
    heartbeat: connection,
    lanes: connection,
    transaction: (work) => onItsOwn(pool, gate, (client) => runTransaction(client, rules, work)),
    alone: async () => {
      throw new RangeError("Embedded there is one connection, and nothing beside it.");
    },
    openNotifier: () => inProcessNotifier(instance.hearers),
    dump: () => onItsOwn(pool, gate, () => instance.dump()),
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

function notEmpty(folder: string): ScoriaError {
  return new ScoriaError(
    "INVALID_INPUT",
    `The folder ${folder} has a database already, so no dump was loaded into it.`,
  );
}

function notSharable(message: string, missing: readonly string[] = []): ScoriaError {
  return new ScoriaError("DATABASE_LOCKED", message, { pid: process.pid, missing });
}
