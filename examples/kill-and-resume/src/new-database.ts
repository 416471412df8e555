import pg from "pg";

/** A database of its own on the given server, for the time of the demo. */
export interface NewDatabase extends AsyncDisposable {
  readonly url: string;
}

/** The server cannot be used for the demo; the message is for the person who named it. */
export class ServerRefused extends Error {}

/**
 * Creates a database beside the one that `serverUrl` names, so that nothing in that one is touched. Disposing drops it.
 *
 * @throws ServerRefused - the server cannot be reached, or the role may not create databases
 */
export async function newDatabase(serverUrl: string): Promise<NewDatabase> {
  const name = `scoria_crash_demo_${process.pid}_${Date.now().toString(36)}`;
  try {
    await onServer(serverUrl, `create database ${name}`);
  } catch (error) {
    const code = error instanceof Error && "code" in error ? String(error.code) : "unknown";
    const why =
      code === "42501" ? "Its role may not create databases." : `It could not be asked for a database (${code}).`;
    throw new ServerRefused(
      `The server of DATABASE_URL cannot be used here. ${why} Name another one, or leave DATABASE_URL out.`,
    );
  }
  const url = new URL(serverUrl);
  url.pathname = `/${name}`;
  return {
    url: url.href,
    async [Symbol.asyncDispose]() {
      await onServer(serverUrl, `drop database if exists ${name} with (force)`);
    },
  };
}

async function onServer(url: string, statement: string): Promise<void> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 10_000 });
  try {
    await client.connect();
    await client.query(statement);
  } finally {
    await client.end().catch(() => undefined);
  }
}
