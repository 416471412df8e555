import type { EntryDraft } from "../journal/entry.ts";
import { passCompletionGates } from "./completion-gates.ts";
import type { Execution } from "./execution.ts";
import type { Frame } from "./frame.ts";
import { endByContinuing, endByVerdict, type RunVerdict } from "./run-end.ts";
import { gatePrefix } from "./run-past.ts";
import { roundKey } from "./step-keys.ts";

/**
 * The times that the run's own handler is gone through: once, and once more for each time a lane's gate sent it back. A
 * round has a key of its own, so that what it records stands beside what the rounds before recorded.
 */
export class Rounds {
  readonly #execution: Execution;
  readonly #onSettled: (verdict: RunVerdict) => void;
  #round = 0;
  #frame: Frame | undefined;

  constructor(execution: Execution, onSettled: (verdict: RunVerdict) => void) {
    this.#execution = execution;
    this.#onSettled = onSettled;
  }

  /** The key of the handler in the round that is under way. */
  get handlerKey(): string {
    return this.#frame?.stepKey ?? "";
  }

  /** Calls the handler from the top, in the next round. */
  begin(): void {
    this.#round += 1;
    const { run, past } = this.#execution;
    const { rootRole, input } = past.started;
    this.#frame = this.#execution.frame({
      stepKey: roundKey(run.kind, this.#round),
      kind: run.kind,
      role: rootRole,
      input,
      feedback: past.sentBack.slice(0, this.#round - 1).map(({ feedback }) => feedback),
      context: undefined,
      budget: undefined,
      bareIdentity: false,
    });
    this.#execution.callHandler(this.#frame)?.then(
      (returned) => this.#onSettled({ returned }),
      (threw: unknown) => this.#onSettled({ threw }),
    );
    this.#execution.touch();
  }

  /** The handler has come to its end, and nothing of it is under way: the run ends, or the handler is sent back. */
  finish(verdict: RunVerdict): void {
    const { past, parts } = this.#execution;
    const how = "returned" in verdict ? "returned" : "threw" in verdict ? "threw" : "continued as new";
    const unasked = past.unasked(this.handlerKey);
    if (unasked !== undefined) {
      return this.#diverged(
        `The handler ${how} without asking for ${unasked.kind} "${unasked.stepKey}", which is recorded.`,
      );
    }
    const wasSentBack = past.sentBack.length >= this.#round;
    if (wasSentBack && how !== "returned") {
      return this.#diverged(`The handler ${how} where the journal has that it returned and was sent back.`);
    }
    if (wasSentBack) {
      this.#execution.skipInside(gatePrefix(this.handlerKey));
      return this.begin();
    }
    if ("continues" in verdict) return void this.#execution.end(endByContinuing(verdict.continues));
    const end = endByVerdict(verdict, parts.redactor);
    if (end.output === undefined || this.#frame === undefined) return void this.#execution.end(end);
    passCompletionGates(this.#execution, this.#frame, { output: end.output, round: this.#round }, (answer) =>
      answer === "complete" ? this.#execution.end(end) : this.#sendBack(answer),
    );
  }

  async #sendBack(draft: EntryDraft): Promise<void> {
    await this.#execution.append({ drafts: [draft] });
    if (!this.#execution.stopped) this.begin();
  }

  #diverged(detail: string): void {
    this.#execution.waitForOperator("HANDLER_DIVERGED", detail);
  }
}
