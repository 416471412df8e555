import pg from "pg";
import type { Connection, Database, DatabaseOptions, Statement } from "../database.ts";
import { asScoriaError, readDriverError } from "../database/classify-error.ts";
import { ScoriaError } from "../errors/scoria-error.ts";
import { postgresNotifier } from "../notifiers/postgres.ts";
import type { Logger } from "../seams/logger.ts";
import { beginAsReader } from "./begin-as-reader.ts";
import { boundConnection, poolConnection, runTransaction, type PoolRules } from "./pool-connection.ts";
import { StatementNames } from "./statement-names.ts";
import { readPostgresUrl } from "./postgres-url.ts";
import { valueTypes } from "./value-types.ts";
import { WorkGate } from "./work-gate.ts";

// A server that is cut off without a word would hold a statement for as long as TCP retries, a quarter of an hour. The
// engine's statements take milliseconds; what lanes ask of their own tables may take longer.
const statementTimeoutMs = 10_000;
const laneTimeoutMs = 30_000;
// Nobody waits for a hint, and closing does not wait for one for long.
const notifyTimeoutMs = 5_000;
// Below what a caller waits for, so that it is told of a full pool and not only of time that ran out.
const connectTimeoutMs = 5_000;

/**
 * Opens a PostgreSQL server: a pool of two for the writer, of two for control, of one for the heartbeat, of `readers` for reads, of
 * four for the lanes (connected when they are first used), of one for notifications, apart from each other, so that no kind of
 * work can starve another.
 *
 * @throws INVALID_INPUT for a url that cannot be read, DATABASE_UNAVAILABLE when the server does not answer.
 */
export async function openPostgres(options: DatabaseOptions): Promise<Database> {
  if (options.from !== undefined) {
    throw new ScoriaError("INVALID_INPUT", "A dump can only be loaded into an embedded database, not into a server.");
  }
  const { config, description } = readPostgresUrl(options.url);
  const names = new StatementNames(options.preparedNames ?? true, options.logger);
  const gate = new WorkGate();
  const rules: PoolRules = { gate, names };
  const writer = openPool(config, "scoria-writer", { max: 2 }, options.logger);
  const control = openPool(config, "scoria-control", { max: 2 }, options.logger);
  const heartbeat = openPool(config, "scoria-heartbeat", { max: 1 }, options.logger);
  const reader = openPool(config, "scoria-reader", { max: options.readers ?? 5 }, options.logger);
  const lanes = openPool(config, "scoria-lanes", { max: 4, query_timeout: laneTimeoutMs }, options.logger);
  const notify = openPool(config, "scoria-notify", { max: 1, query_timeout: notifyTimeoutMs }, options.logger);
  const database: Database = {
    engine: "postgres",
    localNodes: null,
    description,
    writer: poolConnection(writer, rules),
    control: poolConnection(control, rules),
    heartbeat: poolConnection(heartbeat, rules),
    reader: poolConnection(reader, rules),
    lanes: poolConnection(lanes, rules),
    readAs: (tenants) => boundConnection(reader, rules, beginAsReader(tenants)),
    async transaction<T>(work: (connection: Connection) => Promise<T>): Promise<T> {
      gate.enter();
      const client = new pg.Client(clientConfig(config, "scoria-migrate"));
      reportErrors(client, options.logger);
      try {
        await client.connect();
        return await runTransaction(client, rules, work);
      } finally {
        await client.end().catch(() => undefined); // the outcome is known already
        gate.leave();
      }
    },
    async alone({ text, values }: Statement): Promise<void> {
      gate.enter();
      const client = new pg.Client(clientConfig(config, "scoria-migrate"));
      reportErrors(client, options.logger);
      try {
        await client.connect();
        // A limit that ends a build leaves it half done. A pooler keeps what is set, so it is taken back.
        await client.query("set lock_timeout = 0; set statement_timeout = 0");
        try {
          await client.query(text, [...values]);
        } finally {
          await client.query("reset lock_timeout; reset statement_timeout").catch(() => undefined);
        }
      } finally {
        await client.end().catch(() => undefined); // the outcome is known already
        gate.leave();
      }
    },
    openNotifier: (notifierOptions) =>
      postgresNotifier({
        ...notifierOptions,
        notify: poolConnection(notify, rules),
        listenConfig: clientConfig(
          notifierOptions.listenUrl === undefined ? config : readPostgresUrl(notifierOptions.listenUrl).config,
          "scoria-listen",
        ),
      }),
    close: closeOnce(gate, [writer, control, heartbeat, reader, lanes, notify]),
  };
  try {
    await database.control.query({ text: "select 1", values: [] });
  } catch (error) {
    await database.close();
    throw asScoriaError(error, `opening ${description}`);
  }
  return database;
}

function clientConfig(config: pg.ClientConfig, applicationName: string): pg.ClientConfig {
  return {
    ...config,
    // The only start-up parameter: transaction poolers refuse others, and take settings from the role instead.
    application_name: applicationName,
    connectionTimeoutMillis: connectTimeoutMs,
    keepAlive: true,
    keepAliveInitialDelayMillis: 10_000,
    types: valueTypes,
  };
}

function openPool(
  config: pg.ClientConfig,
  applicationName: string,
  own: Pick<pg.PoolConfig, "max" | "query_timeout">,
  logger: Logger,
): pg.Pool {
  // Idle connections stay, as a new one costs several round trips, but they do not keep a finished process alive.
  const pool = new pg.Pool({
    ...clientConfig(config, applicationName),
    query_timeout: statementTimeoutMs,
    ...own,
    idleTimeoutMillis: 0,
    allowExitOnIdle: true,
  });
  // Without listeners the death of a connection would end the process.
  pool.on("error", (error) => {
    logger.warn("An idle database connection was lost. The next statement opens another.", {
      pool: applicationName,
      code: readDriverError(error).code,
    });
  });
  pool.on("connect", (client) => {
    reportErrors(client, logger);
  });
  return pool;
}

/** The statement under way is told by its own rejection; this only keeps the event from ending the process. */
function reportErrors(client: pg.ClientBase, logger: Logger): void {
  client.on("error", (error) => {
    logger.debug("A database connection broke.", { code: readDriverError(error).code });
  });
}

function closeOnce(gate: WorkGate, pools: readonly pg.Pool[]): () => Promise<void> {
  let closing: Promise<void> | null = null;
  const close = async (): Promise<void> => {
    gate.shut(() => new ScoriaError("CLOSED", "The database was closed. Open it again before using it."));
    await gate.whenEmpty();
    await Promise.all(pools.map((pool) => pool.end()));
  };
  return () => (closing ??= close());
}
