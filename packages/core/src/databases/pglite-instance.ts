import type { PGlite } from "@electric-sql/pglite";
import pg from "pg";
import { readDriverError } from "../database/classify-error.ts";
import type { LocalHearer } from "../notifiers/in-process.ts";
import type { Logger } from "../seams/logger.ts";
import type { FolderLock } from "./pglite-lock.ts";
import { valueTypes } from "./value-types.ts";
import { watchedEngine } from "./watched-engine.ts";

/**
 * One running engine and its one connection.
 *
 * Facades of several copies of this package may stand on one instance, so it holds no gate, no logger and no error of any
 * of them. A change of this contract needs another number in `sharedInstances`.
 */
export interface EmbeddedInstance {
  readonly description: string;
  /** Of one connection: who has it is alone. */
  readonly pool: pg.Pool;
  /** The names of the extensions that the engine has loaded. */
  readonly extensions: ReadonlySet<string>;
  readonly localNodes: Set<string>;
  /** The facades that hear of each other's commits. */
  readonly hearers: Set<LocalHearer>;
  readonly isBroken: boolean;
  /** Whether the files are still in the folder under its name. */
  isInPlace(): boolean;
  /** Nothing reaches the engine any more; all who listen are told, once. */
  breakDown(): void;
  /** Answers what ends the listening. */
  onBreakdown(tell: () => void): () => void;
  /** Only for who has the connection. */
  dump(): Promise<Blob>;
  /** Only when nobody uses it any more. */
  close(): Promise<void>;
}

// Waiting for the one connection is bounded: a transaction that waits for a statement outside of it would wait for ever.
const turnTimeoutMs = 30_000;
// The engine has no process that does it. Until it is done, a crash replays all since the last one, and the log grows.
const checkpointEveryMs = 180_000;
// A broken instance may never answer to its closing.
const closeTimeoutMs = 2_000;

/** Puts the engine behind a pool. `lock` is released when the instance is closed; null in memory. */
export async function openInstance(
  engine: PGlite,
  description: string,
  lock: FolderLock | null,
  extensions: readonly string[],
  logger: Logger,
): Promise<EmbeddedInstance> {
  const { createPgConfig } = await import("@electric-sql/pglite/node-postgres");
  const listeners = new Set<() => void>();
  let isBroken = false;
  const breakDown = (): void => {
    if (isBroken) return;
    isBroken = true;
    for (const tell of listeners) tell();
  };

  const pool = new pg.Pool({
    ...(createPgConfig(watchedEngine(engine)) as unknown as pg.PoolConfig),
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

  const stopCheckpoints = startCheckpoints(pool, () => isBroken, logger);
  return {
    description,
    pool,
    extensions: new Set(extensions),
    localNodes: new Set(),
    hearers: new Set(),
    get isBroken() {
      return isBroken;
    },
    isInPlace: () => lock?.isInPlace() ?? true,
    breakDown,
    onBreakdown(tell) {
      listeners.add(tell);
      return () => listeners.delete(tell);
    },
    async dump() {
      const file = await engine.dumpDataDir("none");
      await lock?.renew();
      return file;
    },
    async close() {
      stopCheckpoints();
      // What has broken down runs nothing any more, so the folder is free even when it does not answer to its closing.
      if (isBroken) await bounded(Promise.all([pool.end(), engine.close()]));
      else {
        await pool.query("checkpoint").catch(() => undefined); // the next opening replays instead
        await pool.end();
        await engine.close();
      }
      lock?.release();
    },
  };
}

/** Writes out what has changed, every few minutes, and does nothing when nothing has. */
function startCheckpoints(pool: pg.Pool, isBroken: () => boolean, logger: Logger): () => void {
  let lastEnd: string | null = null;
  const readEnd = async (): Promise<string | null> => {
    const { rows } = await pool.query<{ end: string }>('select pg_current_wal_insert_lsn()::text as "end"');
    return rows[0]?.end ?? null;
  };
  const checkpoint = async (): Promise<void> => {
    if (isBroken() || (await readEnd()) === lastEnd) return;
    await pool.query("checkpoint");
    lastEnd = await readEnd();
  };
  const timer = setInterval(() => {
    checkpoint().catch((error: unknown) => {
      if (isBroken() || pool.ending) return;
      logger.warn("A checkpoint of the embedded database failed.", { code: readDriverError(error).code });
    });
  }, checkpointEveryMs);
  timer.unref();
  return () => {
    clearInterval(timer);
  };
}

async function bounded(work: Promise<unknown>): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const limit = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, closeTimeoutMs);
  });
  await Promise.race([work.catch(() => undefined), limit]);
  clearTimeout(timer);
}
