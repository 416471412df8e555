import type { JsonObject } from "./decode/json.ts";
import type { RuntimeOverlay } from "./defaults/run-runtime.ts";
import type { NamesWith, PartOf } from "./lane/lane.ts";
import type { Rails } from "./scoria-options.ts";

/** What a start takes from core, whatever lanes are installed. */
export interface CoreStart<Kind> {
  /** The role that the first step acts in. Default: `executor`. */
  readonly rootRole?: string;
  /** What the run does first. Default: nothing, the run is recorded and completed in one commit. */
  readonly initialStep?: { readonly kind: Kind };
  /**
   * The same key of the same tenant answers with the run that it once started, for as long as that run is kept: once
   * `retention` deleted it, the key is free. Up to 256 characters, and not beginning with `scoria:`. Default: none, each call
   * starts a run.
   */
  readonly idempotencyKey?: string;
  /** Kept with the run for the host's own use; up to 16 KiB of plain JSON. Default: `{}`. */
  readonly metadata?: JsonObject;
  /** Limits for this run; they may only be tighter than the facade's. Default: the facade's. */
  readonly rails?: Rails;
  /**
   * Provider, model and prompt policy for this run, over the defaults of the app, the tenant and the actor. `toolsAllowed`
   * may only be switched off, `groundingRequired` and `approvalRequired` only on. Default: the defaults.
   */
  readonly runtime?: RuntimeOverlay;
  /**
   * The queue that the run stands in until a node takes it. A queue is there as soon as a run names it; what it may hold and
   * how much of it runs at once is set with `queues.configure`. Default: `default`.
   */
  readonly queue?: string;
  /**
   * What comes first in its queue: `high` is 10, `normal` 0, `low` -10, or any integer from -100 to 100. One place in eight
   * goes to what stands below the highest, so that nothing waits for ever. Default: `normal`.
   */
  readonly priority?: "high" | "normal" | "low" | number;
  /**
   * The class of its work. A tenant's runs of one priority are taken fairly between its classes, by the queue's weights.
   * Default: none, which is a class of its own.
   */
  readonly workload?: string;
  /** Runs of one key share the queue's `keyConcurrency`, such as those of one customer. Default: none, and no such limit. */
  readonly concurrencyKey?: string;
  /** When it may begin, by the database's clock; until then it is `waiting` for a timer. Default: at once. */
  readonly runAt?: Date;
  /**
   * When no step of it begins any more, by the database's clock: it is `halted` with `RAIL_EXCEEDED` unless it has ended. A step
   * that is under way may finish. Default: never.
   */
  readonly deadline?: Date;
}

/** The input of a start: required when the handler's schema requires one, and absent when there is no first step. */
export type InputField<Input> = [Input] extends [never]
  ? { readonly input?: never }
  : unknown extends Input
    ? { readonly input?: unknown }
    : undefined extends Input
      ? { readonly input?: Input }
      : { readonly input: Input };

/** What a start takes: core's own options, the input of the step kind, and each installed lane's options under its name. */
export type StartOptions<Lanes, Kind, Input> = CoreStart<Kind> &
  InputField<Input> & {
    readonly [Name in NamesWith<Lanes, "startOptions">]?: PartOf<NonNullable<Lanes[Name]>, "startOptions">;
  };
