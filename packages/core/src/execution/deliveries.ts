import type { WaitingFor } from "../runs/run.ts";

/** A call of ctx that has not been answered. */
export interface OpenCall {
  readonly callId: string;
  /** The key of the handler that asked. */
  readonly parentKey: string;
  readonly resolve: (value: unknown) => void;
  readonly reject: (error: unknown) => void;
  /** What it waits for, when no work of this process will answer it. */
  wait: WaitingFor | undefined;
  /** Other calls will answer it: those of a handler inside, or of a gate before it. */
  passive: boolean;
}

/** A recorded result on its way to the call that asked for it. */
export interface Delivery {
  /** Its place in the journal. */
  readonly seq: number;
  /** When its entry was written, in ms since 1970. */
  readonly at: number;
  readonly callId: string;
  readonly settle: (call: OpenCall) => void;
}

/**
 * Hands recorded results to the handler one at a time, in the order of the journal, a macrotask between: live and on
 * replay alike, so that branches that run side by side see the same order each time.
 *
 * A result whose call has not been asked for yet holds back those behind it.
 */
export class Deliveries {
  readonly #onDelivered: (delivery: Delivery) => void;
  readonly #open = new Map<string, OpenCall>();
  readonly #openUnder = new Map<string, number>();
  #queue: Delivery[] = [];
  #next = 0;
  #scheduled = false;
  #stopped = false;

  constructor(onDelivered: (delivery: Delivery) => void) {
    this.#onDelivered = onDelivered;
  }

  /** Calls that something will answer: a wait, or work that is under way. */
  get openCount(): number {
    let count = 0;
    for (const { passive } of this.#open.values()) if (!passive) count += 1;
    return count;
  }

  /** Whether a handler has calls that are not answered yet. */
  hasOpenUnder(parentKey: string): boolean {
    return (this.#openUnder.get(parentKey) ?? 0) > 0;
  }

  /** The first result has no call that asked for it. */
  get heldBack(): boolean {
    const first = this.#queue[this.#next];
    return first !== undefined && !this.#open.has(first.callId);
  }

  /** A result is about to be handed over. */
  get busy(): boolean {
    return this.#scheduled;
  }

  waits(): readonly WaitingFor[] {
    return [...this.#open.values()].flatMap(({ wait }) => (wait === undefined ? [] : [wait]));
  }

  /** Takes its place by the journal's order: a signal may be older than the call that waits for it. */
  push(delivery: Delivery): void {
    let at = this.#queue.length;
    while (at > this.#next && (this.#queue[at - 1]?.seq ?? 0) > delivery.seq) at -= 1;
    this.#queue.splice(at, 0, delivery);
    this.#schedule();
  }

  open(call: OpenCall): void {
    this.#open.set(call.callId, call);
    this.#openUnder.set(call.parentKey, (this.#openUnder.get(call.parentKey) ?? 0) + 1);
    this.#schedule();
  }

  /** Forgets calls and their results. */
  drop(callIds: readonly string[]): void {
    const dropped = new Set(callIds);
    for (const callId of dropped) this.#close(callId);
    this.#queue = this.#queue.slice(this.#next).filter((delivery) => !dropped.has(delivery.callId));
    this.#next = 0;
    this.#schedule();
  }

  /** Forgets the handler's calls: none is ever answered. */
  stop(): void {
    this.#stopped = true;
    this.#open.clear();
    this.#openUnder.clear();
    this.#queue = [];
  }

  #close(callId: string): void {
    const call = this.#open.get(callId);
    if (call === undefined) return;
    this.#open.delete(callId);
    this.#openUnder.set(call.parentKey, (this.#openUnder.get(call.parentKey) ?? 1) - 1);
  }

  #schedule(): void {
    const first = this.#queue[this.#next];
    if (this.#scheduled || this.#stopped || first === undefined || !this.#open.has(first.callId)) return;
    this.#scheduled = true;
    setImmediate(() => {
      this.#scheduled = false;
      const call = this.#open.get(first.callId);
      if (this.#stopped) return;
      // Another one took its place meanwhile.
      if (call === undefined || this.#queue[this.#next] !== first) return this.#schedule();
      this.#close(first.callId);
      this.#next += 1;
      if (this.#next === this.#queue.length) {
        this.#queue = [];
        this.#next = 0;
      }
      first.settle(call);
      this.#onDelivered(first);
      this.#schedule();
    });
  }
}
