import { Client } from "pg";

/** What the server counted in a while, all its clients together. */
export interface ServerCounts {
  /** Transactions that wrote. */
  readonly writeTransactions: number;
  readonly statements: number;
  readonly walBytes: number;
}

const counts = `
select
  txid_snapshot_xmax(txid_current_snapshot())::text as transactions,
  pg_wal_lsn_diff(pg_current_wal_insert_lsn(), '0/0')::text as wal,
  (
    select coalesce(sum(calls), 0)
    from pg_stat_statements
    where query not like '%pg_stat_statements%'
    -- Checks of foreign keys, which the server counts as if a client had sent each.
      and query not like 'SELECT % FROM ONLY % FOR KEY SHARE OF x'
  )::text as statements`;

/** Counts on the server that a contestant works on, from `begin` to `end`. Nobody else may use the server meanwhile. */
export class ServerCounter implements AsyncDisposable {
  readonly #client: Client;
  #before: readonly [number, number, number] = [0, 0, 0];

  constructor(databaseUrl: string) {
    this.#client = new Client({ connectionString: databaseUrl });
  }

  static async open(databaseUrl: string): Promise<ServerCounter> {
    const counter = new ServerCounter(databaseUrl);
    await counter.#client.connect();
    await counter.#client.query("create extension if not exists pg_stat_statements");
    return counter;
  }

  async begin(): Promise<void> {
    this.#before = await this.#read();
  }

  async end(): Promise<ServerCounts> {
    const now = await this.#read();
    return {
      writeTransactions: now[0] - this.#before[0],
      walBytes: now[1] - this.#before[1],
      statements: now[2] - this.#before[2],
    };
  }

  async #read(): Promise<readonly [number, number, number]> {
    const { rows } = await this.#client.query<{ transactions: string; wal: string; statements: string }>(counts);
    const [row] = rows;
    if (row === undefined) throw new Error("The server gave no counts.");
    return [Number(row.transactions), Number(row.wal), Number(row.statements)];
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#client.end();
  }
}
