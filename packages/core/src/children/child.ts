import type { Json, JsonObject } from "../decode/json.ts";
import type { RuntimeOverlay } from "../defaults/run-runtime.ts";
import type { StoredError } from "../errors/stored-error.ts";
import type { RunStatus } from "../runs/run.ts";
import type { Rails } from "../scoria-options.ts";

/** A run that a handler started with `ctx.startChild`. `Output`: what its handler returns, as far as the caller says. */
export interface ChildRun<Output = Json> {
  readonly runId: string;
  /** For the compiler only. */
  readonly "~output"?: Output;
}

/** What `ctx.startChild` takes beside the input. What is left out is as in the run that starts it. */
export interface ChildOptions {
  /**
   * Tells children of one kind apart that branches start which run at once; up to 200 characters. Default: none, they are
   * told apart by their order.
   */
  readonly key?: string;
  /** The role that its first step acts in. Default: `executor`. */
  readonly rootRole?: string;
  /** Kept with the child for the host's own use; up to 16 KiB of plain JSON. Default: `{}`. */
  readonly metadata?: JsonObject;
  /** Limits of the child alone; they may only be tighter than those of its parent. Default: those of its parent. */
  readonly rails?: Rails;
  /**
   * Provider, model and prompt policy of the child, over those of its parent. `toolsAllowed` may only be switched off,
   * `groundingRequired` and `approvalRequired` only on. Default: those of its parent.
   */
  readonly runtime?: RuntimeOverlay;
}

/** How a child ended. That it failed is an answer, not an error of its parent. */
export type ChildOutcome<Output = Json> =
  | {
      readonly runId: string;
      readonly status: "completed";
      /** What its handler returned; `null` when it returned nothing, or went on as another run. */
      readonly output: Output;
      /** The next run of its chain, when it ended by `ctx.continueAsNew`. It can be waited for as a child. */
      readonly continuedAs?: string;
    }
  | {
      readonly runId: string;
      readonly status: "failed" | "cancelled" | "halted";
      readonly error: StoredError;
    };

/** What `ctx.waitForRuns` answers: one outcome for each child, in the order asked. */
export type ChildOutcomes<Children extends readonly (ChildRun<unknown> | string)[]> = {
  readonly [At in keyof Children]: ChildOutcome<Children[At] extends ChildRun<infer Output> ? Output : Json>;
};

/** A child as the detail of its parent shows it. */
export interface ChildRecord {
  readonly runId: string;
  readonly kind: string;
  /** Where it stands now. */
  readonly status: RunStatus;
  /** The call that started it; `null` for a later run of a chain. */
  readonly stepKey: string | null;
  /** The run before it, for a later run of a chain. */
  readonly continuedFrom?: string;
  readonly createdAt: Date;
  readonly finishedAt?: Date;
  /** What the parent was told of its end, once it has waited for it. */
  readonly outcome?: ChildOutcome;
}
