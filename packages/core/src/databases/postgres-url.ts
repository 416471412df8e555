import pg from "pg";
import { ScoriaError } from "../errors/scoria-error.ts";

/** What the driver needs for `url`, and a description of it that is safe to print. */
export interface PostgresTarget {
  readonly config: pg.ClientConfig;
  readonly description: string;
}

/**
 * Reads a PostgreSQL url. The user is left out of the description too: some services put a token there.
 *
 * @throws INVALID_INPUT that repeats nothing of the url.
 */
export function readPostgresUrl(url: string): PostgresTarget {
  let client: pg.Client;
  try {
    refuseSplitPassword(new URL(url));
    client = new pg.Client({ connectionString: url });
  } catch {
    throw new ScoriaError(
      "INVALID_INPUT",
      "The database url cannot be read. Its form is postgres://user:password@host:port/database, where :, /, ?, # and @ in " +
        "a user or password are percent-encoded.",
      { option: "database" },
    );
  }
  const host = client.host.startsWith("/") ? client.host : client.host.includes(":") ? `[${client.host}]` : client.host;
  return {
    config: { connectionString: url },
    description: `postgres://${host}:${client.port}/${client.database ?? ""}`,
  };
}

/** In "postgres://user:12/34@host/db" the password would pass for a port and a database, and be printed as them. */
function refuseSplitPassword(url: URL): void {
  const rest = `${url.pathname}${url.search}${url.hash}`;
  if (url.username === "" && rest.includes("@")) throw new TypeError("The password is split.");
}
