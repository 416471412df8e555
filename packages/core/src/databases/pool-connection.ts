import type pg from "pg";
import type { Connection, Rows, Statement } from "../database.ts";
import { classifyDatabaseError, isSqlState, readDriverError } from "../database/classify-error.ts";
import { ScoriaError } from "../errors/scoria-error.ts";
import type { StatementNames } from "./statement-names.ts";
import type { WorkGate } from "./work-gate.ts";

/** What all connections of one database share. */
export interface PoolRules {
  readonly gate: WorkGate;
  readonly names: StatementNames;
  /** Looks at each failure while the client is still held, and answers the error to throw. */
  readonly explain?: (error: unknown, client: pg.ClientBase) => Promise<unknown>;
}

/** A connection that takes a client of `pool` for each statement. */
export function poolConnection(pool: pg.Pool, rules: PoolRules): Connection {
  return {
    query: <Row>(statement: Statement): Promise<Rows<Row>> =>
      withClient(pool, rules, (client) =>
        byName(statement, rules.names, async (name) => readRows<Row>(await client.query(queryConfig(statement, name)))),
      ),
  };
}

/** As `poolConnection`, but each statement runs in a transaction of its own that `begin` opens and binds. */
export function boundConnection(pool: pg.Pool, rules: PoolRules, begin: string): Connection {
  return {
    query: <Row>(statement: Statement): Promise<Rows<Row>> =>
      withClient(pool, rules, (client) =>
        // A statement that is refused for its name takes its transaction with it: the next try begins anew.
        byName(statement, rules.names, (name) =>
          inTransaction(client, begin, async () => readRows<Row>(await client.query(queryConfig(statement, name)))),
        ),
      ),
  };
}

async function withClient<T>(pool: pg.Pool, rules: PoolRules, work: (client: pg.PoolClient) => Promise<T>): Promise<T> {
  rules.gate.enter();
  try {
    const client = await pool.connect();
    let broken = false;
    try {
      rules.gate.check();
      return await work(client);
    } catch (error) {
      broken = endsTheSession(error);
      throw rules.explain === undefined ? error : await rules.explain(error, client);
    } finally {
      client.release(broken);
    }
  } finally {
    rules.gate.leave();
  }
}

/** When it rejects, the session is out of the transaction, or is not used again. */
async function inTransaction<T>(client: pg.ClientBase, begin: string, work: () => Promise<T>): Promise<T> {
  try {
    await client.query(begin);
    const answer = await work();
    await client.query("commit");
    return answer;
  } catch (error) {
    // Also on a client that is given up: its session may be the embedded database's only one, or a pooler's. One that has
    // ended rolls back by itself, and would not answer.
    if (stillAnswers(error)) await client.query("rollback");
    throw error;
  }
}

/** Runs `work` between begin and commit on `client`, and rolls back when it rejects. */
export async function runTransaction<T>(
  client: pg.ClientBase,
  rules: PoolRules,
  work: (connection: Connection) => Promise<T>,
): Promise<T> {
  let over = false;
  const connection: Connection = {
    async query<Row>(statement: Statement): Promise<Rows<Row>> {
      if (over)
        throw new ScoriaError("CLOSED", "This transaction is over. Use the connection only inside its own work.");
      rules.gate.check();
      // Unnamed: a statement that fails for its name would take the transaction with it.
      return readRows<Row>(await client.query(statement.text, [...statement.values]));
    },
  };
  await client.query("begin");
  try {
    const answer = await work(connection);
    over = true;
    const committed = await client.query("commit");
    // A failed statement whose error `work` swallowed turns the commit into a rollback, which is no error to the server.
    if (committed.command !== "COMMIT") {
      throw new ScoriaError(
        "DATABASE_UNAVAILABLE",
        "The transaction was rolled back as one of its statements had failed.",
      );
    }
    return answer;
  } catch (error) {
    over = true;
    await client.query("rollback").catch(() => undefined); // the first error is the one to tell
    throw error;
  }
}

/** Runs `attempt` with the statement's name; and again, when the server refuses the name before anything ran. */
async function byName<T>(
  statement: Statement,
  names: StatementNames,
  attempt: (name: string | undefined) => Promise<T>,
): Promise<T> {
  const name = names.nameOf(statement);
  try {
    return await attempt(name);
  } catch (error) {
    if (name !== undefined && mayHaveOldTypes(error)) {
      const answer = await attempt(undefined);
      names.renew(statement, name);
      return answer;
    }
    if (name === undefined || classifyDatabaseError(error) !== "prepared") throw error;
    if (readDriverError(error).code === "0A000") names.renew(statement, name);
    else names.switchOff();
  }
  try {
    return await attempt(names.nameOf(statement));
  } catch (error) {
    if (classifyDatabaseError(error) !== "prepared") throw error;
    names.switchOff();
    return attempt(undefined);
  }
}

/**
 * Whether the types that the parameters had when the statement was prepared may fit its columns no more, as one of them has
 * another type by now. If so it works without its name; a statement that is wrong fails again, and its name is kept.
 */
function mayHaveOldTypes(error: unknown): boolean {
  const { code } = readDriverError(error);
  return code === "42804" || code === "42883";
}

function queryConfig(
  statement: Statement,
  name: string | undefined,
): pg.QueryConfig & { readonly query_timeout?: number } {
  return {
    text: statement.text,
    values: statement.values as unknown[],
    ...(name === undefined ? {} : { name }),
    ...(statement.timeoutMs === undefined ? {} : { query_timeout: statement.timeoutMs }),
  };
}

function readRows<Row>(answer: pg.QueryResult | pg.QueryResult[]): Rows<Row> {
  // A text of many statements answers a list; the last one counts.
  const result = Array.isArray(answer) ? answer[answer.length - 1] : answer;
  if (result === undefined) return { rows: [], rowCount: 0 };
  return { rows: result.rows as Row[], rowCount: result.rowCount ?? 0 };
}

function stillAnswers(error: unknown): boolean {
  const { code, severity } = readDriverError(error);
  if (severity === "FATAL" || severity === "PANIC") return false;
  return isSqlState(code) || classifyDatabaseError(error) !== "connection";
}

/** Whether the client must not be used again. An error of the statement alone leaves its session sound. */
function endsTheSession(error: unknown): boolean {
  const { code, severity } = readDriverError(error);
  return (
    !isSqlState(code) || severity === "FATAL" || severity === "PANIC" || classifyDatabaseError(error) === "connection"
  );
}
