import { storeError } from "../errors/stored-error.ts";
import { failPoint } from "../fail-points.ts";
import type { StoredEntry } from "../journal/entry.ts";
import type { Batch, RunLog } from "../journal/run-log.ts";
import type { EngineParts, OwnedRun } from "./engine-parts.ts";
import type { ExecutionEnd } from "./execution.ts";
import { endBatch, handBackBatch, operatorBatch } from "./last-batches.ts";
import type { TreeChange } from "../journal/tree-change.ts";
import { endByCancel, type RunEnd } from "./run-end.ts";
import type { RunPast } from "./run-past.ts";

export interface RunEndingParts {
  readonly run: OwnedRun;
  readonly past: RunPast;
  readonly log: RunLog;
  readonly parts: EngineParts;
  /** The last batch is committed, or is refused for good. `last`: the entry that ended the run. */
  readonly onEnd: (end: ExecutionEnd, last?: StoredEntry) => void;
}

/** Writes the last batch of an execution: the end of the run, a wait for an operator, or that it is given back. */
export class RunEnding {
  readonly #parts: RunEndingParts;
  #begun = false;

  constructor(parts: RunEndingParts) {
    this.#parts = parts;
  }

  /** It has begun: whatever else is asked of the execution comes too late. */
  get begun(): boolean {
    return this.#begun;
  }

  async close(end: RunEnd): Promise<void> {
    if (this.#begun) return;
    this.#begun = true;
    const { run, past, onEnd } = this.#parts;
    await failPoint("finish.before-commit");
    // Again when a decision came between: then one request less is withdrawn.
    const written = await this.#write(() => {
      // A request to end that came between: what it is about is the work, and that must not go on in another run.
      const { next } = end;
      const last = next === undefined || past.cancelRequested === undefined ? end : endByCancel(past.cancelRequested);
      return endBatch(run.epoch, last, past.undecidedApprovals(), treeAtEnd(past, last));
    });
    if (written === undefined) return;
    await failPoint("finish.after-commit");
    onEnd("settled", written.at(-1));
  }

  async waitForOperator(code: "HANDLER_MISSING" | "HANDLER_DIVERGED", detail: string): Promise<void> {
    if (this.#begun) return;
    this.#begun = true;
    const { run, parts, onEnd } = this.#parts;
    parts.logger.warn(`The run waits for an operator: ${detail}`, { runId: run.runId, code });
    const written = await this.#write(() => operatorBatch(run.epoch, { kind: "operator", code, detail }));
    if (written !== undefined) onEnd("waiting");
  }

  /** Gives the run back, for any node to go on with. `lost` resolves when it turns out that it was lost already. */
  async handBack(lost: Promise<void>): Promise<void> {
    if (this.#begun) return;
    this.#begun = true;
    const { run, log, onEnd } = this.#parts;
    await Promise.race([log.append(handBackBatch(run.epoch)), lost]);
    onEnd("abandoned");
  }

  /** Built anew as often as the log is disturbed. Undefined: the database refused it. */
  async #write(build: () => Batch): Promise<readonly StoredEntry[] | undefined> {
    const { run, log, parts, onEnd } = this.#parts;
    try {
      for (;;) {
        const written = await log.append(build());
        if (written !== null) return written;
      }
    } catch (error) {
      const { message } = storeError(error, parts.redactor);
      parts.logger.error(`The end of a run could not be written: ${message}`, { runId: run.runId });
      onEnd("abandoned");
      return undefined;
    }
  }
}

/** What the end means for the run's parent, for its children, and for the next of its chain. Mostly there are none. */
function treeAtEnd({ started, hasChildren }: RunPast, { status, next }: RunEnd): TreeChange | undefined {
  const cancels = status === "cancelled" && hasChildren;
  if (started.parent === undefined && next === undefined && !cancels) return undefined;
  return {
    ...(started.parent === undefined ? {} : { parentRunId: started.parent.runId }),
    ...(next === undefined ? {} : { starts: [next] }),
    ...(cancels ? { cancelsChildren: true } : {}),
  };
}
