import { randomUUID } from "node:crypto";
import pg from "pg";

/** A new, empty database on a server, dropped when it is disposed. */
export interface FreshDatabase extends AsyncDisposable {
  readonly url: string;
  /** The names of the extensions that it has now. */
  extensions(): Promise<readonly string[]>;
}

export async function freshDatabase(serverUrl: string): Promise<FreshDatabase> {
  const name = `scoria_host_${randomUUID().replaceAll("-", "")}`;
  await ask(serverUrl, `create database ${name}`);
  const url = new URL(serverUrl);
  url.pathname = `/${name}`;
  return {
    url: url.href,
    async extensions() {
      const rows = await ask(url.href, "select extname as name from pg_extension order by 1");
      return (rows as readonly { readonly name: string }[]).map((row) => row.name);
    },
    [Symbol.asyncDispose]: async () => void (await ask(serverUrl, `drop database ${name} with (force)`)),
  };
}

async function ask(url: string, statement: string): Promise<readonly object[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query<object>(statement)).rows;
  } finally {
    await client.end();
  }
}
