import pg from "pg";

/**
 * Runs printed SQL as `psql --file` does: what stands between `begin` and `commit` in one transaction, everything else statement
 * by statement in none, which is how indexes are built beside running work.
 */
export async function runAsPsql(url: string, sql: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    for (const [at, part] of sql.split(/^(?:begin|commit);$/m).entries()) {
      // Every other part stands between the two; sent as one message it is a transaction of its own.
      const statements = at % 2 === 1 ? [part] : part.split(/;$/m);
      for (const statement of statements) await client.query(statement);
    }
  } finally {
    await client.end();
  }
}
