import { AssertionError } from "node:assert/strict";
import type { Json } from "../decode/json.ts";
import type { StoredError } from "../errors/stored-error.ts";
import type { RunStatus, RunSummary, WaitingFor } from "../runs/run.ts";
import { describeRun } from "./describe-run.ts";
import { differingFields } from "./differing-fields.ts";

/** A wait of which only the named fields are looked at. */
export type ExpectedWait = {
  readonly [Kind in WaitingFor["kind"]]: { readonly kind: Kind } & Partial<Extract<WaitingFor, { kind: Kind }>>;
}[WaitingFor["kind"]];

/** Where a run should stand; what is left out is not looked at. */
export type ExpectedRun =
  | { readonly status: "queued" | "running" }
  | { readonly status: "waiting"; readonly waitingFor?: ExpectedWait }
  /** `output`: all of it, as JSON. */
  | { readonly status: "completed"; readonly output?: Json }
  /** `error`: only the fields that are named, such as its `code`. */
  | { readonly status: "failed" | "cancelled" | "halted"; readonly error?: Partial<StoredError> };

/**
 * Holds that a run stands where it should. Afterwards the compiler knows its status, and with it `output`, `error` or
 * `waitingFor`.
 *
 * @throws AssertionError - the message says where the run stands instead, with its error if it has one
 *
 * @example
 * ```ts
 * import { assertRun } from "@scoria/core/testing";
 *
 * const run = await scoria.waitForRun(identity, runId, { until: "settled" });
 * assertRun(run, { status: "completed", output: { refunded: true } });
 * console.log(run.output, run.finishedAt);
 * ```
 */
export function assertRun<Run extends RunSummary, const Status extends RunStatus>(
  run: Run,
  expected: ExpectedRun & { readonly status: Status },
): asserts run is Extract<Run, { readonly status: Status }> {
  const differences = run.status === expected.status ? differencesIn(run, expected) : [];
  if (run.status === expected.status && differences.length === 0) return;
  const but = differences.length === 0 ? `it is ${describeRun(run)}` : differences.join("; ");
  const { status, ...fields } = expected;
  const compared = Object.keys(fields).filter((field) => field in run);
  throw new AssertionError({
    message: `Expected run ${run.runId} to be ${status}, but ${but}.`,
    actual: { status: run.status, ...pick(run, compared) },
    expected,
    operator: "assertRun",
    stackStartFn: assertRun,
  });
}

function differencesIn(run: RunSummary, expected: ExpectedRun): readonly string[] {
  if (run.status === "waiting" && expected.status === "waiting") {
    return differingFields(run.waitingFor, expected.waitingFor ?? {}, "waitingFor.");
  }
  if ("error" in run && "error" in expected) return differingFields(run.error, expected.error ?? {}, "error.");
  const { status: _, ...fields } = expected;
  return differingFields(run, fields);
}

function pick(run: RunSummary, fields: readonly string[]): object {
  return Object.fromEntries(Object.entries(run).filter(([field]) => fields.includes(field)));
}
