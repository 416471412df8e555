import type { Hinted, Topic } from "../notifier.ts";

type Hear = (runs: Hinted) => void;

/** Who in this facade wants to hear of what. */
export class Subscribers {
  readonly #byTopic = new Map<Topic, Set<{ readonly hear: Hear }>>();

  add(topic: Topic, hear: Hear): () => void {
    const there = this.#byTopic.get(topic) ?? new Set();
    const subscriber = { hear };
    this.#byTopic.set(topic, there.add(subscriber));
    return () => {
      there.delete(subscriber);
    };
  }

  has(topic: Topic): boolean {
    return (this.#byTopic.get(topic)?.size ?? 0) > 0;
  }

  tell(topic: Topic, runs: Hinted): void {
    for (const { hear } of [...(this.#byTopic.get(topic) ?? [])]) hear(runs);
  }
}
