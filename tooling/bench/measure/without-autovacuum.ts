import { Client } from "pg";

/** A database whose Scoria tables nobody analyses: the planner knows nothing of what is in them. */
export async function stopAutovacuum(databaseUrl: string): Promise<void> {
  await withClient(databaseUrl, async (client) => {
    const { rows } = await client.query<{ name: string }>(
      "select format('%I.%I', schemaname, tablename) as name from pg_tables where schemaname = 'scoria'",
    );
    if (rows.length === 0) throw new Error("There are no tables yet.");
    for (const { name } of rows) {
      await client.query(`alter table ${name} set (autovacuum_enabled = false)`);
    }
  });
}

/** @throws when a table was analysed or vacuumed after all, so that no figure is of something else than it says */
export async function requireUnanalysed(databaseUrl: string): Promise<void> {
  await withClient(databaseUrl, async (client) => {
    const { rows } = await client.query<{ name: string }>(`
      select c.oid::regclass::text as name
      from pg_class c
      where c.relnamespace = 'scoria'::regnamespace and c.relkind = 'r'
        and (c.reltuples >= 0 or exists (select from pg_statistic s where s.starelid = c.oid))`);
    if (rows.length > 0) throw new Error(`These were analysed: ${rows.map(({ name }) => name).join(", ")}`);
  });
}

async function withClient(databaseUrl: string, work: (client: Client) => Promise<void>): Promise<void> {
  const client = new Client({ connectionString: databaseUrl });
  await client.connect();
  try {
    await work(client);
  } finally {
    await client.end();
  }
}
