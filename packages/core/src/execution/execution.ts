import type { Timer } from "../clock.ts";
import { ScoriaError } from "../errors/scoria-error.ts";
import { failPoint } from "../fail-points.ts";
import type { StoredEntry } from "../journal/entry.ts";
import { RunLog, type Appended, type Batch } from "../journal/run-log.ts";
import type { StartedRun } from "../journal/tree-change.ts";
import type { RunSummary, WaitingFor } from "../runs/run.ts";
import { summaryAt } from "../runs/summary-at.ts";
import type { Span } from "../seams/tracer.ts";
import type { CallName } from "./call-book.ts";
import type { OpenCall } from "./deliveries.ts";
import type { EngineParts, OwnedRun } from "./engine-parts.ts";
import { HandlerCalls } from "./handler-calls.ts";
import { callHandler } from "./handler-context.ts";
import { heldBatch, pauseBatch, type HeldWait } from "./last-batches.ts";
import { endByCancel, endByError, endByRail, type RunEnd, type RunVerdict } from "./run-end.ts";
import type { CancelRequested } from "./payloads.ts";
import { isInsideStep, runInsideStep, stepNested } from "./inside-step.ts";
import { QuietWatch } from "./quiet-watch.ts";
import type { AskedCall, Frame } from "./frame.ts";
import { RailGuard } from "./rail-guard.ts";
import { Rounds } from "./rounds.ts";
import { RunEnding } from "./run-ending.ts";
import type { CallKind } from "./recorded-call.ts";
import { RunPast } from "./run-past.ts";
import type { StepKind } from "./run-usage.ts";

/** How an execution ended. `abandoned`: the run has another owner, or was given back. */
export type ExecutionEnd = "settled" | "waiting" | "abandoned";

/** Who has an execution done. */
export interface ExecutionOwner {
  /** All work is done, and only the run's end is still to be committed. Called once at most, before `ended`. */
  readonly handled: () => void;
  /** A later version wrote this type of entry into the run: it is to be handed back to a node that knows it. Called once. */
  readonly outdated: (entryType: string) => void;
  /** `now`: gives the run as it stands, when it has ended or waits for what its handler asked for. */
  readonly ended: (end: ExecutionEnd, now?: () => RunSummary) => void;
}

/** How long a replay waits for a handler that has not asked for a call that is recorded. */
const stallMs = 5_000;

/**
 * One execution of one run: it calls the handler from the top, answers what is recorded from the journal, does the
 * rest, and ends when the run ends, when it waits, or when it loses the run.
 *
 * A run that waits is dropped, not aborted: nothing is thrown through the handler, its promises never resolve, and all
 * that it held is collected with it.
 */
export class Execution {
  readonly run: OwnedRun;
  readonly past: RunPast;
  readonly parts: EngineParts;
  readonly #abort = new AbortController();
  readonly #log: RunLog;
  readonly #calls: HandlerCalls;
  readonly #rounds = new Rounds(this, (verdict) => this.#settle(verdict));
  readonly #rails: RailGuard;
  readonly #ending: RunEnding;
  readonly #owner: ExecutionOwner;
  readonly #span: Span;
  #held: HeldWait[] = [];
  #liveSteps = 0;
  readonly #watch = new QuietWatch((quiet) => this.#look(quiet));
  #pausing: Promise<void> | undefined;
  #verdict: RunVerdict | undefined;
  #draining = false;
  #begun = false;
  readonly #createdAt: number;
  #deliveredAt: number;
  #onDrained: () => void = () => {};
  #ended = false;
  #warned = false;
  #stall: Timer | undefined;
  readonly #timers = new Set<Timer>();

  constructor(parts: EngineParts, run: OwnedRun, entries: readonly StoredEntry[], owner: ExecutionOwner) {
    const [first] = entries;
    const last = entries.at(-1);
    if (first === undefined || last === undefined) throw new RangeError("A run without entries.");
    this.parts = parts;
    this.run = run;
    this.#owner = owner;
    this.past = new RunPast(first, run);
    this.#deliveredAt = first.at;
    this.#createdAt = first.at;
    this.#rails = new RailGuard(this.past, parts.databaseNow, (tripped) => {
      void this.end(endByRail(tripped, parts.redactor));
    });
    this.#calls = new HandlerCalls({
      past: this.past,
      onDelivered: ({ at }) => {
        this.#deliveredAt = at;
        this.touch();
      },
      onDiverged: (detail) => this.waitForOperator("HANDLER_DIVERGED", detail),
    });
    this.#log = new RunLog({
      run: { runId: run.runId, tenantId: run.tenantId },
      epoch: run.epoch,
      tail: last,
      writer: parts.writer,
      control: parts.database.control,
      clock: parts.clock,
      // Only an estimate: what this execution writes is no older than the claim, which the database dated itself.
      now: () => Math.max(parts.databaseNow(), run.startedAt ?? 0),
      onExternal: (news) => this.#takeAll(news),
      onLost: () => this.#lose(),
    });
    this.#ending = new RunEnding({
      run,
      past: this.past,
      log: this.#log,
      parts,
      onEnd: (end, last) => {
        this.#end(end, last);
        this.#stopLiveSteps(end);
      },
    });
    this.#span = parts.tracer.startSpan("scoria.run", { "scoria.run_id": run.runId, "scoria.kind": run.kind });
    this.#takeAll(entries);
  }

  get signal(): AbortSignal {
    return this.#abort.signal;
  }

  get ended(): boolean {
    return this.#ended;
  }

  /** The moment of the last result that the handler was given, in ms since 1970: what time it is for the handler. */
  get deliveredAt(): number {
    return this.#deliveredAt;
  }

  get lastSeq(): number {
    return this.#log.seq;
  }

  begin(): void {
    if (this.past.laterType !== undefined) return this.#owner.outdated(this.past.laterType);
    this.#begun = true;
    if (this.past.cancelRequested !== undefined) return this.#cancel(this.past.cancelRequested);
    this.#rounds.begin();
  }

  // --- what ctx and the steps use -----------------------------------------------------------------------------------

  /** Calls the handler that a frame is for, from the top. Undefined when it is not registered: then the run is over here. */
  callHandler(frame: Frame): Promise<unknown> | undefined {
    return callHandler(this, frame);
  }

  frame(place: Omit<Frame, "book">): Frame {
    return this.#calls.frame(place);
  }

  /** Makes one call of ctx: a promise for its answer, which never comes once this execution is over. */
  call<T>(
    frame: Frame,
    kind: CallKind,
    name: CallName,
    answer: (asked: AskedCall, open: OpenCall) => void,
  ): Promise<T> {
    const { promise, resolve, reject } = Promise.withResolvers<T>();
    // A branch that nobody awaits any more must not bring the process down.
    promise.catch(() => {});
    if (isInsideStep(this)) {
      reject(stepNested(name.name));
      return promise;
    }
    if (this.#ended || this.#ending.begun) {
      this.#warnOutside();
      return promise;
    }
    this.touch();
    this.#calls.make(frame, kind, name, { resolve: resolve as (value: unknown) => void, reject }, answer);
    return promise;
  }

  /**
   * Runs work whose result this execution waits for. It does not begin while the run is just being paused. `owes`: how many
   * entries it was admitted for; a step owes none, since each of its attempts is admitted by itself.
   */
  async live(work: () => Promise<void>, owes = 1): Promise<void> {
    this.#liveSteps += 1;
    this.#rails.owe(owes);
    try {
      await this.#pausing;
      if (this.stopped) this.#warnOutside();
      else await work();
    } catch (error) {
      this.#fail(error);
    } finally {
      this.#liveSteps -= 1;
      this.#rails.owe(-owes);
      this.touch();
    }
  }

  /** No further work may begin here. */
  get stopped(): boolean {
    return this.#ended || this.#ending.begun || this.#draining;
  }

  /** False, and the run is halted, when one more entry would pass a rail. */
  admit(): boolean {
    return this.#rails.admit(this.#entries);
  }

  /**
   * Admits one attempt at a step, which owes an entry until `attemptOver`. False when none may begin any more: the run is
   * over, or is halted by this very attempt.
   */
  admitAttempt(kind: StepKind): boolean {
    return !this.stopped && this.#rails.admitAttempt(kind, this.#entries);
  }

  attemptOver(): void {
    this.#rails.owe(-1);
  }

  /** How many entries there are, those included that are held for the next quiet moment. */
  get #entries(): number {
    return this.#log.seq + this.#held.length;
  }

  /** Appends and takes in what landed. Resolves after the commit; never, when the run was lost. */
  async append(batch: Batch): Promise<Appended> {
    const appended = await this.#log.append(batch);
    if (appended !== null) {
      this.#takeAll(appended);
      this.parts.grown(this.run.runId);
    }
    return appended;
  }

  /** Holds what is waited for until the next quiet moment, so that asking and pausing share one commit. */
  hold(wait: HeldWait): void {
    this.#held.push(wait);
    this.touch();
  }

  /** Does more work after a while, unless this execution is over by then. */
  later(afterMs: number, work: () => Promise<void>, owes = 1): void {
    const timer = this.parts.clock.timer(afterMs, () => {
      this.#timers.delete(timer);
      if (!this.stopped) void this.live(work, owes);
    });
    this.#timers.add(timer);
  }

  /** The key of the run's own handler. */
  get handlerKey(): string {
    return this.#rounds.handlerKey;
  }

  /** The handler comes to its end by going on as another run. Nothing but a refusal is ever answered. */
  continueAs(next: () => Promise<StartedRun>): Promise<never> {
    const { promise, reject } = Promise.withResolvers<never>();
    promise.catch(() => {});
    if (isInsideStep(this)) {
      reject(stepNested("ctx.continueAsNew"));
    } else if (this.#ended || this.#ending.begun) {
      this.#warnOutside();
    } else {
      void this.live(async () => {
        try {
          this.#settle({ continues: await next() });
        } catch (error) {
          reject(error);
        }
      }, 0);
    }
    return promise;
  }

  /** What was recorded under keys that begin so needs nobody to ask for it any more. */
  skipInside(prefix: string): void {
    this.#calls.skipInside(prefix);
  }

  /** Ends the run here with this end. */
  end(end: RunEnd): Promise<void> {
    if (this.#ended || this.#ending.begun) return Promise.resolve();
    if (this.#liveSteps === 0) this.#owner.handled();
    return this.#ending.close(end);
  }

  /** The handler's code does not fit the journal, or is not here: only an operator can tell when to go on. */
  waitForOperator(code: "HANDLER_MISSING" | "HANDLER_DIVERGED", detail: string): void {
    if (!this.#ended) void this.#ending.waitForOperator(code, detail);
  }

  /** Answers a call at once, outside the journal's order: it was refused, and nothing of it is recorded. */
  refuse(open: OpenCall, error: unknown): void {
    this.#calls.deliveries.drop([open.callId]);
    open.reject(error);
    this.touch();
  }

  /** The handler waits for the next signal of this name; what came already is delivered. */
  awaitSignal(name: string, callId: string): void {
    const delivery = this.past.awaitSignal(name, callId);
    if (delivery !== undefined) this.#calls.deliveries.push(delivery);
  }

  insideStep<T>(work: () => T): T {
    return runInsideStep(this, work);
  }

  /**
   * Something happened: look again, one macrotask later, whether the run can only wait now. Not while a step is under way,
   * which touches again when it is over: a turn of the event loop is a tenth of what a quick step costs.
   */
  touch(): void {
    if (this.#liveSteps === 0 || this.#held.length > 0) this.#watch.touch();
  }

  // --- what the node uses -------------------------------------------------------------------------------------------

  /** Somebody else appended to this run. */
  catchUp(): void {
    this.#log.catchUp();
  }

  /** Lets what is under way finish and be recorded, the run's end included; no further step begins. */
  drain(): Promise<void> {
    this.#draining = true;
    return new Promise((resolve) => {
      if (this.#ended || !this.#begun) return resolve();
      this.#onDrained = resolve;
      this.touch();
    });
  }

  /** Gives the run back, for any node to go on with. What did not finish in time works for nobody. */
  async handBack(): Promise<void> {
    if (this.#ended) return;
    await this.#ending.handBack(new Promise<void>((resolve) => (this.#onDrained = resolve)));
  }

  /** Stops at once without a word to the journal: the run belongs to somebody else, or will soon. */
  abandon(reason: unknown): void {
    if (this.#ended) return;
    this.#end("abandoned");
    this.#abort.abort(reason);
  }

  // --- inside -------------------------------------------------------------------------------------------------------

  #takeAll(entries: readonly StoredEntry[]): void {
    const wasOutdated = this.past.laterType !== undefined;
    for (const entry of entries) {
      const { deliver, retract } = this.past.take(entry);
      if (deliver !== undefined && !this.#ended) this.#calls.deliveries.push(deliver);
      if (retract !== undefined) this.#calls.deliveries.drop(retract);
    }
    const { laterType } = this.past;
    if (this.#begun && !wasOutdated && laterType !== undefined) this.#owner.outdated(laterType);
    if (this.#begun && this.past.cancelRequested !== undefined) this.#cancel(this.past.cancelRequested);
    this.touch();
  }

  /** From here on no step begins; those under way are aborted once the end is written. */
  #cancel(request: CancelRequested): void {
    void this.end(endByCancel(request));
  }

  #look(quiet: boolean): void {
    if (this.#ended || this.#ending.begun || this.#pausing !== undefined) return;
    // Steps may keep the run busy for long; a request beside them does not wait for a quiet moment.
    if (this.#liveSteps > 0) this.#flushHeld();
    if (quiet) this.#quiet();
  }

  /** One macrotask went by in which the handler asked for nothing. */
  #quiet(): void {
    this.#stall?.cancel();
    this.#stall = undefined;
    if (this.#liveSteps > 0 || this.#calls.deliveries.busy) return;
    // Neither its wait nor its end: they may not be what a later version makes of this journal.
    if (this.past.laterType !== undefined) return this.#onDrained();
    if (this.#verdict !== undefined) {
      const verdict = this.#verdict;
      this.#verdict = undefined;
      return this.#rounds.finish(verdict);
    }
    const waits = this.#calls.deliveries.waits();
    const onlyWaits = waits.length > 0 && waits.length === this.#calls.deliveries.openCount;
    if (onlyWaits && !this.#calls.deliveries.heldBack) this.#pausing = this.#pause(waits);
    else if (this.#draining) this.#onDrained();
    else if (this.#calls.deliveries.openCount > 0 && this.#calls.deliveries.heldBack) this.#watchForStall();
  }

  #flushHeld(): void {
    if (this.#held.length === 0) return;
    const held = this.#held;
    this.#held = [];
    void this.live(async () => {
      await failPoint("approval.before-commit");
      await this.append(heldBatch(held));
      await failPoint("approval.after-commit");
    }, held.length);
  }

  async #pause(waits: readonly WaitingFor[]): Promise<void> {
    const held = this.#held;
    try {
      if (held.length > 0) await failPoint("approval.before-commit");
      const appended = await this.#log.append(pauseBatch(this.run.epoch, held, waits));
      if (appended !== null) {
        if (held.length > 0) await failPoint("approval.after-commit");
        this.#end("waiting", appended.at(-1));
      }
    } catch (error) {
      this.#fail(error);
    } finally {
      this.#pausing = undefined;
      this.touch();
    }
  }

  #settle(verdict: RunVerdict): void {
    if (this.#ended || this.#ending.begun) return;
    this.#verdict ??= verdict;
    this.touch();
  }

  /** Steps that are still under way when an execution ends work for nobody. */
  #stopLiveSteps(end: ExecutionEnd): void {
    if (this.#liveSteps === 0) return;
    const why =
      end === "abandoned"
        ? "This execution is over while this step is under way; another one goes on with the run."
        : "The run ended while this step was under way.";
    this.#abort.abort(new ScoriaError("CLOSED", why));
  }

  /** The database refused an entry of this run: say so in the journal, if it takes that. */
  #fail(error: unknown): void {
    void this.end(endByError(error, this.parts.redactor));
  }

  #lose(): void {
    if (this.#ended) return;
    const { runId, epoch } = this.run;
    const error = new ScoriaError(
      "LEASE_LOST",
      `Run ${runId} was taken over by another node, so this execution stops. Nothing it does from now on is recorded.`,
      { runId, epoch },
    );
    this.parts.logger.warn(error.message, { runId, code: error.code });
    this.abandon(error);
  }

  #end(end: ExecutionEnd, last?: StoredEntry): void {
    if (this.#ended) return;
    this.#ended = true;
    this.#stall?.cancel();
    for (const timer of this.#timers) timer.cancel();
    this.#calls.deliveries.stop();
    this.#log.stop();
    this.#span.end();
    this.#onDrained();
    if (last === undefined) this.#owner.ended(end);
    else this.#owner.ended(end, () => summaryAt(last, this.run, this.past.started, this.#createdAt));
  }

  #watchForStall(): void {
    this.#stall ??= this.parts.clock.timer(stallMs, () => {
      this.#stall = undefined;
      if (this.#ended || this.#ending.begun || this.#liveSteps > 0 || !this.#calls.deliveries.heldBack) return;
      const unasked = this.past.unasked(this.#rounds.handlerKey);
      const what = unasked === undefined ? "a recorded call" : `${unasked.kind} "${unasked.stepKey}"`;
      this.waitForOperator("HANDLER_DIVERGED", `The handler did not ask for ${what}, which is recorded.`);
    });
  }

  #warnOutside(): void {
    if (this.#warned || this.#draining || this.#abort.signal.aborted) return;
    this.#warned = true;
    this.parts.logger.warn(
      "HANDLER_AWAITS_OUTSIDE_STEP: a handler went on after its run had paused or ended, because a branch of it awaited " +
        "something outside a step. What it asks for now does nothing; put that work into a step.",
      { runId: this.run.runId },
    );
  }
}
