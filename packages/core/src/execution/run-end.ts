import { recordResult } from "../decode/recorded-value.ts";
import { ScoriaError } from "../errors/scoria-error.ts";
import { storeError } from "../errors/stored-error.ts";
import type { Redactor } from "../seams/redactor.ts";
import { payloadText } from "./payloads.ts";

/** How a handler came to its end. */
export type Verdict = { readonly returned: unknown } | { readonly threw: unknown };

/** The last entry of a run. */
export interface RunEnd {
  readonly status: "completed" | "failed" | "halted";
  /** Canonical JSON text. */
  readonly payload: string;
}

/** What a handler returned is recorded as a step's result is; what JSON cannot hold fails the run. */
export function endByVerdict(verdict: Verdict, redactor: Redactor): RunEnd {
  if ("threw" in verdict) return endByError(verdict.threw, redactor);
  try {
    const output = recordResult(verdict.returned);
    return { status: "completed", payload: output.absent ? "{}" : `{"output":${output.text}}` };
  } catch (error) {
    return endByError(error, redactor);
  }
}

export function endByError(error: unknown, redactor: Redactor): RunEnd {
  return { status: "failed", payload: payloadText({ error: storeError(error, redactor) }) };
}

export function endByRail(rail: string, limit: number, observed: number, redactor: Redactor): RunEnd {
  const error = new ScoriaError(
    "RAIL_EXCEEDED",
    `The run was halted: it has ${observed} of at most ${limit} (${rail}). Start a new run, or allow more when you start it.`,
    { rail, limit, observed },
  );
  return { status: "halted", payload: payloadText({ error: storeError(error, redactor), rail, limit, observed }) };
}
