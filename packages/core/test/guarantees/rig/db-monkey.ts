import pg from "pg";
import { valueTypes } from "../../../src/databases/value-types.ts";
import type { Chance } from "./chance.ts";

/** Ends sessions of one database behind the backs of those who use them. */
export class DbMonkey implements AsyncDisposable {
  terminated = 0;
  readonly #client: pg.Client;
  readonly #chance: Chance;

  private constructor(client: pg.Client, chance: Chance) {
    this.#client = client;
    this.#chance = chance;
  }

  /** Its own session is no peer of anybody's: it is as good as in another database. */
  static async open(url: string, chance: Chance): Promise<DbMonkey> {
    const client = new pg.Client({ connectionString: url, application_name: "monkey", types: valueTypes });
    await client.connect();
    return new DbMonkey(client, chance);
  }

  /** Ends one session, whatever it is doing. False when there is none. */
  async terminateOne(): Promise<boolean> {
    const { rows } = await this.#client.query<{ pid: number }>(
      `select pid from pg_stat_activity
       where datname = current_database() and application_name like 'scoria-%' order by backend_start, pid`,
    );
    const peer = this.#chance.oneOf(rows);
    if (peer === undefined) return false;
    await this.#client.query("select pg_terminate_backend($1)", [peer.pid]);
    this.terminated += 1;
    return true;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#client.end();
  }
}
