import type { Clock, Timer } from "../clock.ts";
import type { Connection } from "../database.ts";

interface Pending {
  readonly due: number;
  readonly fire: () => void;
  handle: NodeJS.Timeout;
}

/**
 * A clock that a test can set forward. Time also passes by itself, so nothing hangs that nobody moves.
 *
 * `advance` moves the process's clock and, when it was given a connection, the database's too: what is due is decided
 * there, so a test that moved only the process would see nothing happen.
 */
export class TestClock implements Clock {
  #aheadMs = 0;
  readonly #pending = new Set<Pending>();

  now(): number {
    return Date.now() + this.#aheadMs;
  }

  monotonic(): number {
    return performance.now() + this.#aheadMs;
  }

  timer(afterMs: number, fire: () => void): Timer {
    const pending: Pending = { due: this.monotonic() + afterMs, fire, handle: undefined as never };
    this.#arm(pending);
    this.#pending.add(pending);
    return {
      cancel: () => {
        clearTimeout(pending.handle);
        this.#pending.delete(pending);
      },
    };
  }

  /** Moves time forward by `ms` and fires what has become due, in order. */
  async advance(ms: number, database?: Connection): Promise<void> {
    this.#aheadMs += ms;
    if (database !== undefined) await setDatabaseClock(database, this.#aheadMs);
    const byDue = [...this.#pending].toSorted((a, b) => a.due - b.due);
    for (const pending of byDue) {
      clearTimeout(pending.handle);
      this.#arm(pending);
    }
  }

  #arm(pending: Pending): void {
    const leftMs = Math.max(0, pending.due - this.monotonic());
    // Node fires a longer timer at once; a test that waits for weeks calls `advance`.
    pending.handle = setTimeout(() => this.#fire(pending), Math.min(leftMs, 2 ** 31 - 1));
  }

  #fire(pending: Pending): void {
    if (this.#pending.delete(pending)) pending.fire();
  }
}

async function setDatabaseClock(database: Connection, aheadMs: number): Promise<void> {
  await database.query({
    text: `
create or replace function scoria.clock() returns timestamptz
language sql volatile
as $$ select date_trunc('milliseconds', clock_timestamp() + interval '${Math.trunc(aheadMs)} milliseconds') $$`,
    values: [],
  });
}
