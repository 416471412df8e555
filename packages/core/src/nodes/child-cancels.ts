import { cancelChildren } from "../children/cancel-children.ts";
import type { EngineParts } from "../execution/engine-parts.ts";
import type { RunHints } from "../runs/run-hints.ts";
import { BackgroundWork } from "./background-work.ts";

/**
 * Has the children of cancelled runs end. It looks when a run of this process was cancelled, and with each heartbeat, for what
 * a process left that died in between.
 */
export class ChildCancels {
  readonly #parts: EngineParts;
  readonly #hints: RunHints;
  readonly #background: BackgroundWork;
  #working: Promise<unknown> | undefined;
  #again = false;
  #stopped = false;

  constructor(parts: EngineParts, hints: RunHints) {
    this.#parts = parts;
    this.#hints = hints;
    this.#background = new BackgroundWork(parts.logger);
  }

  /** Looks, and does not wait for it. */
  look(): void {
    if (this.#stopped) return;
    this.#again = true;
    this.#working ??= this.#background
      .run("cancelling the children of cancelled runs", () => this.#work())
      .finally(() => {
        this.#working = undefined;
      });
  }

  /** Ends what is under way, and begins nothing any more. */
  async stop(): Promise<void> {
    this.#stopped = true;
    await this.#working;
  }

  async #work(): Promise<void> {
    while (this.#again && !this.#stopped) {
      this.#again = false;
      await cancelChildren(this.#parts.database.control, this.#hints);
    }
  }
}
