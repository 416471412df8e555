import { limits } from "../decode/limits.ts";
import { readBoolean, readString } from "../decode/option-values.ts";
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
import { CallBook } from "./call-book.ts";
import { failedStepOf } from "./failed-step.ts";
import { readKind } from "./handler-table.ts";
import { checkedInput } from "./start-child.ts";
import { BudgetLeft, readInnerBudget } from "./inner-budget.ts";
import { payloadText, stepCompletedText, type InnerRecorded, type StepRecorded } from "./payloads.ts";
import { readStepName } from "./read-step-options.ts";
import { rejected } from "./rejected.ts";
import type { Verdict } from "./run-end.ts";
import { roundKey } from "./step-keys.ts";
import { Turns } from "./turns.ts";

/** What a lane gave the handler that it runs inside a run; only its own powers see it. */
export interface InnerContext {
  readonly lane: string;
  readonly value: Json | undefined;
}

/** What a handler inside the run is called with, as it was decoded or as it was recorded. */
export interface InnerCall {
  readonly kind: string;
  readonly role: string;
  readonly input: Json;
  readonly inner: InnerRecorded;
}

interface ReadInner extends InnerCall {
  readonly entries: readonly EntryDraft[];
}

/**
 * Runs a handler inside the run, as a step that has steps of its own. That it began is recorded first, with the entries
 * of the lane; then it is called, as a run's own handler is: it may wait, and the whole run then pauses. Once it is
 * recorded it is called with what is recorded, and what is given is not looked at.
 */
export function runInnerHandler(
  execution: Execution,
  frame: Frame,
  lane: string,
  givenName: unknown,
  given: unknown,
): Promise<unknown> {
  let name: ReturnType<typeof readStepName>;
  try {
    name = readStepName(givenName);
  } catch (error) {
    return rejected(error);
  }
  return execution.call<unknown>(frame, "step", { prefix: `${lane}:`, ...name }, (asked, open) => {
    const { recorded, stepKey } = asked;
    let called: InnerCall;
    let entries: readonly EntryDraft[] = [];
    try {
      if (recorded?.settled) return frame.budget?.add(execution.past.countsWith(recorded));
      if (recorded?.inner) called = recorded.inner;
      else ({ entries, ...called } = readInner(lane, typeof given === "function" ? given({ stepKey }) : given));
      frame.budget?.take("step");
    } catch (error) {
      return execution.refuse(open, error);
    }
    // It counts as one attempt at a step, however often the run pauses in it.
    const isNew = recorded === undefined || recorded.queued;
    if (isNew && !execution.admitAttempt("step")) return;
    open.passive = true;
    const began: StepRecorded = {
      attempt: 1,
      kind: called.kind,
      name: name.name,
      startedAt: Math.floor(execution.parts.databaseNow()),
    };
    const begin = (): void => {
      const { kind, role, input, inner } = called;
      const innerFrame = execution.frame({
        stepKey,
        kind,
        role,
        input,
        context: { lane, value: inner.context },
        budget: inner.budget === undefined ? frame.budget : new BudgetLeft(stepKey, inner.budget, frame.budget),
        bareIdentity: frame.bareIdentity || inner.bareIdentity === true,
        feedback: [],
      });
      const settle = (verdict: Verdict): void => {
        if (isNew) execution.attemptOver();
        void execution.live(() => finish(execution, asked, innerFrame, began, verdict));
      };
      execution.callHandler(innerFrame)?.then(
        (returned) => settle({ returned }),
        (threw: unknown) => settle({ threw }),
      );
    };
    if (!isNew) return begin();
    void execution.live(async () => {
      if (!recorded?.queued) {
        try {
          called = { ...called, input: (await checkedInput(execution, called)) ?? null };
        } catch (error) {
          execution.attemptOver();
          // What is not recorded does not count, or it would count before a pause and not after it.
          frame.budget?.add({ steps: -1, toolCalls: 0 });
          return execution.refuse(open, error);
        }
      }
      // What is queued has its input and all that belongs to it in the entry that queued it.
      const withInput = recorded?.queued ? began : { ...began, ...inputOf(called) };
      const started = draftOf(asked, called.role, "step.started", payloadText(withInput));
      await execution.append({ drafts: [...entries, started] });
      if (!execution.stopped) begin();
    });
  });
}

/**
 * The entries that put a handler of a lane in line inside a run that is only being started: its root's first call. `check`:
 * gives what the handler's own schema makes of its input.
 */
export async function queueInnerHandler(
  lane: string,
  rootKind: string,
  { name: givenName, inner: given }: { readonly name: unknown; readonly inner: unknown },
  check: (called: Pick<InnerCall, "kind" | "input">) => Promise<Json | undefined>,
): Promise<readonly EntryDraft[]> {
  const { name, key } = readStepName(givenName);
  const rootKey = roundKey(rootKind, 1);
  const { call, stepKey } = new CallBook(rootKey, new Turns()).next({ prefix: `${lane}:`, name, key }, false);
  const { entries, ...read } = readInner(lane, typeof given === "function" ? given({ stepKey }) : given);
  const called = { ...read, input: (await check(read)) ?? null };
  const recorded: StepRecorded = { attempt: 0, kind: called.kind, name, ...inputOf(called) };
  const queued = draftOf({ call, stepKey }, called.role, "step.queued", payloadText(recorded));
  return [...entries, queued];
}

function inputOf({ input, inner }: InnerCall): Pick<StepRecorded, "input" | "inner"> {
  return { input, ...(Object.keys(inner).length === 0 ? {} : { inner }) };
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
  const draft = ended(execution, asked, role, began, verdict);
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

function draftOf(
  { call, stepKey }: Pick<AskedCall, "call" | "stepKey">,
  role: string,
  type: EntryDraft["type"],
  payload: string,
): EntryDraft {
  return { type, call, stepKey, role, payload };
}

const innerKeys = ["kind", "role", "input", "context", "entries", "budget", "bareIdentity"] as const;

function readInner(lane: string, value: unknown): ReadInner {
  const given = readOptions(value, innerKeys, "runHandler");
  if (given.entries !== undefined && !Array.isArray(given.entries)) throw invalidInput("entries", "must be an array");
  const most = { maxBytes: limits.inputBytes };
  return {
    kind: readKind(given.kind),
    role: readString(given.role, "role", { maxCharacters: limits.nameCharacters }),
    input: snapshot(given.input, { name: "input", ...most }).value,
    inner: {
      ...(given.context === undefined ? {} : { context: snapshot(given.context, { name: "context", ...most }).value }),
      ...(given.budget === undefined ? {} : { budget: readInnerBudget(given.budget, "budget") }),
      ...(given.bareIdentity !== undefined && readBoolean(given.bareIdentity, "bareIdentity")
        ? { bareIdentity: true as const }
        : {}),
    },
    entries: ((given.entries ?? []) as readonly LaneEntry[]).map((entry) => laneDraft(lane, entry)),
  };
}
