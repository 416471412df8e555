import type { Approval, ApprovalDecision, ApprovalPage, ApprovalsQuery } from "./approvals/approval.ts";
import type { Json } from "./decode/json.ts";
import type { InOf } from "./handlers/handler.ts";
import type { Identity, MakeIdentity } from "./identity/identity.ts";
import type { OperatorScopeFields, OperatorScope, Who } from "./identity/operator-scope.ts";
import type { EvidenceCheck, EvidenceHead } from "./journal/check-chain.ts";
import type { NamesWith, PartOf } from "./lane/lane.ts";
import type { Entry } from "./journal/entry.ts";
import type { ScoriaNodes } from "./nodes/node.ts";
import type { ScoriaQueues } from "./queues/queue.ts";
import type { ScoriaRetention } from "./retention/retention.ts";
import type {
  CancelAnswer,
  CancelOptions,
  RunDetail,
  RunPage,
  RunsFilter,
  RunsQuery,
  RunSummary,
  SignalOptions,
  WaitOptions,
  WatchOptions,
} from "./runs/run.ts";
import type { AnyInputs, NamedLanes, RunWorkerOptions, ScoriaOptions } from "./scoria-options.ts";
import type { ScheduleOptions, ScheduleRecord, ScoriaSchedules } from "./schedules/schedule.ts";
import type { SessionPage, SessionsQuery } from "./sessions/session.ts";
import type { StartOptions } from "./start-options.ts";

/** The evidence of one run, to be kept or checked elsewhere. */
export interface EvidenceExport {
  /** One line of JSON for each entry, oldest first, with all that its hash covers. Payloads are redacted. */
  readonly jsonl: string;
  /** How many lines are: those keep the hash of their payload as it is in the database. Keep it with the head. */
  readonly redacted: number;
  /** How many lines show no payload, since retention removed it. */
  readonly removed: number;
  /** The last entry. Keep it apart from `jsonl`: with it a cut at the end is found too. */
  readonly head: EvidenceHead;
}

/**
 * Durable runs for identified people: what core offers whatever lanes are installed.
 *
 * Every verb says for whom. A run of another tenant is not found, in the same words as one that never was.
 */
export interface ScoriaCore<Lanes = {}, Inputs = AnyInputs> extends AsyncDisposable {
  /**
   * Says who acts. Ids are trimmed, finite numbers become strings, nothing is guessed.
   *
   * @throws INVALID_IDENTITY - a missing or blank actor or tenant, or an id that is neither text nor a finite number
   * @throws UNKNOWN_OPTION - a field that an identity does not have
   *
   * @example
   * ```ts
   * const ana = scoria.identity({ actorId: "ana", tenantId: "acme", sessionId: "chat-7", metadata: { channel: "web" } });
   * ```
   */
  readonly identity: MakeIdentity;

  /**
   * Says who acts as an operator, over the named tenants and no others. The host decides who may; Scoria asks nobody.
   *
   * @throws INVALID_IDENTITY - a missing or blank actor, no tenant, or more than 1,000
   * @throws UNKNOWN_OPTION - a field that a scope does not have
   *
   * @example
   * ```ts
   * const onCall = scoria.operator({ actorId: "on-call", tenants: ["acme", "globex"] });
   * const waiting = await scoria.listApprovals(onCall, { status: "pending" });
   * ```
   */
  operator(fields: OperatorScopeFields): OperatorScope;

  /**
   * Starts one run and answers once it is committed; what it does goes on afterwards.
   *
   * A process that executes runs begins at once, else a node that knows the step kind takes it. With an `idempotencyKey`
   * seen before, the run that it started is the answer and nothing is started.
   *
   * @throws INVALID_IDENTITY - not made by `identity`
   * @throws INVALID_INPUT - refused by the handler's schema, or not plain JSON; or `defaults.tenant` or `defaults.actor`
   *   threw, took over 5 seconds, or answered no overlay
   * @throws UNKNOWN_OPTION - the message names the nearest known one
   * @throws PAYLOAD_TOO_LARGE - input over 256 KiB, or metadata over 16 KiB
   * @throws HANDLER_MISSING - this process executes runs and has no handler of that kind
   * @throws IDEMPOTENCY_MISMATCH - the key was used for something else
   * @throws UNSAFE_RUNTIME_OVERRIDE - a limit looser than the facade's, or a policy looser than the defaults
   * @throws DATABASE_UNAVAILABLE - nothing is known to be stored; with an `idempotencyKey` the call is safe to repeat
   * @throws DATABASE_BUSY - the process holds as many unwritten bytes as it may; nothing was stored
   *
   * @example
   * ```ts
   * const run = await scoria.startRun(identity, {
   *   initialStep: { kind: "refund" },
   *   input: { orderId: "A-1" },
   *   idempotencyKey: "refund-A-1",
   * });
   * console.log(run.runId, run.status);
   * ```
   */
  startRun<Kind extends keyof Inputs & string = never>(
    who: Identity,
    options: StartOptions<Lanes, Kind, Inputs[Kind]>,
  ): Promise<RunSummary>;

  /**
   * Starts many runs that share their commits, up to 500, and answers in their order once all are committed. Each start is
   * what `startRun` takes. All are decoded before any is written: one that is refused leaves none behind.
   *
   * @throws INVALID_IDENTITY, INVALID_INPUT, UNKNOWN_OPTION, PAYLOAD_TOO_LARGE, HANDLER_MISSING - as `startRun`
   * @throws IDEMPOTENCY_MISMATCH - one key was used for something else; the others are started
   * @throws DATABASE_UNAVAILABLE - with keys the call is safe to repeat
   *
   * @example
   * ```ts
   * const orders = ["A-1", "A-2"];
   * await scoria.startRuns(
   *   identity,
   *   orders.map((orderId) => ({ initialStep: { kind: "refund" }, input: { orderId }, idempotencyKey: `refund-${orderId}` })),
   * );
   * ```
   */
  startRuns<Kind extends keyof Inputs & string = never>(
    who: Identity,
    starts: readonly StartOptions<Lanes, Kind, Inputs[Kind]>[],
  ): Promise<readonly RunSummary[]>;

  /**
   * Reads one run as it stands.
   *
   * @throws RUN_NOT_FOUND - there is none, or it belongs to another tenant
   * @throws INVALID_INPUT - `runId` is no lower-case UUIDv7
   *
   * @example
   * ```ts
   * const run = await scoria.getRun(identity, runId);
   * if (run.status === "completed") console.log(run.output);
   * ```
   */
  getRun(who: Who, runId: string): Promise<RunSummary>;

  /**
   * Reads one run with all that is recorded of it: input, steps, approvals, journal, and each installed lane's projection.
   *
   * @throws RUN_NOT_FOUND - there is none, or it belongs to another tenant
   * @throws INVALID_INPUT - `runId` is no lower-case UUIDv7
   *
   * @example
   * ```ts
   * const detail = await scoria.getRunDetail(identity, runId);
   * for (const step of detail.steps) console.log(step.name, step.status, step.attempts);
   * ```
   */
  getRunDetail(who: Who, runId: string): Promise<RunDetail<Lanes>>;

  /**
   * Reads the runs that the caller may see, newest first, a page at a time. Filters narrow together, and a cursor goes on with
   * the filters that its page had.
   *
   * A run's output is part of what is read: of runs whose outputs are large, ask for small pages.
   *
   * @throws INVALID_INPUT - a limit outside 1 to 200, a filter that is none, or a cursor of another list
   *
   * @example
   * ```ts
   * const { runs } = await scoria.listRuns(identity, { status: ["failed", "halted"], kind: "refund", limit: 20 });
   * for (const run of runs) console.log(run.runId, run.updatedAt);
   * ```
   */
  listRuns(who: Who, query?: RunsFilter): Promise<RunPage>;

  /**
   * Reads the runs of the identity's session, newest first, a page at a time.
   *
   * @throws INVALID_IDENTITY - the identity has no session
   * @throws INVALID_INPUT - a limit outside 1 to 200, or a cursor from elsewhere
   *
   * @example
   * ```ts
   * const latest = await scoria.listRunsForSession(identity, { limit: 10 });
   * const { nextCursor } = latest;
   * if (nextCursor !== null) await scoria.listRunsForSession(identity, { limit: 10, cursor: nextCursor });
   * ```
   */
  listRunsForSession(who: Identity, options?: RunsQuery): Promise<RunPage>;

  /**
   * Reads the sessions of the caller's tenants, the one with the newest run first, a page at a time. An identity that has a
   * session sees those of its tenant all the same. One `sessionId` of two tenants is two sessions.
   *
   * They are found among the runs: a page looks at 20,000 of them at most, from the newest on. Where single sessions have
   * thousands of runs, a page may so have fewer sessions than asked for, and none; `nextCursor` goes on behind what was looked
   * at. A session that gets a new run moves to the front, where a reader who has come further does not see it.
   *
   * @throws INVALID_INPUT - a limit outside 1 to 200, or a cursor of another list
   *
   * @example
   * ```ts
   * const { sessions } = await scoria.listSessions(identity, { limit: 20 });
   * for (const { sessionId, runs, lastRun } of sessions) console.log(sessionId, runs, lastRun.status);
   * ```
   */
  listSessions(who: Who, query?: SessionsQuery): Promise<SessionPage>;

  /**
   * Records a person's decision, then resumes the run unless told not to.
   *
   * One decision wins. The decider is recorded, and is not the run's own actor unless the host allows it. A rejection
   * resumes the run too: its handler is given the decision.
   *
   * @throws APPROVAL_NOT_FOUND - there is none, or it belongs to another tenant
   * @throws APPROVAL_ALREADY_DECIDED - decided, expired or withdrawn before; details say which, by whom and when
   * @throws APPROVAL_OWN_REQUEST - the decider started the run
   * @throws INVALID_INPUT - `approvalId` is no lower-case UUIDv7, or the decision is neither of the two
   *
   * @example
   * ```ts
   * const run = await scoria.decideApproval(reviewer, approvalId, { decision: "approved", reason: "checked the order" });
   * console.log(run.status);
   * ```
   */
  decideApproval(who: Who, approvalId: string, decision: ApprovalDecision): Promise<RunSummary>;

  /**
   * Reads one approval as it stands.
   *
   * @throws APPROVAL_NOT_FOUND - there is none, or it belongs to another tenant
   * @throws INVALID_INPUT - `approvalId` is no lower-case UUIDv7
   *
   * @example
   * ```ts
   * const approval = await scoria.getApproval(reviewer, approvalId);
   * console.log(approval.status, approval.tool, approval.arguments);
   * ```
   */
  getApproval(who: Who, approvalId: string): Promise<Approval>;

  /**
   * Reads approvals, newest first, a page at a time.
   *
   * @throws INVALID_INPUT - a limit outside 1 to 200, a filter that is none, or a cursor from elsewhere
   *
   * @example
   * ```ts
   * const { approvals } = await scoria.listApprovals(reviewer, { status: "pending", tool: "refund" });
   * for (const approval of approvals) console.log(approval.approvalId, approval.arguments, approval.reason);
   * ```
   */
  listApprovals(who: Who, options?: ApprovalsQuery): Promise<ApprovalPage>;

  /**
   * Lets a waiting run go on: after a decision with `resume: false`, or once its missing or changed handler is back.
   *
   * Answers as soon as the resumption is committed; the evidence has who asked for it. A run already going on is answered as it
   * is.
   *
   * @throws RUN_NOT_FOUND - there is none, or it belongs to another tenant
   * @throws RUN_NOT_RESUMABLE - it has ended, or still waits for a decision; details have its status
   * @throws INVALID_INPUT - `runId` is no lower-case UUIDv7
   *
   * @example
   * ```ts
   * await scoria.decideApproval(reviewer, approvalId, { decision: "approved", resume: false });
   * await scoria.resumeRun(identity, runId);
   * ```
   */
  resumeRun(who: Who, runId: string): Promise<RunSummary>;

  /**
   * Cancels a run, and waits until it has ended. Its handler's `ctx.signal` aborts, and once the run is `cancelled` no step
   * begins. When its owner does not answer in time, `cancelRequested` is true: it will end the run when it sees the request.
   * A run that has ended already is answered as it is.
   *
   * @throws RUN_NOT_FOUND - there is none, or it belongs to another tenant
   * @throws INVALID_INPUT - `runId` is no lower-case UUIDv7, or an option is out of range
   *
   * @example
   * ```ts
   * const { run, cancelRequested } = await scoria.cancelRun(identity, runId, { reason: "the customer called it off" });
   * console.log(run.status, cancelRequested);
   * ```
   */
  cancelRun(who: Who, runId: string, options?: CancelOptions): Promise<CancelAnswer>;

  /**
   * Reopens a failed run. Finished steps stay as they are; the step whose error ended the run gets new attempts, with the
   * same idempotency key.
   *
   * @throws RUN_NOT_FOUND - there is none, or it belongs to another tenant
   * @throws RUN_NOT_RESUMABLE - it has not failed; details have its status
   * @throws INVALID_INPUT - `runId` is no lower-case UUIDv7
   *
   * @example
   * ```ts
   * const run = await scoria.getRun(identity, runId);
   * if (run.status === "failed") await scoria.retryRun(identity, runId);
   * ```
   */
  retryRun(who: Who, runId: string): Promise<RunSummary>;

  /**
   * Sends a signal to a run: it is recorded, and a handler in `ctx.waitForSignal(name)` gets the payload. One that nobody
   * waits for yet is kept for the next wait.
   *
   * @throws RUN_NOT_FOUND - there is none, or it belongs to another tenant
   * @throws RUN_NOT_RESUMABLE - the run has ended
   * @throws INVALID_INPUT - a blank name, or a payload that is not plain JSON
   * @throws PAYLOAD_TOO_LARGE - a payload over 256 KiB
   *
   * @example
   * ```ts
   * await scoria.signalRun(identity, runId, "paid", { cents: 12_900 }, { idempotencyKey: "payment-77" });
   * ```
   */
  signalRun(who: Who, runId: string, name: string, payload?: Json, options?: SignalOptions): Promise<RunSummary>;

  /**
   * Follows a run: each entry of its journal once, in order, until the run has ended or `signal` aborts.
   *
   * @throws RUN_NOT_FOUND - there is none, or it belongs to another tenant
   * @throws INVALID_INPUT - `runId` is no lower-case UUIDv7, or `after` is no entry number
   * @throws CLOSED - the facade was closed meanwhile
   *
   * @example
   * ```ts
   * for await (const entry of scoria.watchRun(identity, runId)) console.log(entry.seq, entry.type);
   * ```
   */
  watchRun(who: Who, runId: string, options?: WatchOptions): AsyncIterable<Entry>;

  /**
   * Waits until a run waits or has ended, and answers with it as it then stands.
   *
   * @throws WAIT_TIMED_OUT - not within `timeoutMs`; the run goes on
   * @throws RUN_NOT_FOUND - there is none, or it belongs to another tenant
   * @throws INVALID_INPUT - `runId` is no lower-case UUIDv7
   * @throws CLOSED - the facade was closed meanwhile
   *
   * @example
   * ```ts
   * const run = await scoria.waitForRun(identity, runId, { until: "waiting", timeoutMs: 5_000 });
   * if (run.status === "waiting" && run.waitingFor.kind === "approval") console.log(run.waitingFor.approvalId);
   * ```
   */
  waitForRun(who: Who, runId: string, options: WaitOptions): Promise<RunSummary>;

  /**
   * Checks a run's journal against its hash chain. With the `head` of an earlier look, a cut at the end is found too.
   *
   * Evidence that does not hold is an answer, not an error: `ok` is false, and `seq`, `field` and `reason` say what is
   * wrong first.
   *
   * @throws RUN_NOT_FOUND - there is none, or it belongs to another tenant
   * @throws INVALID_INPUT - `runId` is no lower-case UUIDv7, or `head` is not of this run
   *
   * @example
   * ```ts
   * const check = await scoria.verifyEvidence(identity, runId);
   * if (!check.ok) console.error(`entry ${check.seq}: ${check.field}: ${check.reason}`);
   * ```
   */
  verifyEvidence(who: Who, runId: string, options?: { readonly head?: EvidenceHead }): Promise<EvidenceCheck>;

  /**
   * Gives a run's journal as text that can be checked without a database, by `verifyExport`.
   *
   * @throws RUN_NOT_FOUND - there is none, or it belongs to another tenant
   * @throws INVALID_INPUT - `runId` is no lower-case UUIDv7
   *
   * @example
   * ```ts
   * import { verifyExport } from "@scoria/core";
   *
   * const { jsonl, head } = await scoria.exportEvidence(identity, runId);
   * console.log(verifyExport(jsonl, { head }).ok);
   * ```
   */
  exportEvidence(who: Who, runId: string): Promise<EvidenceExport>;

  /** What operators see of the nodes, and do to them: list, drain, quarantine, release. */
  readonly nodes: ScoriaNodes;

  /** What operators see of the queues, and do to them: stats, configure, pause, resume, clear, drain. */
  readonly queues: ScoriaQueues;

  /**
   * Runs that are started again and again, by cron in a time zone. A schedule belongs to one tenant and has a name there.
   *
   * Each fire starts one run, whatever number of processes there is and whenever one of them dies: by a key made of the
   * schedule and the time it was due. Any process that executes runs fires what is due, at its next poll, for all tenants;
   * the run is queued, so any process that has the handler takes it.
   */
  // Written out: a named type of `Inputs` would be compared by its parameter, and no facade would be a `Scoria` any more.
  readonly schedules: ScoriaSchedules & {
    /**
     * Makes a schedule, or gives the one of that name these values instead. Meant to be called at each boot: the same values
     * change nothing. The next time is reckoned anew only when `cron` or `timeZone` change, or when a pause ends; what is left
     * out gets its default, but for `paused`.
     *
     * Its runs are started for `who`: actor, session and metadata are kept with it. The input passes the handler's schema here
     * and is kept as it came out.
     *
     * @throws INVALID_IDENTITY - not made by `identity`, or a `sessionId` that is none; an operator scope starts no runs
     * @throws INVALID_INPUT - no cron expression, one that never comes round, an unknown time zone; or as `startRun`
     * @throws UNKNOWN_OPTION - the message names the nearest known one
     * @throws PAYLOAD_TOO_LARGE - input over 256 KiB, or metadata over 16 KiB
     * @throws HANDLER_MISSING - this process executes runs and has no handler of that kind
     *
     * @example
     * ```ts
     * const nightly = await scoria.schedules.set(identity, "nightly-refunds", {
     *   kind: "refund",
     *   input: { orderId: "A-1" },
     *   cron: "30 2 * * *",
     *   timeZone: "Europe/Berlin",
     * });
     * console.log(nightly.nextTimes);
     * ```
     */
    set<Kind extends keyof Inputs & string>(
      who: Identity,
      name: string,
      schedule: ScheduleOptions<Kind, Inputs[Kind]>,
    ): Promise<ScheduleRecord>;
  };

  /** What operators do about what is old: remove it now, count it, read what is left of a deleted run. */
  readonly retention: ScoriaRetention;

  /**
   * Executes runs until this process is told to end: the whole program of a dedicated worker.
   *
   * A facade made with `worker: false` begins to execute here, with the settings and variables of `worker`; one that executes
   * already goes on. It resolves after SIGTERM or SIGINT, after `signal` aborts, or after `close`, and closes the facade in
   * each case: each run is handed back for another process as soon as the step that is under way in it has ended, and after
   * `graceMs` without waiting for it. A second SIGTERM or SIGINT does not wait for steps. The listeners for them are this call's own, and gone when it resolves.
   *
   * On a server a thread watches the event loop: when it stands still for two leases the process is ended by SIGKILL (137 in a
   * shell or container), with one line on standard error, and other nodes go on with its runs. `watchdog: false` leaves it be.
   *
   * @throws INVALID_INPUT - an option out of range, or a setting for a facade that executes already
   * @throws UNKNOWN_OPTION - the message names the nearest known one
   * @throws DATABASE_UNAVAILABLE - the database could not be reached to begin
   * @throws CLOSED - the facade was closed before
   *
   * @example
   * ```ts
   * import { createScoria, defineConfig } from "@scoria/core";
   *
   * const config = defineConfig({ handlers: { greet: (ctx) => ctx.step("greet", () => "Hello") } });
   * const worker = await createScoria(config);
   * await worker.runWorker();
   * ```
   */
  runWorker(options?: RunWorkerOptions): Promise<void>;

  /**
   * Stops taking runs, lets go of those under way so that another node goes on with them, and closes the database.
   *
   * What was acknowledged stays. Closing twice is the same as once; every other verb afterwards fails with `CLOSED`.
   * `await using` calls it.
   *
   * @example
   * ```ts
   * process.once("SIGTERM", () => void scoria.close());
   * ```
   */
  close(): Promise<void>;
}

/** The facade: core, and each installed lane's own verbs under its name. */
export type Scoria<Lanes = {}, Inputs = AnyInputs> = ScoriaCore<Lanes, Inputs> & {
  readonly [Name in keyof Lanes as Name extends NamesWith<Lanes, "api"> ? Name : never]: PartOf<Lanes[Name], "api">;
};

/**
 * The type of `createScoria`: lanes and handlers are inferred together from one options object, in either order.
 *
 * The inputs are mapped in place, not by an alias, so that declarations print `{ refund: { orderId: string } }`.
 */
export type CreateScoria = <Lanes extends NamedLanes<Lanes> = {}, Types = AnyInputs>(
  options?: ScoriaOptions<Lanes, Types>,
) => Promise<Scoria<Lanes, { [Kind in keyof Types]: InOf<Types[Kind]> }>>;
