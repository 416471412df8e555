import type { ApprovalOutcome, ApprovalRequest } from "../approvals/approval.ts";
import type { ChildOptions, ChildOutcomes, ChildRun } from "../children/child.ts";
import type { Json } from "../decode/json.ts";
import type { RunRuntime } from "../defaults/run-runtime.ts";
import type { Identity } from "../identity/identity.ts";
import type { NamesWith, PartOf } from "../lane/lane.ts";
import type { ScheduledFor } from "../schedules/schedule.ts";
import type { Recordable, Recorded } from "../steps/recorded.ts";
import type { ApprovedAttempt, ApprovedStepOptions, StepAttempt, StepOptions } from "../steps/step-options.ts";

/** A step's name. The same name in branches that run at once needs a key beside it. */
export type StepName = string | readonly [name: string, key: string];

/**
 * A step's function: it returns a value that can be recorded, or a promise of one. What JSON would lose is refused here.
 *
 * The value is inferred first and checked beside the function: a check inside the return type would take a union such as
 * `Json` apart before it is known.
 */
export type StepFunction<Attempt, T> = ((attempt: Attempt) => T | Promise<T>) & IfNotRecordable<T>;

type IfNotRecordable<T> = [T] extends [Recordable<T>]
  ? unknown
  : { readonly "JSON cannot hold all of what this returns": Recordable<T> };

/** What every handler is given, whatever lanes are installed. */
export interface CoreContext<Input> {
  readonly runId: string;
  /** The step kind that this handler serves. */
  readonly kind: string;
  /** The role that it acts in. */
  readonly role: string;
  /** As it was recorded when the run started: plain JSON, frozen, so that each execution sees the same. */
  readonly input: Input;
  /**
   * What a lane's gate sent the handler back with, oldest first; empty unless the handler has returned before and was called
   * again. What it recorded in earlier rounds is not asked for again.
   */
  readonly feedback: readonly Json[];
  /** Who started the run. */
  readonly identity: Identity;
  /** The schedule that started the run, and when it was due; `null` when somebody started it. */
  readonly schedule: ScheduledFor | null;
  /**
   * Provider, model and prompt policy, frozen when the run started. What is configured now is configured for new runs. Core
   * enforces nothing of it: lanes that call models and tools do, and a handler that calls them itself should.
   */
  readonly runtime: RunRuntime;
  /** Aborts when the run is cancelled or this process has lost it. */
  readonly signal: AbortSignal;

  /**
   * Does what an approval allows: runs `fn` with the approved arguments, records what it returns, and from then on answers
   * from the journal.
   *
   * `fn` gets the arguments from the journal, so it acts with the bytes that the person saw. An approval serves one step.
   * Only a decision narrowed to `approved` compiles.
   *
   * @throws APPROVAL_STALE - the approval was for something else, or has served another step
   * @throws STEP_RESULT_INVALID - `fn` returned what JSON cannot hold
   * @throws STEP_NESTED - called inside a step's function
   * @throws STEP_NAME_AMBIGUOUS - the same name in branches that run at once, without a key
   *
   * @example
   * ```ts
   * import type { Handler } from "@scoria/core";
   *
   * export const refund: Handler = async (ctx) => {
   *   const decision = await ctx.requestApproval({ tool: "refund", arguments: { orderId: "A-1", cents: 12_900 } });
   *   if (decision.status !== "approved") return { refunded: false };
   *   return ctx.step("refund", ({ approved }) => ({ refunded: approved.arguments.cents }), { approval: decision });
   * };
   * ```
   */
  step<T, Arguments>(
    name: StepName,
    fn: StepFunction<ApprovedAttempt<Arguments>, T>,
    options: ApprovedStepOptions<Arguments>,
  ): Promise<Recorded<T>>;

  /**
   * Runs `fn` once, records what it returns, and from then on answers from the journal.
   *
   * A step that is cut off midway runs again with the same `idempotencyKey`; a finished step never runs again. What comes
   * back is the recorded JSON, the first time too: a `Date` is a string.
   *
   * @throws STEP_RESULT_INVALID - `fn` returned what JSON cannot hold
   * @throws PAYLOAD_TOO_LARGE - what it returned is over 1 MiB
   * @throws STEP_NESTED - called inside a step's function
   * @throws STEP_NAME_AMBIGUOUS - the same name in branches that run at once, without a key
   *
   * @example
   * ```ts
   * import type { Handler } from "@scoria/core";
   *
   * export const quote: Handler = async (ctx) => {
   *   const rate = await ctx.step("rate", () => ({ eur: 0.92, at: new Date() }), { readOnly: true, timeoutMs: 5_000 });
   *   return { eur: rate.eur, day: rate.at.slice(0, 10) };
   * };
   * ```
   */
  step<T>(name: StepName, fn: StepFunction<StepAttempt, T>, options?: StepOptions): Promise<Recorded<T>>;

  /**
   * Asks a person, and pauses the run until there is an answer.
   *
   * While it waits the handler is not in memory: nothing is thrown, `finally` does not run. With the answer the handler
   * starts again from the top, through its recorded steps, and goes on here. Rejected and expired are answers, not errors.
   *
   * @throws APPROVAL_STALE - the journal holds a request for something else at this place
   * @throws INVALID_INPUT - the arguments are not plain JSON
   * @throws STEP_NESTED - called inside a step's function
   *
   * @example
   * ```ts
   * import type { Handler } from "@scoria/core";
   *
   * export const close: Handler = async (ctx) => {
   *   const decision = await ctx.requestApproval({ tool: "close-account", arguments: {}, reason: "cannot be undone" });
   *   return decision.status === "rejected" ? { closed: false, because: decision.reason ?? "" } : { closed: true };
   * };
   * ```
   */
  requestApproval<Arguments>(
    request: ApprovalRequest<Arguments & Recordable<Arguments>>,
  ): Promise<ApprovalOutcome<Recorded<Arguments>>>;

  /**
   * Sleeps for so many milliseconds, or until a moment, by the database's clock. Up to 5 seconds in memory; longer pauses
   * the run, which then needs no process, and survives any number of restarts.
   *
   * Branches that sleep side by side give each sleep a name with a key: `ctx.sleep(60_000, ["poll", item.id])`.
   *
   * @throws INVALID_INPUT - not a whole number of milliseconds from 0, or not a date, within ten years
   * @throws STEP_NESTED - called inside a step's function
   *
   * @example
   * ```ts
   * import type { Handler } from "@scoria/core";
   *
   * export const remind: Handler = async (ctx) => {
   *   await ctx.sleep(24 * 60 * 60 * 1000);
   *   return ctx.step("remind", () => "reminded");
   * };
   * ```
   */
  sleep(duration: number | Date, name?: StepName): Promise<void>;

  /**
   * Waits for a signal that `signalRun` sends, and gives its payload; `undefined` when it had none. The n-th wait for a
   * name gets the n-th signal of that name, also one that came before. To wait no longer than a while, race it with
   * `ctx.sleep`, never with `setTimeout`.
   *
   * @throws INVALID_INPUT - a blank name, or one of more than 200 characters
   * @throws STEP_NESTED - called inside a step's function
   *
   * @example
   * ```ts
   * import type { Handler } from "@scoria/core";
   *
   * export const ship: Handler = async (ctx) => {
   *   const paid = await Promise.race([ctx.waitForSignal("paid"), ctx.sleep(3_600_000).then(() => null)]);
   *   return paid === null ? "not paid in time" : ctx.step("ship", () => "shipped");
   * };
   * ```
   */
  waitForSignal(name: string): Promise<Json | undefined>;

  /**
   * Starts a run of its own as a child of this one, under the same identity, and gives its id. That it was started and the
   * child are one commit, so a crash leaves both or none, and a replay never starts it again.
   *
   * The child is queued, so any node may take it; its failure is its own. It has rails of its own, which begin as this run's.
   * When this run is cancelled its children are; when it ends otherwise they go on. Branches that run at once and start
   * children of one kind give each a `key`. Options of lanes are for `startRun` only.
   *
   * @throws INVALID_INPUT, UNKNOWN_OPTION, PAYLOAD_TOO_LARGE - the input, or an option; the input may have up to 256 KiB
   * @throws HANDLER_MISSING - no handler of that kind is registered in this process
   * @throws RAIL_EXCEEDED - this run stands 32 generations below one that no handler started
   * @throws UNSAFE_RUNTIME_OVERRIDE - a rail or a switch looser than this run's
   * @throws STEP_NESTED - called inside a step's function
   * @throws STEP_NAME_AMBIGUOUS - the same kind in branches that run at once, without a key
   *
   * @example
   * ```ts
   * import type { Handler } from "@scoria/core";
   *
   * export const audit: Handler<{}, { accounts: string[] }> = async (ctx) => {
   *   const children = await Promise.all(
   *     ctx.input.accounts.map((account) => ctx.startChild<{ findings: number }>("audit-account", { account })),
   *   );
   *   const outcomes = await ctx.waitForRuns(children);
   *   return outcomes.map((outcome) => (outcome.status === "completed" ? outcome.output.findings : outcome.error.message));
   * };
   * ```
   */
  startChild<Output = Json>(kind: string, input?: unknown, options?: ChildOptions): Promise<ChildRun<Output>>;

  /**
   * Pauses the run until all of these children have ended, and gives how each did, in the order asked. It goes on once,
   * however many they are. That one failed, was cancelled or halted is an answer, not an error.
   *
   * The answer is recorded with all outputs, so that it stays what it was: a child that is retried later changes nothing. To
   * wait no longer than a while, race it with `ctx.sleep`. Wait for many in one call: this run goes on again for each call
   * that is answered. For an empty list the answer is `[]`, at once.
   *
   * @throws INVALID_INPUT - not a list of children of this run
   * @throws PAYLOAD_TOO_LARGE - together they returned more than 1 MiB: wait for fewer in one call, or have them return less
   * @throws STEP_NESTED - called inside a step's function
   *
   * @example
   * ```ts
   * import type { Handler } from "@scoria/core";
   *
   * export const convert: Handler = async (ctx) => {
   *   const child = await ctx.startChild<string>("convert-file", { file: "a.pdf" });
   *   const [outcome] = await ctx.waitForRuns([child]);
   *   return outcome.status === "completed" ? outcome.output : `not converted: ${outcome.error.message}`;
   * };
   * ```
   */
  waitForRuns<const Children extends readonly (ChildRun<unknown> | string)[]>(
    children: Children,
  ): Promise<ChildOutcomes<Children>>;

  /**
   * Ends this run as completed and starts the next one of a chain: the same kind, identity, session, role, metadata, limits,
   * policy and parent, another input, an empty journal. The end of the one and the start of the other are one commit.
   *
   * It never comes back: `return ctx.continueAsNew(input)`. This run's output is `null`, and its `continuedAs` names the next;
   * who waits for it is answered then. A request to cancel it that came before ends the chain instead. Signals that this run
   * was sent and did not take, and approvals that nobody decided, stay behind. Lanes' completion gates are not asked.
   *
   * @throws INVALID_INPUT, PAYLOAD_TOO_LARGE - the input is not what the handler's schema takes; or it was not called by the
   * run's own handler
   * @throws STEP_NESTED - called inside a step's function
   *
   * @example
   * ```ts
   * import type { Handler } from "@scoria/core";
   *
   * export const poll: Handler<{}, { since: string }> = async (ctx) => {
   *   let { since } = ctx.input;
   *   for (let round = 0; round < 500; round += 1) {
   *     since = await ctx.step("poll", () => new Date());
   *     await ctx.sleep(60_000);
   *   }
   *   return ctx.continueAsNew({ since });
   * };
   * ```
   */
  continueAsNew(input?: unknown): Promise<never>;

  /** What time it is for the handler: when the last result it was given was written. The same on every replay. */
  now(): Date;

  /** From 0 up to but not including 1, the same on every replay. No secret: it is computed from the run's id. */
  random(): number;

  /** A UUID (version 8), the same on every replay. No secret: it is computed from the run's id. */
  uuid(): string;
}

/** What each installed lane adds to `ctx`, under the lane's name. */
export type StepPowers<Lanes> = {
  readonly [Name in keyof Lanes as Name extends NamesWith<Lanes, "step"> ? Name : never]: PartOf<Lanes[Name], "step">;
};

/** What a handler is given. */
export type HandlerContext<Lanes = {}, Input = unknown> = CoreContext<Input> & StepPowers<Lanes>;

/** A handler that says which lanes it needs and what input it takes. For the compiler only. */
export interface DeclaredHandler<Lanes, Types> {
  readonly "~declared"?: { readonly needs: (powers: StepPowers<Lanes>) => void; readonly types: Types };
}

/**
 * A handler in a file of its own, typed but with no schema: its input is not checked while the process runs.
 *
 * @example
 * ```ts
 * import type { Handler } from "@scoria/core";
 *
 * export const greet: Handler<{}, { name: string }> = async (ctx) => ctx.step("greet", () => `Hello ${ctx.input.name}`);
 * ```
 */
export interface Handler<Lanes = {}, Input = unknown> extends DeclaredHandler<
  Lanes,
  { readonly input: Input; readonly output: Input }
> {
  // With `unknown` here a handler that uses the facade would be circular (TS7022): the checker asks for its body's type.
  // oxlint-disable-next-line typescript/no-explicit-any
  (ctx: HandlerContext<Lanes, Input>): any;
}

/** What a schema takes and what it makes of it. */
export interface InputTypes {
  // `unknown` would refuse every concrete pair that is inferred against this constraint.
  // oxlint-disable-next-line typescript/no-explicit-any
  readonly input: any;
  // oxlint-disable-next-line typescript/no-explicit-any
  readonly output: any;
}

/** Any schema that follows Standard Schema version 1. Core depends on no schema library. */
export interface InputSchema<Types extends InputTypes = InputTypes> {
  readonly "~standard": {
    readonly version: 1;
    readonly vendor: string;
    readonly validate: (value: unknown) => unknown;
    readonly types?: Types | undefined;
  };
}

/** What the caller gives. */
export type InOf<Types> = Types extends { readonly input: infer In } ? In : unknown;

/** What the schema makes of it. */
export type OutOf<Types> = Types extends { readonly output: infer Out } ? Out : unknown;

/** A handler with the schema of its input: checked when a run starts, typed in `ctx.input`. */
export interface HandlerWithInput<Lanes, Types> {
  readonly input: InputSchema<Types & InputTypes>;
  // `any` for the same reason as in `Handler`.
  // oxlint-disable-next-line typescript/no-explicit-any
  run(ctx: HandlerContext<Lanes, Recorded<OutOf<Types>>>): any;
}

/** A handler written in place, with no schema: `ctx.input` is `unknown`. */
// It must not mention the input types: `ctx` would then fix them for all kinds before any kind was seen.
// oxlint-disable-next-line typescript/no-explicit-any
export type InlineHandler<Lanes> = (ctx: HandlerContext<Lanes>) => any;

/** What may stand under a step kind in `handlers`. */
export type HandlerEntry<Lanes, Types> =
  InlineHandler<Lanes> | DeclaredHandler<Lanes, Types> | HandlerWithInput<Lanes, Types>;
