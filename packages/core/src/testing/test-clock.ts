import type { Clock, Timer } from "../clock.ts";
import type { Connection } from "../database/statement-database.ts";

interface Pending {
  readonly due: number;
  readonly fire: () => void;
  handle: NodeJS.Timeout;
}

/**
 * A clock that a test can set forward. Time also passes by itself, so nothing hangs that nobody moves.
 *
 * Hand the same one to facades that share a database. To move it, call `advance` of a facade under test: what is due is
 * decided by the database, so a test that moved only the process would see nothing happen.
 *
 * @example
 * ```ts
 * import { createTestScoria, TestClock, testIdentity } from "@scoria/core/testing";
 *
 * const clock = new TestClock();
 * await using app = await createTestScoria({ clock, handlers: { nap: (ctx) => ctx.sleep(86_400_000) } });
 * const { runId } = await app.startRun(testIdentity(), { initialStep: { kind: "nap" } });
 * await app.waitForRun(testIdentity(), runId, { until: "waiting" });
 * await app.advance(86_400_000);
 * console.log(await app.waitForRun(testIdentity(), runId, { until: "settled" }));
 * ```
 */
export class TestClock implements Clock {
  #aheadMs = 0;
  /** Moves under way: between the process and the database it is two times at once, and nobody may be asked for one. */
  #moves = 0;
  readonly #pending = new Set<Pending>();

  /** Milliseconds since 1970, as far ahead as it was moved. */
  now(): number {
    return Date.now() + this.#aheadMs;
  }

  /** Milliseconds since some moment; never goes back. */
  monotonic(): number {
    return performance.now() + this.#aheadMs;
  }

  /** Calls `fire` once, `afterMs` from now by this clock. */
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

  /** Moves time forward by `ms`, in `database` too when it is given, and fires what has become due, in order. */
  async advance(ms: number, database?: Connection): Promise<void> {
    this.#moves += 1;
    try {
      this.#aheadMs += ms;
      if (database !== undefined) await setDatabaseClock(database, this.#aheadMs);
    } finally {
      this.#moves -= 1;
      const byDue = [...this.#pending].toSorted((a, b) => a.due - b.due);
      for (const pending of byDue) {
        clearTimeout(pending.handle);
        this.#arm(pending);
      }
    }
  }

  #arm(pending: Pending): void {
    const leftMs = Math.max(0, pending.due - this.monotonic());
    // Node fires a longer timer at once; a test that waits for weeks calls `advance`.
    pending.handle = setTimeout(() => this.#fire(pending), Math.min(leftMs, 2 ** 31 - 1));
  }

  #fire(pending: Pending): void {
    // What waits for the end of a move is armed anew by it.
    if (this.#moves === 0 && this.#pending.delete(pending)) pending.fire();
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
