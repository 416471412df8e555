import { askDatabase } from "../ask-database.ts";
import type { Core } from "../core.ts";

const rememberedMs = 5_000;

/**
 * Remembers which queues were seen to have limits or to be paused, so that starts go there by turn at once. It is only a
 * memory: the database displaces a start that comes to such a queue in another way.
 */
export class QueuesByTurn {
  readonly #now: () => number;
  readonly #until = new Map<string, number>();

  /** `now`: monotonic, in milliseconds. */
  constructor(now: () => number) {
    this.#now = now;
  }

  has(queue: string): boolean {
    const until = this.#until.get(queue);
    if (until === undefined) return false;
    if (until > this.#now()) return true;
    this.#until.delete(queue);
    return false;
  }

  add(queue: string): void {
    this.#until.set(queue, this.#now() + rememberedMs);
  }
}

/** Whether any of these queues has limits or is paused; remembers those that do. */
export async function lookForTurns(core: Core, queues: readonly string[]): Promise<boolean> {
  // Where starts are written: others may hold what the verbs on the control connections wait for.
  const { rows } = await askDatabase(core, "looking at queues", () =>
    core.database.writer.query<{ name: string }>({
      name: "scoria_queues_by_turn",
      text: "select name from scoria.queues where name = any ($1::text[])",
      values: [queues],
    }),
  );
  for (const { name } of rows) core.queuesByTurn.add(name);
  return rows.length > 0;
}
