import { ScoriaError } from "../errors/scoria-error.ts";
import type { EngineParts } from "../execution/engine-parts.ts";
import type { Execution } from "../execution/execution.ts";
import type { BackgroundWork } from "./background-work.ts";
import { markLaterFormat } from "./owned-runs.ts";

/** How long handing one run back may take: a database that is away must not hold the process. */
const handBackMs = 5_000;

/** Gives runs of this node back, for another to go on with. */
export class GivingBack {
  readonly #parts: Pick<EngineParts, "clock" | "database" | "logger">;
  readonly #node: { readonly nodeId: string; readonly graceMs: number };
  readonly #background: BackgroundWork;
  readonly #hurried = Promise.withResolvers<void>();

  constructor(
    parts: Pick<EngineParts, "clock" | "database" | "logger">,
    node: { readonly nodeId: string; readonly graceMs: number },
    background: BackgroundWork,
  ) {
    this.#parts = parts;
    this.#node = node;
    this.#background = background;
  }

  /** Waits for no step any more. */
  hurry(): void {
    this.#hurried.resolve();
  }

  /** Lets what is under way in a run finish for a while, and hands it back. */
  async giveBack(execution: Execution): Promise<void> {
    await this.#within(this.#node.graceMs, Promise.race([execution.drain(), this.#hurried.promise]));
    await this.#within(handBackMs, execution.handBack());
    execution.abandon(new ScoriaError("CLOSED", "This node hands over its runs; another one goes on with this."));
  }

  /** A later version wrote into this run. Nodes that do not know its entries take it no more, this one included. */
  async leaveToLater(execution: Execution, entryType: string): Promise<void> {
    const { runId } = execution.run;
    this.#parts.logger.warn(
      `The run has an entry of the type "${entryType}", which a later version of Scoria wrote. It is handed back for a node ` +
        "of that version.",
      { runId, nodeId: this.#node.nodeId },
    );
    await this.#background.run("leaving a run to a later version", () =>
      markLaterFormat(this.#parts.database.control, execution.run),
    );
    await this.giveBack(execution);
  }

  #within(ms: number, work: Promise<unknown>): Promise<void> {
    return new Promise((resolve) => {
      const timer = this.#parts.clock.timer(ms, resolve);
      const done = (): void => {
        timer.cancel();
        resolve();
      };
      work.then(done, done);
    });
  }
}
