import { sleep } from "../clock.ts";
import { limits } from "../decode/limits.ts";
import { readPositiveInteger } from "../decode/option-values.ts";
import { invalidInput } from "../errors/core-errors.ts";
import type { EntryDraft } from "../journal/entry.ts";
import type { Execution } from "./execution.ts";
import type { AskedCall, Frame } from "./frame.ts";
import { longestNapMs } from "./nap.ts";
import { payloadText, type TimerRecorded } from "./payloads.ts";
import { readStepName } from "./read-step-options.ts";
import { rejected } from "./rejected.ts";

/**
 * Sleeps until a moment by the database's clock. A short sleep is one entry when it is over; a long one pauses the run,
 * and whoever has the run when it is due writes that it fired. That entry is its place among the other results.
 */
export function sleepUntil(
  execution: Execution,
  frame: Frame,
  duration: unknown,
  givenName: unknown,
): Promise<unknown> {
  let name: ReturnType<typeof readStepName>;
  let until: number;
  try {
    name = givenName === undefined ? { name: "sleep", key: null } : readStepName(givenName);
    until = readMoment(duration, Math.floor(execution.parts.databaseNow()));
  } catch (error) {
    return rejected(error);
  }
  return execution.call<unknown>(frame, "timer", { prefix: "timer:", ...name }, (asked, open) => {
    const { recorded } = asked;
    if (recorded?.settled) return;
    if (recorded === undefined && !execution.admit()) return;
    const moment = recorded?.until ?? until;
    const leftMs = moment - execution.parts.databaseNow();
    if (leftMs <= longestNapMs) {
      void execution.live(() => fire(execution, asked, moment));
      return;
    }
    open.wait = { kind: "timer", until: new Date(moment) };
    if (recorded === undefined) execution.hold({ draft: timerEntry(asked, "timer.set", moment) });
    // Only for the case that something else keeps this execution going until then.
    execution.later(leftMs, () => fire(execution, asked, moment));
  });
}

async function fire(execution: Execution, asked: AskedCall, until: number): Promise<void> {
  const { clock, databaseNow } = execution.parts;
  await sleep(clock, until - databaseNow(), execution.signal);
  if (!execution.stopped) await execution.append({ drafts: [timerEntry(asked, "timer.fired", until)] });
}

function timerEntry(asked: AskedCall, type: EntryDraft["type"], until: number): EntryDraft {
  const { call, stepKey, frame } = asked;
  return { type, call, stepKey, role: frame.role, payload: payloadText({ until } satisfies TimerRecorded) };
}

function readMoment(duration: unknown, now: number): number {
  if (!(duration instanceof Date)) {
    return now + readPositiveInteger(duration, "The duration", { min: 0, max: limits.longestMs });
  }
  const until = duration.getTime();
  if (Number.isNaN(until) || until - now > limits.longestMs) {
    throw invalidInput("The moment to sleep until", "must be a valid date within ten years");
  }
  return until;
}
