import type { Timer } from "../clock.ts";
import type { Json } from "../decode/json.ts";
import type { InnerContext } from "./inner-handler.ts";
import { passCompletionGates } from "./completion-gates.ts";
import { ScoriaError } from "../errors/scoria-error.ts";
import { storeError } from "../errors/stored-error.ts";
import { failPoint } from "../fail-points.ts";
import type { EntryDraft, StoredEntry } from "../journal/entry.ts";
import { RunLog, type Appended, type Batch } from "../journal/run-log.ts";
import type { WaitingFor } from "../runs/run.ts";
import type { Span } from "../seams/tracer.ts";
import { CallBook, type CallName, type NumberedCall } from "./call-book.ts";
import { Deliveries, type OpenCall } from "./deliveries.ts";
import type { EngineParts, OwnedRun } from "./engine-parts.ts";
import { callHandler } from "./handler-context.ts";
import { endBatch, handBackBatch, heldBatch, operatorBatch, pauseBatch, type HeldWait } from "./last-batches.ts";
import { endByCancel, endByError, endByRail, endByVerdict, type RunEnd, type Verdict } from "./run-end.ts";
import type { CancelRequested } from "./payloads.ts";
import { isInsideStep, runInsideStep, stepNested } from "./inside-step.ts";
import { QuietWatch } from "./quiet-watch.ts";
import { trippedRail, type Used } from "./rails.ts";
import { gatePrefix, RunPast, type CallKind, type RecordedCall } from "./run-past.ts";
import type { StepKind } from "./run-usage.ts";
import { roundKey } from "./step-keys.ts";
import { Turns } from "./turns.ts";

/** How an execution ended. `abandoned`: the run has another owner, or was given back. */
export type ExecutionEnd = "settled" | "waiting" | "abandoned";

/** One handler at work: its place in the run's tree, what it was given, and the calls it has made. */
export interface Frame {
  readonly stepKey: string;
  /** The step kind that it serves. */
  readonly kind: string;
  readonly role: string;
  readonly input: Json | undefined;
  /** What it was sent back with, oldest first. */
  readonly feedback: readonly Json[];
  /** What the lane that runs it inside the run gave its own powers. */
  readonly context: InnerContext | undefined;
  readonly book: CallBook;
}

export interface AskedCall extends NumberedCall {
  readonly frame: Frame;
  readonly recorded: RecordedCall | undefined;
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
  readonly #deliveries: Deliveries;
  readonly #turns = new Turns();
  readonly #onEnd: (end: ExecutionEnd) => void;
  readonly #span: Span;
  #held: HeldWait[] = [];
  #liveSteps = 0;
  /** Entries that admitted work will still write. */
  #owed = 0;
  readonly #watch = new QuietWatch((quiet) => this.#look(quiet));
  #pausing: Promise<void> | undefined;
  #verdict: Verdict | undefined;
  #frame: Frame | undefined;
  /** How often the handler was called from the top in this execution, once for each time it was sent back. */
  #round = 0;
  #closing = false;
  #draining = false;
  #begun = false;
  #deliveredAt: number;
  #onDrained: () => void = () => {};
  #ended = false;
  #warned = false;
  #stall: Timer | undefined;
  readonly #timers = new Set<Timer>();

  constructor(parts: EngineParts, run: OwnedRun, entries: readonly StoredEntry[], onEnd: (end: ExecutionEnd) => void) {
    const [first] = entries;
    const last = entries.at(-1);
    if (first === undefined || last === undefined) throw new RangeError("A run without entries.");
    this.parts = parts;
    this.run = run;
    this.#onEnd = onEnd;
    this.past = new RunPast(first, run);
    this.#deliveredAt = first.at;
    this.#deliveries = new Deliveries(({ at }) => {
      this.#deliveredAt = at;
      this.touch();
    });
    this.#log = new RunLog({
      run: { runId: run.runId, tenantId: run.tenantId },
      epoch: run.epoch,
      tail: last,
      writer: parts.writer,
      control: parts.database.control,
      clock: parts.clock,
      now: parts.databaseNow,
      onExternal: (news) => this.#takeAll(news),
      onLost: () => this.#lose(),
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
    this.#begun = true;
    if (this.past.cancelRequested !== undefined) return this.#cancel(this.past.cancelRequested);
    this.#beginRound();
  }

  /** Calls the handler from the top; a handler that was sent back begins anew, under a key of its own. */
  #beginRound(): void {
    this.#round += 1;
    const { kind } = this.run;
    const { rootRole, input } = this.past.started;
    this.#frame = this.frame({
      stepKey: roundKey(kind, this.#round),
      kind,
      role: rootRole,
      input,
      feedback: this.past.sentBack.slice(0, this.#round - 1).map(({ feedback }) => feedback),
      context: undefined,
    });
    this.callHandler(this.#frame)?.then(
      (returned) => this.#settle({ returned }),
      (threw: unknown) => this.#settle({ threw }),
    );
    this.touch();
  }

  // --- what ctx and the steps use -----------------------------------------------------------------------------------

  /** Calls the handler that a frame is for, from the top. Undefined when it is not registered: then the run is over here. */
  callHandler(frame: Frame): Promise<unknown> | undefined {
    return callHandler(this, frame);
  }

  frame(place: Omit<Frame, "book">): Frame {
    return { ...place, book: new CallBook(place.stepKey, this.#turns) };
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
    if (this.#ended || this.#closing) {
      this.#warnOutside();
      return promise;
    }
    this.touch();
    let numbered: NumberedCall;
    try {
      numbered = frame.book.next(name, this.#deliveries.hasOpenUnder(frame.stepKey));
    } catch (error) {
      reject(error);
      return promise;
    }
    const recorded = this.past.ask(numbered.callId);
    if (recorded !== undefined && (recorded.kind !== kind || recorded.stepKey !== numbered.stepKey)) {
      void this.#waitForOperator(
        "HANDLER_DIVERGED",
        `Call ${numbered.call} was ${recorded.kind} "${recorded.stepKey}"; the handler now asks for ${kind} "${numbered.stepKey}".`,
      );
      return promise;
    }
    const open: OpenCall = {
      callId: numbered.callId,
      parentKey: frame.stepKey,
      resolve: resolve as (value: unknown) => void,
      reject,
      wait: undefined,
      passive: false,
    };
    if (recorded?.settled) this.skipInside(`${numbered.stepKey}/`);
    this.#deliveries.open(open);
    answer({ ...numbered, frame, recorded }, open);
    return promise;
  }

  /**
   * Runs work whose result this execution waits for. It does not begin while the run is just being paused. `owes`: how many
   * entries it was admitted for; a step owes none, since each of its attempts is admitted by itself.
   */
  async live(work: () => Promise<void>, owes = 1): Promise<void> {
    this.#liveSteps += 1;
    this.#owed += owes;
    try {
      await this.#pausing;
      if (this.stopped) this.#warnOutside();
      else await work();
    } catch (error) {
      this.#fail(error);
    } finally {
      this.#liveSteps -= 1;
      this.#owed -= owes;
      this.touch();
    }
  }

  /** No further work may begin here. */
  get stopped(): boolean {
    return this.#ended || this.#closing || this.#draining;
  }

  /** False, and the run is halted, when one more entry would pass a rail. */
  admit(): boolean {
    return this.#withinRails({});
  }

  /**
   * Admits one attempt at a step, which owes an entry until `attemptOver`. False when none may begin any more: the run is
   * over, or is halted by this very attempt.
   */
  admitAttempt(kind: StepKind): boolean {
    const { usage } = this.past;
    const toolCalls = kind === "tool" ? { maxToolCalls: usage.toolCalls } : {};
    if (this.stopped || !this.#withinRails({ maxSteps: usage.steps, ...toolCalls })) return false;
    usage.beginAttempt(kind);
    this.#owed += 1;
    return true;
  }

  attemptOver(): void {
    this.#owed -= 1;
  }

  /** Appends and takes in what landed. Resolves after the commit; never, when the run was lost. */
  async append(batch: Batch): Promise<Appended> {
    const appended = await this.#log.append(batch);
    if (appended !== null) {
      this.#takeAll(appended);
      this.parts.changed(this.run.runId);
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

  /** What was recorded under keys that begin so needs nobody to ask for it any more. */
  skipInside(prefix: string): void {
    const inside = this.past.skipInside(prefix);
    if (inside.length > 0) this.#deliveries.drop(inside);
  }

  /** Ends the run here with this end. */
  end(end: RunEnd): Promise<void> {
    return this.#close(end);
  }

  /** The handler's code does not fit the journal, or is not here: only an operator can tell when to go on. */
  waitForOperator(code: "HANDLER_MISSING" | "HANDLER_DIVERGED", detail: string): void {
    void this.#waitForOperator(code, detail);
  }

  /** Answers a call at once, outside the journal's order: it was refused, and nothing of it is recorded. */
  refuse(open: OpenCall, error: unknown): void {
    this.#deliveries.drop([open.callId]);
    open.reject(error);
    this.touch();
  }

  /** The handler waits for the next signal of this name; what came already is delivered. */
  awaitSignal(name: string, callId: string): void {
    const delivery = this.past.awaitSignal(name, callId);
    if (delivery !== undefined) this.#deliveries.push(delivery);
  }

  insideStep<T>(work: () => T): T {
    return runInsideStep(this, work);
  }

  /** Something happened: look again, one macrotask later, whether the run can only wait now. */
  touch(): void {
    this.#watch.touch();
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
      if (this.#ended) return resolve();
      this.#onDrained = resolve;
      this.touch();
    });
  }

  /** Gives the run back, for any node to go on with. */
  async handBack(): Promise<void> {
    if (this.#ended || this.#closing) return;
    this.#closing = true;
    const written = this.#log.append(handBackBatch(this.run.epoch));
    // Nothing resolves when it turns out that the run was lost already.
    await Promise.race([written, new Promise<void>((resolve) => (this.#onDrained = resolve))]);
    this.#end("abandoned");
    // What did not finish in time works for nobody: the next owner begins it anew.
    this.#stopLiveSteps("This process closes; another one goes on with the run.");
  }

  /** Stops at once without a word to the journal: the run belongs to somebody else, or will soon. */
  abandon(reason: unknown): void {
    if (this.#ended) return;
    this.#end("abandoned");
    this.#abort.abort(reason);
  }

  // --- inside -------------------------------------------------------------------------------------------------------

  #takeAll(entries: readonly StoredEntry[]): void {
    for (const entry of entries) {
      const { deliver, retract } = this.past.take(entry);
      if (deliver !== undefined && !this.#ended) this.#deliveries.push(deliver);
      if (retract !== undefined) this.#deliveries.drop(retract);
    }
    if (this.#begun && this.past.cancelRequested !== undefined) this.#cancel(this.past.cancelRequested);
    this.touch();
  }

  /** From here on no step begins; those under way are aborted once the end is written. */
  #cancel(request: CancelRequested): void {
    void this.#close(endByCancel(request));
  }

  #withinRails(used: Used): boolean {
    const tripped = trippedRail(this.past.started.rails, {
      ...used,
      maxActiveMs: this.past.usage.activeMs(this.parts.databaseNow()),
      maxEntries: this.#log.seq + this.#owed + this.#held.length,
      maxBytes: this.past.bytes,
    });
    if (tripped !== undefined) void this.#close(endByRail(tripped, this.parts.redactor));
    return tripped === undefined;
  }

  #look(quiet: boolean): void {
    if (this.#ended || this.#closing || this.#pausing !== undefined) return;
    // Steps may keep the run busy for long; a request beside them does not wait for a quiet moment.
    if (this.#liveSteps > 0) this.#flushHeld();
    if (quiet) this.#quiet();
  }

  /** One macrotask went by in which the handler asked for nothing. */
  #quiet(): void {
    this.#stall?.cancel();
    this.#stall = undefined;
    if (this.#liveSteps > 0 || this.#deliveries.busy) return;
    if (this.#verdict !== undefined) return this.#finish(this.#verdict);
    const waits = this.#deliveries.waits();
    const onlyWaits = waits.length > 0 && waits.length === this.#deliveries.openCount;
    if (onlyWaits && !this.#deliveries.heldBack) this.#pausing = this.#pause(waits);
    else if (this.#draining) this.#onDrained();
    else if (this.#deliveries.openCount > 0 && this.#deliveries.heldBack) this.#watchForStall();
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
        this.#end("waiting");
      }
    } catch (error) {
      this.#fail(error);
    } finally {
      this.#pausing = undefined;
      this.touch();
    }
  }

  #settle(verdict: Verdict): void {
    if (this.#ended || this.#closing) return;
    this.#verdict = verdict;
    this.touch();
  }

  #finish(verdict: Verdict): void {
    const { stepKey } = this.#frame ?? { stepKey: "" };
    const unasked = this.past.unasked(stepKey);
    const how = "returned" in verdict ? "returned" : "threw";
    if (unasked !== undefined) {
      return this.waitForOperator(
        "HANDLER_DIVERGED",
        `The handler ${how} without asking for ${unasked.kind} "${unasked.stepKey}", which is recorded.`,
      );
    }
    const wasSentBack = this.past.sentBack.length >= this.#round;
    if (wasSentBack && how === "threw") {
      return this.waitForOperator("HANDLER_DIVERGED", "The handler threw where the journal has that it returned.");
    }
    this.#verdict = undefined;
    if (wasSentBack) {
      this.skipInside(gatePrefix(stepKey));
      return this.#beginRound();
    }
    const end = endByVerdict(verdict, this.parts.redactor);
    if (end.output === undefined || this.#frame === undefined) return void this.#close(end);
    passCompletionGates(this, this.#frame, { output: end.output, round: this.#round }, (answer) =>
      answer === "complete" ? this.#close(end) : this.#sendBack(answer),
    );
  }

  async #sendBack(draft: EntryDraft): Promise<void> {
    await this.append({ drafts: [draft] });
    if (!this.stopped) this.#beginRound();
  }

  async #close({ status, payload }: RunEnd): Promise<void> {
    if (this.#closing || this.#ended) return;
    this.#closing = true;
    await failPoint("finish.before-commit");
    // Again when a decision came between: then one request less is withdrawn.
    const ended = await this.#write(() => endBatch(this.run.epoch, status, payload, this.past.undecidedApprovals()));
    if (!ended) return;
    await failPoint("finish.after-commit");
    this.#end("settled");
    this.#stopLiveSteps();
  }

  async #waitForOperator(code: "HANDLER_MISSING" | "HANDLER_DIVERGED", detail: string): Promise<void> {
    if (this.#closing || this.#ended) return;
    this.#closing = true;
    this.parts.logger.warn(`The run waits for an operator: ${detail}`, { runId: this.run.runId, code });
    if (!(await this.#write(() => operatorBatch(this.run.epoch, { kind: "operator", code, detail })))) return;
    this.#end("waiting");
    this.#stopLiveSteps();
  }

  /** Writes this execution's last batch, built anew as often as the log is disturbed. False: the database refused it. */
  async #write(build: () => Batch): Promise<boolean> {
    try {
      while ((await this.#log.append(build())) === null);
      return true;
    } catch (error) {
      const { message } = storeError(error, this.parts.redactor);
      this.parts.logger.error(`The end of a run could not be written: ${message}`, { runId: this.run.runId });
      this.#end("abandoned");
      return false;
    }
  }

  /** Steps that are still under way when a run is halted or diverges work for nobody. */
  #stopLiveSteps(why = "The run ended while this step was under way."): void {
    if (this.#liveSteps > 0) this.#abort.abort(new ScoriaError("CLOSED", why));
  }

  /** The database refused an entry of this run: say so in the journal, if it takes that. */
  #fail(error: unknown): void {
    void this.#close(endByError(error, this.parts.redactor));
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

  #end(end: ExecutionEnd): void {
    if (this.#ended) return;
    this.#ended = true;
    this.#stall?.cancel();
    for (const timer of this.#timers) timer.cancel();
    this.#deliveries.stop();
    this.#log.stop();
    this.#span.end();
    this.#onDrained();
    this.#onEnd(end);
  }

  #watchForStall(): void {
    this.#stall ??= this.parts.clock.timer(stallMs, () => {
      this.#stall = undefined;
      if (this.#ended || this.#closing || !this.#deliveries.heldBack) return;
      const unasked = this.past.unasked(this.#frame?.stepKey ?? "");
      const what = unasked === undefined ? "a recorded call" : `${unasked.kind} "${unasked.stepKey}"`;
      void this.#waitForOperator("HANDLER_DIVERGED", `The handler did not ask for ${what}, which is recorded.`);
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
