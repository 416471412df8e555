import { hash } from "node:crypto";
import { types } from "node:util";
import { backOffMs } from "../back-off.ts";
import type { ChildOutcome } from "../children/child.ts";
import { readEnds } from "../children/read-ends.ts";
import { sleep } from "../clock.ts";
import { classifyDatabaseError } from "../database/classify-error.ts";
import type { JsonObject } from "../decode/json.ts";
import { limits } from "../decode/limits.ts";
import { invalidInput, payloadTooLarge } from "../errors/core-errors.ts";
import { storeError } from "../errors/stored-error.ts";
import type { Execution } from "./execution.ts";
import type { Frame } from "./frame.ts";
import { payloadText, type RunsSettled } from "./payloads.ts";
import { rejected } from "./rejected.ts";

/** How often it is looked again while something else keeps the execution going. A run that is paused is woken instead. */
const lookAgainMs = 1_000;

/**
 * Waits until all of these children have ended. Their ends become one entry of this run, `runs.settled`, which is its place
 * among the other results and the answer on each replay: what becomes of a child later changes nothing here.
 */
export function waitForRuns(execution: Execution, frame: Frame, given: unknown): Promise<unknown> {
  let runIds: readonly string[];
  try {
    runIds = readRunIds(execution, given);
  } catch (error) {
    return rejected(error);
  }
  if (runIds.length === 0) return Promise.resolve(Object.freeze([]));
  const [first = ""] = runIds;
  // Named after what it waits for: branches that wait for their own children need no key, and another set is another call.
  const name = runIds.length === 1 ? first : hash("sha256", runIds.join("\n")).slice(0, 16);
  return execution.call<unknown>(frame, "runs", { prefix: "runs:", name, key: null }, (asked, open) => {
    if (asked.recorded !== undefined || !execution.admit()) return;
    const look = async (): Promise<void> => {
      const settled = await settledText(execution, runIds);
      if (execution.stopped) return;
      if (settled === undefined) {
        open.wait = { kind: "runs", runIds };
        execution.later(lookAgainMs, look);
        return;
      }
      const { call, stepKey } = asked;
      await execution.append({
        drafts: [{ type: "runs.settled", call, stepKey, role: frame.role, payload: settled }],
      });
    };
    void execution.live(look);
  });
}

/** The payload of `runs.settled`; undefined while a child has not ended. */
async function settledText(execution: Execution, runIds: readonly string[]): Promise<string | undefined> {
  const { control } = execution.parts.database;
  const ends = await patiently(execution, () => readEnds(control, runIds, limits.stepResultBytes));
  if (ends === undefined || ends === "open") return undefined;
  if (ends === "too large") return payloadText(tooLarge(execution));
  const outcomes = runIds.map((runId) => ends.get(runId) ?? gone(runId));
  return payloadText({ outcomes } satisfies RunsSettled);
}

/** A database that is away for a while is no reason to fail the run. Undefined: the execution is over meanwhile. */
async function patiently<T>(execution: Execution, read: () => Promise<T>): Promise<T | undefined> {
  for (let tries = 1; !execution.ended; tries += 1) {
    try {
      return await read();
    } catch (error) {
      if (classifyDatabaseError(error) === "other" && tries > 3) throw error;
      await sleep(execution.parts.clock, backOffMs(tries, 2_000));
    }
  }
  return undefined;
}

/** All that they gave back has to fit into one entry: the same failure then on each replay. */
function tooLarge({ parts }: Execution): RunsSettled {
  const what = "What these children returned, together,";
  return { error: storeError(payloadTooLarge(what, limits.stepResultBytes, "bytes"), parts.redactor) };
}

function gone(runId: string): ChildOutcome & JsonObject {
  const message = `Run ${runId} was deleted before its parent had asked how it ended.`;
  return {
    runId,
    status: "failed",
    error: { name: "ScoriaError", code: "RUN_NOT_FOUND", message, details: { runId } },
  };
}

/** @throws INVALID_INPUT for anything but children of this run */
function readRunIds({ past }: Execution, given: unknown): readonly string[] {
  const argument = "The argument of ctx.waitForRuns";
  if (types.isProxy(given) || !Array.isArray(given)) throw invalidInput(argument, "must be an array of children");
  return Array.from({ length: given.length }, (_, at) => {
    const item: unknown = (given as readonly unknown[])[at];
    const runId = typeof item === "object" && item !== null ? (item as { readonly runId?: unknown }).runId : item;
    if (typeof runId !== "string" || !past.isChild(runId)) {
      throw invalidInput(`${argument}, item ${at},`, "must be a child that this run started, or its runId");
    }
    return runId;
  });
}
