import type { CoreStart, Identity, Json, JsonObject, RunSummary } from "@scoria/core";
import { readOptions, type InnerBudget, type Lane } from "@scoria/core/lane";
import type { Handoff } from "./define-handoff.ts";
import { Delegating } from "./delegate.ts";
import { foldHandoffs, type HandoffDetail } from "./detail.ts";
import { HandoffTable } from "./handoff-table.ts";
import { readLimits, type HandoffLimits } from "./limits.ts";
import { receivedOf } from "./received.ts";
import { rootKind, runRoot, startHandoffRun } from "./start-run.ts";

/** What is handed on, and on which terms. */
export interface HandedOver<Context = object> {
  /** The work brief: an object of plain JSON, which the delegated handler has as `ctx.input`. `{}` when there is none. */
  readonly handoffInput: object;
  /** The slice that the delegated role may see, as plain JSON; `{}` says that it sees nothing. It has no default. */
  readonly projectedContext: Context;
  /** Paths that the law would refuse and that are honest here, as its error names them. Default: none. */
  readonly allow?: readonly string[];
  /** What it may use up. Default: that of `defineHandoff`, or what the run may. */
  readonly budget?: InnerBudget;
}

/** A handoff that is made in a handler. */
export interface HandoffRequest<Context = object> extends HandedOver<Context> {
  /** Tells it from others to the same role in branches that run at once. Default: none. */
  readonly key?: string;
}

/** The same to a role that is named in place. */
export interface RoleRequest extends HandoffRequest {
  /** The step kind whose handler the delegated role acts with. */
  readonly delegatedKind: string;
}

/** What `startRun` of the lane takes of the options of the facade's. */
export type StartedBeside = Omit<CoreStart<string>, "initialStep" | "rootRole">;

/** A run that begins as a handoff to a role that is named in place. */
export interface RoleStart extends HandedOver, StartedBeside {
  /** The role that delegates, and that goes on owning the run. */
  readonly rootRole: string;
  /** The step kind whose handler the delegated role acts with. */
  readonly delegatedKind: string;
}

/** A run that begins as a handoff of `defineHandoff`. */
export interface DeclaredStart<Context> extends HandedOver<Context>, StartedBeside {}

/** What `startRun` takes for a role that is named in place, and for a handoff of `defineHandoff`. */
export type StartTo<To> =
  To extends Handoff<infer Given, infer _Context, infer _Answer, infer _Result> ? DeclaredStart<Given> : RoleStart;

/** What `delegate` takes for each. */
export type RequestTo<To> =
  To extends Handoff<infer Given, infer _Context, infer _Answer, infer _Result> ? HandoffRequest<Given> : RoleRequest;

/** What `delegate` gives for each: what the result schema makes of the answer, or any JSON. */
export type AnswerOf<To> =
  To extends Handoff<infer _Given, infer _Context, infer _Answer, infer Result> ? Result : Json;

/** `scoria.handoff`. */
export interface HandoffApi {
  /**
   * Starts a run whose root role hands its work on at once. The run, its root step `handoff`, the handoff and the queued step
   * of the delegated role are one commit. What the delegated handler answers is the run's output; the root role goes on owning
   * the run.
   *
   * @throws INVALID_DELEGATED_ROLE, INVALID_ROOT_ROLE, INVALID_DELEGATED_KIND, INVALID_HANDOFF_INPUT,
   * INVALID_PROJECTED_CONTEXT - a part is missing, or not what it must be; nothing has a default
   * @throws UNSAFE_PROJECTED_CONTEXT - context, input or metadata hold what no handoff passes on
   * @throws PAYLOAD_TOO_LARGE - input or context are over the limit
   * @throws HANDOFF_CIRCULAR, HANDOFF_UNDECLARED, and what the facade's `startRun` throws
   *
   * @example
   * ```ts
   * import { createScoria } from "@scoria/core";
   * import { handoffLane } from "@scoria/handoff";
   *
   * await using scoria = await createScoria({
   *   database: "memory:",
   *   lanes: { handoff: handoffLane() },
   *   handlers: { review: (ctx) => ({ by: ctx.role, verdict: "send" }) },
   * });
   * const ana = scoria.identity({ actorId: "ana", tenantId: "acme" });
   * const { runId } = await scoria.handoff.startRun(ana, "critic", {
   *   rootRole: "planner",
   *   delegatedKind: "review",
   *   handoffInput: { brief: "Review the draft answer for policy and accuracy" },
   *   projectedContext: { draftAnswer: "You get a refund within 14 days." },
   * });
   * await scoria.waitForRun(ana, runId, { until: "settled" });
   * console.log((await scoria.getRunDetail(ana, runId)).handoff[0]?.result);
   * ```
   */
  startRun<To extends string | Handoff>(who: Identity, to: To, start: StartTo<To>): Promise<RunSummary>;
}

/** `ctx.handoff`. */
export interface HandoffStep {
  /** In a delegated handler: all that it was shown beside its input. Undefined in a handler that no handoff called. */
  readonly projectedContext: JsonObject | undefined;
  /** In a delegated handler: the role that delegated. */
  readonly parentRole: string | undefined;
  /** In a delegated handler: the id of its handoff. */
  readonly handoffId: string | undefined;

  /**
   * Hands a bounded slice of the work to another role inside this run, and gives its answer: recorded once, so a replay does
   * not delegate again. What the delegated handler throws is thrown here. It may wait for a person, and then the run does.
   *
   * @throws as `scoria.handoff.startRun`; and HANDOFF_TOO_DEEP, HANDOFF_TOO_WIDE, HANDOFF_CIRCULAR - limits of the lane
   * @throws INVALID_HANDOFF_RESULT - the answer does not pass the declared schema
   * @throws RAIL_EXCEEDED - the budget of the handoff that this handler serves is used up
   * @throws STEP_NESTED - called inside a step's function
   * @throws STEP_NAME_AMBIGUOUS - the same role in branches that run at once, without a key
   */
  delegate<To extends string | Handoff>(to: To, request: RequestTo<To>): Promise<AnswerOf<To>>;

  /**
   * Delegates many slices to one role at once, and gives the answers in the order of the requests. When some fail it throws
   * the first of them, once all have ended.
   */
  delegateAll<To extends string | Handoff>(
    to: To,
    requests: readonly RequestTo<To>[],
  ): Promise<readonly AnswerOf<To>[]>;
}

/** What the lane adds, and the compiler sees. */
export interface HandoffParts {
  readonly api: HandoffApi;
  readonly step: HandoffStep;
  readonly detail: HandoffDetail;
}

export interface HandoffLane extends Lane<"handoff", HandoffParts> {}

export interface HandoffLaneOptions {
  /** What `defineHandoff` made: it holds for handoffs between these roles of this kind, named or not. Default: none. */
  readonly handoffs?: readonly Handoff[];
  readonly limits?: HandoffLimits;
}

/**
 * The lane of bounded handoffs: `scoria.handoff`, `ctx.handoff`, and `handoff` in a run's detail. It has no tables of its own:
 * all that it knows is in the journals of the runs.
 *
 * @throws INVALID_INPUT, UNKNOWN_OPTION
 */
export function handoffLane(options: HandoffLaneOptions = {}): HandoffLane {
  const { handoffs = [], limits } = readOptions(options, ["handoffs", "limits"], "handoffLane");
  const table = new HandoffTable(handoffs, readLimits(limits));
  return {
    name: "handoff",
    migrations: [],
    attach(host) {
      host.registerHandler(rootKind, { run: (_, call) => runRoot(table, call) });
      const api = {
        startRun: (who: Identity, to: unknown, start: unknown) => startHandoffRun(host, table, who, to, start),
      };
      return {
        api: Object.freeze(api) as HandoffApi,
        step: (call) => {
          const received = receivedOf(call.context);
          const delegating = new Delegating(host, table, call);
          const step = {
            projectedContext: received?.projectedContext,
            parentRole: received?.roles.at(-2),
            handoffId: received?.handoffId,
            delegate: (to: unknown, request: unknown) => delegating.delegate(to, request),
            delegateAll: (to: unknown, requests: unknown) => delegating.delegateAll(to, requests),
          };
          return Object.freeze(step) as HandoffStep;
        },
        detail: foldHandoffs,
      };
    },
  };
}
