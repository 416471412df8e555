import type { Hinted, Notifier, Topic } from "../notifier.ts";
import type { RunSummary } from "./run.ts";

/** `head`: only what changes the head of the run. `entries`: each entry as well. */
export type Interest = "head" | "entries";

/** `now`: the run as it stands, when that is known. */
type Wake = (now?: RunSummary) => void;

interface Watcher {
  readonly wake: Wake;
  readonly interest: Interest;
}

/**
 * Tells those who wait in this process that a run may stand elsewhere now, and listens for what others say about that as long
 * as anybody waits. A hint: who hears nothing polls.
 */
export class RunChanges {
  readonly #notifier: Notifier;
  readonly #waiting = new Map<string, Set<Watcher>>();
  #interested: Record<Interest, number> = { head: 0, entries: 0 };
  #listening = new Map<Topic, () => void>();

  constructor(notifier: Notifier) {
    this.#notifier = notifier;
  }

  /** `entries`: only the journal has grown, so nobody who waits for the head need look. */
  changed(runId: string, what: Interest = "head"): void {
    for (const { wake, interest } of this.#waiting.get(runId) ?? []) if (what === "head" || interest === what) wake();
  }

  /** An execution here is over. `now`: gives the run as it stands, when that is known; asked only when somebody waits. */
  over(runId: string, now?: () => RunSummary): void {
    const watchers = this.#waiting.get(runId);
    if (watchers === undefined) return;
    const summary = now?.();
    for (const { wake } of watchers) wake(summary);
  }

  /** Wakes everybody: the facade closes. */
  allChanged(): void {
    for (const runId of this.#waiting.keys()) this.changed(runId);
  }

  /** Calls `wake` at each change until the returned function is called. */
  watch(runId: string, interest: Interest, wake: Wake): () => void {
    const watchers = this.#waiting.get(runId) ?? new Set();
    const watcher: Watcher = { wake, interest };
    this.#waiting.set(runId, watchers.add(watcher));
    this.#interested[interest] += 1;
    this.#listen();
    return () => {
      if (!watchers.delete(watcher)) return;
      if (watchers.size === 0) this.#waiting.delete(runId);
      this.#interested[interest] -= 1;
      this.#listen();
    };
  }

  /** A wait was over before anybody said so. */
  foundUntold(): void {
    this.#notifier.doubt();
  }

  #listen(): void {
    const { head, entries } = this.#interested;
    this.#listenTo("changed", head + entries > 0, () => true);
    this.#listenTo("entries", entries > 0, ({ interest }) => interest === "entries");
  }

  #listenTo(topic: Topic, isWanted: boolean, concerns: (watcher: Watcher) => boolean): void {
    const leave = this.#listening.get(topic);
    if (isWanted === (leave !== undefined)) return;
    if (leave !== undefined) {
      this.#listening.delete(topic);
      leave();
      return;
    }
    const hear = (runs: Hinted): void => {
      for (const runId of runs === "any" ? [...this.#waiting.keys()] : runs) {
        for (const watcher of this.#waiting.get(runId) ?? []) if (concerns(watcher)) watcher.wake();
      }
    };
    this.#listening.set(topic, this.#notifier.subscribe(topic, hear));
  }
}
