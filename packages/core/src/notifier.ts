import type { Logger } from "./seams/logger.ts";

/** What a hint may be about; its id is always that of a run. */
export const topics = [
  /** The run is in the queue: whoever knows its kind may take it. */
  "queued",
  /** Somebody who does not own the run appended to it: its owner should read it. */
  "news",
  /** The run's head has changed: whoever waits for the run should look. */
  "changed",
  /** The run has more entries: whoever watches it should look. */
  "entries",
  /** An entry that a lane follows was committed: whoever follows should look. */
  "followed",
] as const;

export type Topic = (typeof topics)[number];

/** The runs that a hint is about. `any`: some hints were not told one by one, or may not have been heard at all. */
export type Hinted = readonly string[] | "any";

/**
 * Carries hints between the processes, or on an embedded database between the facades, that share a database.
 *
 * A hint may be lost, late, or told twice, and it says nothing but "look there": what is true stands in the tables, and
 * everybody polls them. So nothing waits for a hint, and none is sent again.
 */
export interface Notifier {
  /**
   * Tells the others, soon, and only after the commit that it tells of. Hints of a few milliseconds travel together. Never
   * throws; a hint that cannot be sent is dropped.
   */
  publish(topic: Topic, runId: string): void;
  /**
   * Calls `hear` at each hint of another facade until the returned function is called; and with `any` once it begins to hear,
   * and after each time in which it may not have heard.
   */
  subscribe(topic: Topic, hear: (runs: Hinted) => void): () => void;
  /** Something was found that a hint should have told: whether hints are heard is tried out now. */
  doubt(): void;
  /** Sends what is left, for a second at most, and frees its connections. */
  close(): Promise<void>;
}

export interface NotifierOptions {
  readonly logger: Logger;
  /** Where to listen when the database's own url leads to a pooler. Default: the database's url. */
  readonly listenUrl?: string | undefined;
  /** How often it tries out whether it hears, in milliseconds. Default: 30,000. */
  readonly selfTestMs?: number;
  /** How long it waits for its own hint, and until it doubts again, in milliseconds. Default: 4,000. */
  readonly patienceMs?: number;
}

/** With `notifications: false`: everybody polls. */
export const silentNotifier: Notifier = Object.freeze({
  publish: () => {},
  subscribe: () => () => {},
  doubt: () => {},
  close: async () => {},
});
