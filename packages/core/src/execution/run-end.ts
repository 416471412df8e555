import type { Json } from "../decode/json.ts";
import { recordResult } from "../decode/recorded-value.ts";
import { ScoriaError } from "../errors/scoria-error.ts";
import { storeError } from "../errors/stored-error.ts";
import type { StartedRun } from "../journal/tree-change.ts";
import type { Redactor } from "../seams/redactor.ts";
import { failedStepOf } from "./failed-step.ts";
import { payloadText, type CancelRequested } from "./payloads.ts";
import type { TrippedRail } from "./rails.ts";

/** How a handler came to its end. */
export type Verdict = { readonly returned: unknown } | { readonly threw: unknown };

/** How the handler of a run did: it may also go on as another run. */
export type RunVerdict = Verdict | { readonly continues: StartedRun };

/** The last entry of a run. */
export interface RunEnd {
  readonly status: "completed" | "failed" | "halted" | "cancelled";
  /** Canonical JSON text. */
  readonly payload: string;
  /** Of a completed run; null when the handler returned nothing. */
  readonly output?: Json;
  /** The next run of the chain, which begins in the same commit. */
  readonly next?: StartedRun;
}

/** What a handler returned is recorded as a step's result is; what JSON cannot hold fails the run. */
export function endByVerdict(verdict: Verdict, redactor: Redactor): RunEnd {
  if ("threw" in verdict) return endByError(verdict.threw, redactor, failedStepOf(verdict.threw));
  try {
    const output = recordResult(verdict.returned);
    return output.absent
      ? { status: "completed", payload: "{}", output: null }
      : { status: "completed", payload: `{"output":${output.text}}`, output: output.value };
  } catch (error) {
    return endByError(error, redactor);
  }
}

/** What the run was for, the next one goes on with, so this one has no output. */
export function endByContinuing(next: StartedRun): RunEnd {
  return { status: "completed", payload: payloadText({ continuedAs: next.entry.runId }), next };
}

/** `failedStep`: the step whose error it is, which a retry gives new attempts. */
export function endByError(error: unknown, redactor: Redactor, failedStep?: string): RunEnd {
  return { status: "failed", payload: payloadText({ error: storeError(error, redactor), failedStep }) };
}

/** The text is the same whether the owner writes it or the one who asked for it. */
export function endByCancel({ by, reason }: Pick<CancelRequested, "by" | "reason">): RunEnd {
  const message = `The run was cancelled by ${by}${reason === undefined ? "" : `: ${reason}`}.`;
  return { status: "cancelled", payload: payloadText({ by, error: { name: "RunCancelled", message }, reason }) };
}

const counted: Readonly<Record<Exclude<TrippedRail["rail"], "deadline">, string>> = {
  maxActiveMs: "ms of active time",
  maxSteps: "attempts at steps",
  maxToolCalls: "attempts at tool calls",
  maxEntries: "entries",
  maxBytes: "bytes",
  maxRounds: "rounds of its handler, which a lane's gate sends back",
};

const longLoops = " A loop without an end goes on in a new run instead: ctx.continueAsNew(input).";

export function endByRail({ rail, limit, observed }: TrippedRail, redactor: Redactor): RunEnd {
  const error = new ScoriaError(
    "RAIL_EXCEEDED",
    // As the database has it, of a run that nobody executes.
    rail === "deadline"
      ? "The run was halted: its deadline had passed before it had ended (deadline). Start a new run with a later one, or look at why it had to wait."
      : `The run was halted: it has used ${observed} of at most ${limit} ${counted[rail]} (${rail}). ` +
          "If the work was honest, raise the rail where it was set and start a new run." +
          (rail === "maxEntries" || rail === "maxBytes" ? longLoops : ""),
    { rail, limit, observed },
  );
  return { status: "halted", payload: payloadText({ error: storeError(error, redactor), rail, limit, observed }) };
}
