import type { Json } from "../decode/json.ts";
import type { RunRuntime } from "../defaults/run-runtime.ts";
import type { InnerBudget } from "../execution/inner-budget.ts";
import type { CoreContext, StepFunction, StepName } from "../handlers/handler.ts";
import type { Identity } from "../identity/identity.ts";
import type { Recorded } from "../steps/recorded.ts";
import type { ApprovedAttempt, ApprovedStepOptions, StepAttempt, StepOptions } from "../steps/step-options.ts";
import type { LaneEntry } from "./lane-entry.ts";

/** How a lane's step is shown and counted. */
export interface LaneStepOptions {
  /** What the step is called in a run's detail; a `tool` counts for the limit `maxToolCalls`. Default: `step`. */
  readonly kind?: "step" | "tool";
}

/** A handler that a lane runs inside a run. */
export interface InnerHandler {
  /** The step kind whose handler is called; it is registered on every node that may go on with the run. */
  readonly kind: string;
  /** The role that it acts in. */
  readonly role: string;
  /** Its `ctx.input`: plain JSON, which its own schema may refuse or change. */
  readonly input: Json;
  /** Plain JSON that the lane's own powers see in there as `call.context`. Default: none. */
  readonly context?: Json;
  /** What it, and what stands inside it, may use up: a step past it is refused with RAIL_EXCEEDED. Default: what the run may. */
  readonly budget?: InnerBudget;
  /** Its `ctx.identity` says who, without the metadata. Default: false, and it holds for what stands inside it too. */
  readonly bareIdentity?: boolean;
  /** Written before the handler is called, in one commit with the record that it began. Default: none. */
  readonly entries?: readonly LaneEntry[];
}

/** Where a handler that a lane runs inside a run will stand. */
export interface InnerPlace {
  /** The key of its step: unlike any other in its run. */
  readonly stepKey: string;
}

/** The handler, or what makes it: asked when nothing is recorded of it yet. What it throws is the answer of the call. */
export type GivenInnerHandler = InnerHandler | ((place: InnerPlace) => InnerHandler);

/**
 * The handler that a lane's step powers serve: what stands in `ctx` under the lane's name is made of this.
 *
 * Every verb is durable as those of `ctx` are: recorded once, answered from the journal on replay, and refused inside a
 * step's function. Call them in the same order each time the handler runs.
 */
export interface LaneCall {
  readonly runId: string;
  readonly tenantId: string;
  /** The step kind of the handler. */
  readonly kind: string;
  readonly role: string;
  /** Who started the run. */
  readonly identity: Identity;
  /** The key of the handler: unlike any other in its run. */
  readonly stepKey: string;
  /** What the run was frozen with: provider, model, prompt policy. */
  readonly runtime: RunRuntime;
  /** What the start carried under the lane's name, as it was recorded; undefined when it carried nothing. */
  readonly options: Json | undefined;
  /** What `runHandler` of this lane was given for this handler; undefined in a run's own handler. */
  readonly context: Json | undefined;
  /** Aborts when the run is cancelled or this process has lost it. */
  readonly signal: AbortSignal;

  /** As `ctx.step`; the step's key begins with the lane's name, so it meets no name of the host's. */
  step<T, Arguments>(
    name: StepName,
    fn: StepFunction<ApprovedAttempt<Arguments>, T>,
    options: ApprovedStepOptions<Arguments> & LaneStepOptions,
  ): Promise<Recorded<T>>;
  step<T>(
    name: StepName,
    fn: StepFunction<StepAttempt, T>,
    options?: StepOptions & LaneStepOptions,
  ): Promise<Recorded<T>>;

  /** As `ctx.requestApproval`. */
  readonly requestApproval: CoreContext<unknown>["requestApproval"];

  /** Records an entry of the lane and gives its payload, on replay the one that was recorded then. */
  record(entry: LaneEntry): Promise<Json>;

  /**
   * Calls a handler inside this run, as a step of its own with steps of its own, and gives what it returned. It may pause
   * the whole run. What it throws is thrown here. From the first time on it is called with what was recorded then.
   *
   * @throws RAIL_EXCEEDED - the budget of the handler that asks is used up
   * @throws HANDLER_MISSING - no handler of that kind is registered in this process
   * @throws INVALID_INPUT - its schema refuses the input
   */
  runHandler(name: StepName, inner: GivenInnerHandler): Promise<Json>;

  /** As `ctx.now`. */
  now(): Date;
  /** As `ctx.uuid`. */
  uuid(): string;
}
