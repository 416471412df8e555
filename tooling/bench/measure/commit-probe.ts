import { Client } from "pg";
import { stepResult } from "../contestants/contestant.ts";
import { median } from "./statistics.ts";

/** Times the least that a durable write costs here: a prepared insert of about 200 bytes, alone, in its own commit. */
export class CommitProbe implements AsyncDisposable {
  readonly #client: Client;
  readonly #text = JSON.stringify(stepResult(0));
  readonly #tookMs: number[] = [];

  private constructor(databaseUrl: string) {
    this.#client = new Client({ connectionString: databaseUrl });
  }

  static async open(databaseUrl: string): Promise<CommitProbe> {
    const probe = new CommitProbe(databaseUrl);
    await probe.#client.connect();
    await probe.#client.query(
      "create table bench_commit (id int generated always as identity primary key, text text not null)",
    );
    return probe;
  }

  async commit(): Promise<void> {
    const began = performance.now();
    await this.#client.query({
      name: "commit",
      text: "insert into bench_commit (text) values ($1)",
      values: [this.#text],
    });
    this.#tookMs.push(performance.now() - began);
  }

  /** Of all commits since the last `forget`. */
  get p50Ms(): number {
    return median(this.#tookMs);
  }

  /** What came before was warming up. */
  forget(): void {
    this.#tookMs.length = 0;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#client.end();
  }
}
