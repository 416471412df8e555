import { topics, type Hinted, type Topic } from "../notifier.ts";

/**
 * The shortest time between two sendings of one topic, in milliseconds. The first after a quiet time is not held back.
 *
 * A sending takes a lock of the whole database for as long as its commit takes, so that a busy process must not make one for
 * each of its commits. Entries come with every step, and only who watches a run wants them: they are told less often.
 */
const everyMs: Readonly<Record<Topic, number>> = { queued: 5, news: 5, changed: 5, entries: 50, followed: 50 };

/** A payload of PostgreSQL ends below 8,000 bytes: a name of eight bytes, and 36 and a space for each run. */
const mostIds = Math.floor((7_999 - 8) / 37);

const closingMs = 1_000;

/** Collects hints, each run once for a topic, and has them sent together. More than fit in one sending become `any`. */
export class HintQueue {
  readonly #send: (hints: ReadonlyMap<Topic, Hinted>) => Promise<void>;
  readonly #pending = new Map<Topic, Set<string> | "any">();
  readonly #sentAt = new Map<Topic, number>();
  #timer: NodeJS.Timeout | undefined;
  #timerDue = Number.POSITIVE_INFINITY;
  #sending: Promise<void> | undefined;
  #closed = false;

  /** `send` may reject: then its hints are lost. One is under way at a time. */
  constructor(send: (hints: ReadonlyMap<Topic, Hinted>) => Promise<void>) {
    this.#send = send;
  }

  add(topic: Topic, runId: string): void {
    if (this.#closed) return;
    const ids = this.#pending.get(topic);
    if (ids === undefined) {
      this.#pending.set(topic, new Set([runId]));
      this.#arm();
    } else if (ids !== "any") {
      ids.add(runId);
      if (ids.size > mostIds) this.#pending.set(topic, "any");
    }
  }

  /** Sends what is left, but does not wait for long. */
  async close(): Promise<void> {
    this.#closed = true;
    clearTimeout(this.#timer);
    let patience: NodeJS.Timeout | undefined;
    const late = new Promise<void>((resolve) => {
      patience = setTimeout(resolve, closingMs);
    });
    const rest = async (): Promise<void> => {
      await this.#sending;
      if (this.#pending.size > 0) await this.#sendNow(topics);
    };
    await Promise.race([rest(), late]);
    clearTimeout(patience);
  }

  #arm(): void {
    if (this.#sending !== undefined || this.#closed) return;
    const due = Math.min(...[...this.#pending.keys()].map((topic) => this.#dueAt(topic)));
    if (due >= this.#timerDue) return;
    clearTimeout(this.#timer);
    this.#timerDue = due;
    this.#timer = setTimeout(() => this.#onTimer(), Math.max(0, due - performance.now()));
  }

  #onTimer(): void {
    this.#timerDue = Number.POSITIVE_INFINITY;
    const now = performance.now();
    // A timer may fire a little before its time. What is not due yet goes along: a sending costs the same with it.
    const isDue = topics.some((topic) => this.#pending.has(topic) && this.#dueAt(topic) <= now + 1);
    this.#sending = this.#sendNow(isDue ? topics : []).finally(() => {
      this.#sending = undefined;
      if (this.#pending.size > 0) this.#arm();
    });
  }

  #dueAt(topic: Topic): number {
    return (this.#sentAt.get(topic) ?? Number.NEGATIVE_INFINITY) + everyMs[topic];
  }

  async #sendNow(due: readonly Topic[]): Promise<void> {
    const hints = new Map<Topic, Hinted>();
    for (const topic of due) {
      const ids = this.#pending.get(topic);
      if (ids === undefined) continue;
      hints.set(topic, ids === "any" ? ids : [...ids]);
      this.#pending.delete(topic);
      this.#sentAt.set(topic, performance.now());
    }
    if (hints.size === 0) return;
    try {
      await this.#send(hints);
    } catch {
      // Only hints: what they told of is found by the polls.
    }
  }
}
