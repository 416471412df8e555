import { AssertionError } from "node:assert/strict";
import type { Entry, EntryType } from "../journal/entry.ts";
import { show } from "./describe-run.ts";

/** The types of the core's entries, and any that a lane brings. */
export type ExpectedEntryType = EntryType | (string & {});

// A step that takes long says that it has begun; whether one does may depend on how busy the machine is.
const dependsOnSpeed = "step.started";

/**
 * Holds that a run's entries are of these types, in this order, and no others.
 *
 * `step.started` counts only when it is expected: it is written for steps that take 250 ms, so that a slow machine may
 * have it where a fast one has not.
 *
 * @throws AssertionError - the message names the first entry that differs, and all that there are
 *
 * @example
 * ```ts
 * import { assertEntries } from "@scoria/core/testing";
 *
 * const detail = await scoria.getRunDetail(identity, runId);
 * assertEntries(detail, ["run.started", "step.completed", "run.completed"]);
 * ```
 */
export function assertEntries(
  detail: { readonly runId: string; readonly entries: readonly Entry[] },
  expected: readonly ExpectedEntryType[],
): void {
  const counts = (type: string): boolean => type !== dependsOnSpeed || expected.includes(dependsOnSpeed);
  const actual = detail.entries.map(({ type }) => type).filter(counts);
  const at = Array.from({ length: Math.max(actual.length, expected.length) }).findIndex(
    (_, index) => actual[index] !== expected[index],
  );
  if (at === -1) return;
  throw new AssertionError({
    message:
      `Expected ${at < expected.length ? `entry ${at + 1} to be ${expected[at]}` : `${expected.length} entries`} ` +
      `in run ${detail.runId}, but ${at < actual.length ? `there is ${actual[at]}` : "there is none"}. ` +
      `It has ${show(actual)}.`,
    actual,
    expected,
    operator: "assertEntries",
    stackStartFn: assertEntries,
  });
}
