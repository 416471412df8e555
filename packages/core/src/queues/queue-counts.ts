import type { Connection } from "../database.ts";
import type { BackgroundWork } from "../nodes/background-work.ts";

export type Counted = "added" | "refused" | "taken";

interface Counts extends Record<Counted, number> {
  readonly queue: string;
  readonly tenantId: string;
}

const everyMs = 1_000;

/**
 * What this process did in each queue, written about each second while there is something to write. It is for operators to
 * look at: a process that is killed takes its last second with it.
 */
export class QueueCounts {
  readonly #connection: Connection;
  readonly #background: BackgroundWork;
  /** By queue and tenant. */
  readonly #counts = new Map<string, Counts>();
  #timer: NodeJS.Timeout | undefined;
  #writing: Promise<unknown> | undefined;

  constructor(connection: Connection, background: BackgroundWork) {
    this.#connection = connection;
    this.#background = background;
  }

  /** Counts one run. */
  add(what: Counted, queue: string, tenantId: string): void {
    const key = `${queue}\u0000${tenantId}`;
    let counts = this.#counts.get(key);
    if (counts === undefined) this.#counts.set(key, (counts = { queue, tenantId, added: 0, refused: 0, taken: 0 }));
    counts[what] += 1;
    if (this.#timer !== undefined) return;
    this.#timer = setTimeout(() => this.#write(), everyMs);
    this.#timer.unref();
  }

  /** Writes what is left. */
  async close(): Promise<void> {
    clearTimeout(this.#timer);
    await this.#writing;
    if (this.#counts.size > 0) this.#write();
    await this.#writing;
  }

  #write(): void {
    this.#timer = undefined;
    const counts = [...this.#counts.values()];
    this.#counts.clear();
    this.#writing = this.#background.run("counting what queues did", async () => {
      await this.#connection.query({
        name: "scoria_count_in_queues",
        text: "select scoria.count_in_queues($1::text[], $2::text[], $3::bigint[], $4::bigint[], $5::bigint[])",
        values: [
          counts.map(({ queue }) => queue),
          counts.map(({ tenantId }) => tenantId),
          counts.map(({ added }) => added),
          counts.map(({ refused }) => refused),
          counts.map(({ taken }) => taken),
        ],
      });
    });
  }
}
