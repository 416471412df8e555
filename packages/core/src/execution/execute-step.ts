import { sleep } from "../clock.ts";
import { limits } from "../decode/limits.ts";
import { recordResult, type RecordedResult } from "../decode/recorded-value.ts";
import { isScoriaError } from "../errors/scoria-error.ts";
import { storeError, type StoredError } from "../errors/stored-error.ts";
import { redactText } from "../seams/redactor.ts";
import { noTracer } from "../seams/tracer.ts";
import { failPoint } from "../fail-points.ts";
import type { EntryDraft } from "../journal/entry.ts";
import { AttemptSignal } from "./attempt-signal.ts";
import type { OpenCall } from "./deliveries.ts";
import type { Execution } from "./execution.ts";
import type { AskedCall } from "./frame.ts";
import { longestNapMs } from "./nap.ts";
import { payloadText, stepCompletedText, type StepRecorded } from "./payloads.ts";
import { retryWordOf } from "../steps/retry-control.ts";
import type { ReadStepOptions } from "./read-step-options.ts";
import { retryDelayMs } from "./retry-delay.ts";
import type { StepKind } from "./run-usage.ts";
import { idempotencyKeyOf } from "./step-keys.ts";

/** A step that is still running after this long shows in the journal, so that an operator sees it. */
const slowStepMs = 250;

export interface StepWork {
  readonly asked: AskedCall;
  readonly open: OpenCall;
  readonly name: string;
  /** What the rails count it as. Lanes say it; a handler's own steps are plain. */
  readonly kind: StepKind;
  readonly options: ReadStepOptions;
  /** The host's function, given what an attempt is given. */
  readonly run: (attempt: object) => unknown;
  /** Set when the step acts on an approval: its id, and the approved arguments as the journal has them. */
  readonly approved: { readonly approvalId: string; readonly arguments: unknown } | undefined;
}

/**
 * Does a step that has no recorded result: attempts until one goes well or none is left, each outcome one entry. The
 * handler's promise is answered by the delivery of the entry, never from here.
 */
export async function executeStep(execution: Execution, work: StepWork): Promise<void> {
  const { asked, open } = work;
  const recorded = execution.past.call(asked.callId);
  let attempt = (recorded?.failedAttempts ?? 0) + 1;
  let retryAt = recorded?.retryAt ?? null;
  for (;;) {
    if (retryAt !== null && !(await backOff(execution, work, retryAt))) return;
    open.wait = undefined;
    retryAt = await tryOnce(execution, work, attempt);
    if (retryAt === null || execution.stopped) return;
    attempt += 1;
  }
}

/** True when the next attempt may begin now; false when the run will wait for it, or is over. */
async function backOff(execution: Execution, work: StepWork, retryAt: number): Promise<boolean> {
  const { clock, databaseNow } = execution.parts;
  const leftMs = retryAt - databaseNow();
  if (leftMs <= longestNapMs) {
    await sleep(clock, leftMs, execution.signal);
    return !execution.stopped;
  }
  work.open.wait = { kind: "timer", until: new Date(retryAt) };
  // Only for the case that something else keeps this execution going until then.
  execution.later(leftMs, () => executeStep(execution, work), 0);
  return false;
}

/** One attempt, if the rails admit it, and its entry. Gives when to try again, or null when the step is done. */
async function tryOnce(execution: Execution, work: StepWork, attempt: number): Promise<number | null> {
  if (!execution.admitAttempt(work.kind)) return null;
  try {
    return await recordAttempt(execution, work, attempt);
  } finally {
    execution.attemptOver();
  }
}

async function recordAttempt(execution: Execution, work: StepWork, attempt: number): Promise<number | null> {
  const { asked, name, kind, options } = work;
  const { clock, databaseNow, redactor, tracer } = execution.parts;
  const recorded: StepRecorded = {
    attempt,
    name,
    startedAt: Math.floor(databaseNow()),
    ...(kind === "step" ? {} : { kind }),
    ...(options.readOnly ? { readOnly: true } : {}),
    ...(work.approved === undefined ? {} : { approvalId: work.approved.approvalId }),
  };
  const draft = (type: EntryDraft["type"], payload: string): EntryDraft => ({
    type,
    call: asked.call,
    stepKey: asked.stepKey,
    role: asked.frame.role,
    payload,
  });
  const slow = clock.timer(slowStepMs, () => {
    if (!execution.stopped)
      void execution.append({ drafts: [draft("step.started", payloadText(recorded))] }).catch(() => {});
  });
  // Not even redacted for nobody: that costs more than the rest of a quick step's bookkeeping.
  const span =
    tracer === noTracer
      ? undefined
      : tracer.startSpan("scoria.step", {
          "scoria.run_id": execution.run.runId,
          "scoria.step_key": redactText(asked.stepKey, redactor),
        });
  const outcome = await attemptOnce(execution, work, attempt);
  slow.cancel();
  span?.end("error" in outcome ? outcome.error : undefined);
  if (execution.ended) return null;
  if ("result" in outcome) {
    await execution.append({ drafts: [draft("step.completed", stepCompletedText(recorded, outcome.result))] });
    await failPoint("step.after-commit");
    return null;
  }
  const again = attempt < options.retry.maxAttempts && !outcome.final;
  const delayMs = Math.max(retryDelayMs(options.retry, attempt), outcome.afterMs);
  const retryAt = again ? Math.floor(databaseNow()) + delayMs : null;
  const failed: StepRecorded = { ...recorded, error: outcome.error, ...(retryAt === null ? {} : { retryAt }) };
  await execution.append({ drafts: [draft(again ? "step.failed_attempt" : "step.failed", payloadText(failed))] });
  return retryAt;
}

type AttemptOutcome =
  | { readonly result: RecordedResult }
  | { readonly error: StoredError; readonly final: boolean; readonly afterMs: number };

async function attemptOnce(execution: Execution, work: StepWork, attempt: number): Promise<AttemptOutcome> {
  try {
    await failPoint("step.before-effect");
    const result = await callWork(execution, work, attempt);
    await failPoint("step.after-effect");
    return { result };
  } catch (thrown) {
    const word = retryWordOf(thrown);
    return {
      error: storeError(thrown, execution.parts.redactor),
      final: isFinal(thrown) || (word !== undefined && "giveUp" in word),
      afterMs: word !== undefined && "afterMs" in word ? word.afterMs : 0,
    };
  }
}

/** Calls the host's function once, for at most its time. */
async function callWork(execution: Execution, work: StepWork, attempt: number): Promise<RecordedResult> {
  const { asked, name, options, approved } = work;
  const signal = new AttemptSignal(execution.signal);
  const given = {
    attempt,
    get idempotencyKey() {
      return idempotencyKeyOf(execution.run.runId, asked.stepKey);
    },
    get signal() {
      return signal.asSignal();
    },
    ...(approved === undefined ? {} : { approved: { arguments: approved.arguments } }),
  };
  const value = execution.insideStep(async () => work.run(given));
  try {
    const returned = await (options.timeoutMs === undefined
      ? value
      : inTime(value, execution, options.timeoutMs, () => {
          const error = timedOut(name, options.timeoutMs ?? 0);
          signal.abort(error);
          return error;
        }));
    return recordResult(returned, { name: `The result of step "${name}"`, maxBytes: limits.stepResultBytes });
  } finally {
    signal.release();
  }
}

async function inTime(
  value: Promise<unknown>,
  execution: Execution,
  timeoutMs: number,
  late: () => Error,
): Promise<unknown> {
  const { promise, reject } = Promise.withResolvers<never>();
  const timer = execution.parts.clock.timer(timeoutMs, () => reject(late()));
  try {
    return await Promise.race([value, promise]);
  } finally {
    timer.cancel();
  }
}

function timedOut(name: string, timeoutMs: number): Error {
  const error = new Error(`Step "${name}" took longer than ${timeoutMs} ms.`);
  error.name = "TimeoutError";
  return error;
}

/** Errors that another attempt cannot mend: the step's code is wrong, not the world. */
function isFinal(thrown: unknown): boolean {
  return (
    isScoriaError(thrown, "STEP_RESULT_INVALID") ||
    isScoriaError(thrown, "PAYLOAD_TOO_LARGE") ||
    isScoriaError(thrown, "STEP_NESTED")
  );
}
