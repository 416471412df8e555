import { Pool, type PoolClient } from "pg";

export interface SessionCopy {
  /** Statements that set session 0 apart: the planner would read ever more to find it among its copies. */
  readonly setApart: string;
  /** The statement that copies it to the sessions `$1` to `$2`, session `n` as far back in time as its number of minutes. */
  readonly copy: (connection: PoolClient) => Promise<string>;
  /** A query of the ids of all runs, as `id`. */
  readonly ids: string;
}

const connections = 2;
const sessionsPerStatement = 100;
/** More than are read. */
const sampled = 2_000;

/** So that a few thousand runs' rows are sorted in memory, and that nothing is compiled for longer than it then takes. */
const settings = "set work_mem = '512MB'; set jit = off";

/**
 * Fills a store of finished runs from session 0, oldest first, as they would have come, and analyses it. Resolves with ids of
 * runs from all over the store, in no order.
 */
export async function copySessions(
  databaseUrl: string,
  sessions: number,
  { setApart, copy, ids }: SessionCopy,
): Promise<readonly string[]> {
  const pool = new Pool({ connectionString: databaseUrl, max: connections });
  let next = sessions - 1;

  async function open(): Promise<() => Promise<void>> {
    const connection = await pool.connect();
    await connection.query(`${settings}; ${setApart}`);
    const statement = await copy(connection);
    return async () => {
      while (next > 0) {
        const last = next;
        next = Math.max(0, next - sessionsPerStatement);
        await connection.query(statement, [next + 1, last]);
      }
      // Not for others: what was set apart and the settings are its own.
      connection.release(true);
    };
  }

  try {
    const copying = await Promise.all(Array.from({ length: connections }, open));
    await Promise.all(copying.map((copySome) => copySome()));
    await pool.query("vacuum analyze");
    const { rows } = await pool.query<{ id: string }>(
      `select id from (${ids}) as run order by md5(id::text) limit ${sampled}`,
    );
    return rows.map(({ id }) => id);
  } finally {
    await pool.end();
  }
}

/**
 * SQL for the id of a copy: a UUIDv7 of a moment, whose other bits come from what it is a copy of. So copies are as apart, and
 * lie as near to their neighbours in time, as ids that were made one by one.
 */
export function copiedId(moment: string, of: string): string {
  const digits = `md5(${of})`;
  const time = `lpad(to_hex((extract(epoch from ${moment}) * 1000)::bigint), 12, '0')`;
  return `(${time} || '7' || substr(${digits}, 1, 3) || '8' || substr(${digits}, 4, 15))::uuid`;
}
