import type { Hinted, Notifier, Topic } from "../notifier.ts";
import { HintQueue } from "./hint-queue.ts";
import { Subscribers } from "./subscribers.ts";

/**
 * One facade that hears of the others on its embedded database. Plain functions and strings: the facades may be of several
 * copies of this package.
 */
export type LocalHearer = (topic: string, runs: readonly string[] | "any") => void;

/** Hints between the facades of one process that share an embedded database, through the list of all of them. */
export function inProcessNotifier(hearers: Set<LocalHearer>): Notifier {
  const subscribers = new Subscribers();
  const hear: LocalHearer = (topic, runs) => subscribers.tell(topic as Topic, runs);
  const queue = new HintQueue(async (hints: ReadonlyMap<Topic, Hinted>) => {
    for (const [topic, runs] of hints) {
      for (const other of [...hearers]) if (other !== hear) other(topic, runs);
    }
  });
  hearers.add(hear);
  return {
    publish: (topic, runId) => queue.add(topic, runId),
    subscribe: (topic, tell) => subscribers.add(topic, tell),
    doubt: () => {},
    async close() {
      await queue.close();
      hearers.delete(hear);
    },
  };
}
