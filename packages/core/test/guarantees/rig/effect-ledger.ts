import pg from "pg";
import { freshServerDatabase } from "../../databases/fresh-database.ts";

/** One thing that a step did to the world outside. */
export interface Effect {
  readonly runId: string;
  readonly step: string;
  readonly idempotencyKey: string;
  readonly attempt: number;
  /** The name of the process that did it. */
  readonly worker: string;
}

export const ledgerTable = "effects";

/**
 * The world outside: it remembers everything in the order in which it happened, also twice, as nothing in it is unique. In
 * a database of its own, which has nothing to do with what happens to ours.
 */
export class EffectLedger implements AsyncDisposable {
  readonly url: string;
  readonly #client: pg.Client;
  readonly #drop: () => PromiseLike<void>;

  private constructor(url: string, client: pg.Client, drop: () => PromiseLike<void>) {
    this.url = url;
    this.#client = client;
    this.#drop = drop;
  }

  static async open(): Promise<EffectLedger> {
    const database = await freshServerDatabase();
    const client = new pg.Client({ connectionString: database.url });
    await client.connect();
    await client.query(
      `create table ${ledgerTable} (
        run_id text, step text, idempotency_key text, attempt integer, worker text, n bigint generated always as identity
      )`,
    );
    return new EffectLedger(database.url, client, () => database[Symbol.asyncDispose]());
  }

  async read(): Promise<readonly Effect[]> {
    const { rows } = await this.#client.query<Effect>(
      `select run_id as "runId", step, idempotency_key as "idempotencyKey", attempt, worker from ${ledgerTable} order by n`,
    );
    return rows;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#client.end();
    await this.#drop();
  }
}
