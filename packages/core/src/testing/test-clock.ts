import type { Clock, Timer } from "../clock.ts";
import type { Connection } from "../database/statement-database.ts";

let guard: (clock: TestClock, connection: Connection) => Connection;

/** For the kit: the same connection, whose statements see the clock before a move or after it, and never in between. */
export function guardConnection(clock: TestClock, connection: Connection): Connection {
  return guard(clock, connection);
}

const longestStatementMs = 2_000;

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
  readonly #pending = new Set<Pending>();
  /** One after the other. */
  #moves: Promise<void> = Promise.resolve();
  /** While it is moved it is two times at once, in the process and in the database: nothing is due, and nobody may ask. */
  #underWay: PromiseWithResolvers<void> | undefined;
  #statements = 0;
  #onNone: () => void = () => {};

  static {
    guard = (clock, connection) => clock.#guard(connection);
  }

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
    this.#moves = this.#moves.then(() => this.#move(ms, database));
    const moved = this.#moves;
    this.#moves = moved.catch(() => {});
    await moved;
  }

  /** What is under way is waited for before a move, and what comes meanwhile waits. */
  #guard(connection: Connection): Connection {
    return {
      query: async (statement) => {
        while (this.#underWay !== undefined) await this.#underWay.promise;
        this.#statements += 1;
        try {
          return await connection.query(statement);
        } finally {
          this.#statements -= 1;
          if (this.#statements === 0) this.#onNone();
        }
      },
    };
  }

  async #move(ms: number, database: Connection | undefined): Promise<void> {
    this.#underWay = Promise.withResolvers();
    try {
      if (database !== undefined) await this.#untilNoStatement();
      this.#aheadMs += ms;
      if (database !== undefined) await setDatabaseClock(database, this.#aheadMs);
    } finally {
      this.#underWay.resolve();
      this.#underWay = undefined;
      const byDue = [...this.#pending].toSorted((a, b) => a.due - b.due);
      for (const pending of byDue) {
        clearTimeout(pending.handle);
        this.#arm(pending);
      }
    }
  }

  /** Not for ever: a statement may be waiting for a lock that the test holds. */
  async #untilNoStatement(): Promise<void> {
    if (this.#statements === 0) return;
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, longestStatementMs);
      this.#onNone = () => {
        clearTimeout(timer);
        resolve();
      };
    });
    this.#onNone = () => {};
  }

  #arm(pending: Pending): void {
    const leftMs = Math.max(0, pending.due - this.monotonic());
    // Node fires a longer timer at once; a test that waits for weeks calls `advance`.
    pending.handle = setTimeout(() => this.#fire(pending), Math.min(leftMs, 2 ** 31 - 1));
  }

  #fire(pending: Pending): void {
    // What waits for the end of a move is armed anew by it.
    if (this.#underWay === undefined && this.#pending.delete(pending)) pending.fire();
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
