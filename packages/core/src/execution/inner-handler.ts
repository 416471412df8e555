import { limits } from "../decode/limits.ts";
import { readString } from "../decode/option-values.ts";
import { readOptions } from "../decode/read-options.ts";
import { recordResult } from "../decode/recorded-value.ts";
import type { Json } from "../decode/json.ts";
import { snapshot } from "../decode/snapshot.ts";
import { invalidInput } from "../errors/core-errors.ts";
import { storeError } from "../errors/stored-error.ts";
import type { EntryDraft } from "../journal/entry.ts";
import { laneDraft, type LaneEntry } from "../lane/lane-entry.ts";
import type { Execution } from "./execution.ts";
import type { AskedCall, Frame } from "./frame.ts";
import { failedStepOf } from "./failed-step.ts";
import { readKind } from "./handler-table.ts";
import { payloadText, stepCompletedText, type StepRecorded } from "./payloads.ts";
import { readStepName } from "./read-step-options.ts";
import { rejected } from "./rejected.ts";
import type { Verdict } from "./run-end.ts";

/** What a lane gave the handler that it runs inside a run; only its own powers see it. */
export interface InnerContext {
  readonly lane: string;
  readonly value: unknown;
}

interface ReadInner {
  readonly kind: string;
  readonly role: string;
  readonly input: Json;
  readonly context: InnerContext;
  readonly entries: readonly EntryDraft[];
}

/**
 * Runs a handler inside the run, as a step that has steps of its own. That it began is recorded first, with the entries
 * of the lane; then it is called, as a run's own handler is: it may wait, and the whole run then pauses.
 */
export function runInnerHandler(
  execution: Execution,
  frame: Frame,
  lane: string,
  givenName: unknown,
  given: unknown,
): Promise<unknown> {
  let name: ReturnType<typeof readStepName>;
  let inner: ReadInner;
  try {
    name = readStepName(givenName);
    inner = readInner(lane, given);
  } catch (error) {
    return rejected(error);
  }
  return execution.call<unknown>(frame, "step", { prefix: `${lane}:`, ...name }, (asked, open) => {
    const { recorded, stepKey } = asked;
    // It counts as one attempt at a step, however often the run pauses in it.
    const isNew = recorded === undefined;
    if (recorded?.settled || (isNew && !execution.admitAttempt("step"))) return;
    open.passive = true;
    const begin = (began: StepRecorded): void => {
      const { kind, role, input, context } = inner;
      const innerFrame = execution.frame({ stepKey, kind, role, input, context, feedback: [] });
      const settle = (verdict: Verdict): void => {
        if (isNew) execution.attemptOver();
        void execution.live(() => finish(execution, asked, innerFrame, began, verdict));
      };
      execution.callHandler(innerFrame)?.then(
        (returned) => settle({ returned }),
        (threw: unknown) => settle({ threw }),
      );
    };
    const began: StepRecorded = {
      attempt: 1,
      input: inner.input,
      kind: inner.kind,
      name: name.name,
      startedAt: Math.floor(execution.parts.databaseNow()),
    };
    if (!isNew) return begin(began);
    void execution.live(async () => {
      const started = draftOf(asked, inner.role, "step.started", payloadText(began));
      await execution.append({ drafts: [...inner.entries, started] });
      if (!execution.stopped) begin(began);
    });
  });
}

async function finish(
  execution: Execution,
  asked: AskedCall,
  { stepKey, role }: Frame,
  began: StepRecorded,
  verdict: Verdict,
): Promise<void> {
  const unasked = execution.past.unasked(stepKey);
  if (unasked !== undefined) {
    return execution.waitForOperator(
      "HANDLER_DIVERGED",
      `The handler "${stepKey}" ended without asking for ${unasked.kind} "${unasked.stepKey}", which is recorded.`,
    );
  }
  const { input: _, ...recorded } = began;
  const draft = ended(execution, asked, role, recorded, verdict);
  await execution.append({ drafts: [draft] });
}

function ended(
  execution: Execution,
  asked: AskedCall,
  role: string,
  began: StepRecorded,
  verdict: Verdict,
): EntryDraft {
  const fail = (thrown: unknown, failedStep?: string): EntryDraft => {
    const error = storeError(thrown, execution.parts.redactor);
    return draftOf(asked, role, "step.failed", payloadText({ ...began, error, failedStep }));
  };
  if ("threw" in verdict) return fail(verdict.threw, failedStepOf(verdict.threw));
  try {
    const what = { name: `The result of handler "${began.name}"`, maxBytes: limits.stepResultBytes };
    const result = recordResult(verdict.returned, what);
    return draftOf(asked, role, "step.completed", stepCompletedText(began, result));
  } catch (error) {
    return fail(error);
  }
}

function draftOf({ call, stepKey }: AskedCall, role: string, type: EntryDraft["type"], payload: string): EntryDraft {
  return { type, call, stepKey, role, payload };
}

function readInner(lane: string, value: unknown): ReadInner {
  const given = readOptions(value, ["kind", "role", "input", "context", "entries"], "runHandler");
  if (given.entries !== undefined && !Array.isArray(given.entries)) throw invalidInput("entries", "must be an array");
  return {
    kind: readKind(given.kind),
    role: readString(given.role, "role", { maxCharacters: limits.nameCharacters }),
    input: snapshot(given.input, { name: "input", maxBytes: limits.inputBytes }).value,
    context: { lane, value: given.context },
    entries: ((given.entries ?? []) as readonly LaneEntry[]).map((entry) => laneDraft(lane, entry)),
  };
}
