import type { RunSummary } from "@scoria/core";
import { green, red, yellow } from "./say.ts";

/** An amount as people write it. */
export function euros(cents: number): string {
  return `${(cents / 100).toFixed(2)} EUR`;
}

/** The end of an id: its beginning is the time and alike in neighbours. */
export function shortId(id: string): string {
  return `…${id.slice(-8)}`;
}

export function count(n: number, noun: string): string {
  return `${n} ${noun}${n === 1 ? "" : "s"}`;
}

/** Where a run stands, and what came of it or what it waits for. */
export function standing(run: RunSummary): string {
  if (run.status === "waiting") return `waiting for an ${run.waitingFor.kind}`;
  if (run.status === "completed") return `completed, ${outcome(run.output)}`;
  return "error" in run ? `${run.status}: ${run.error.code ?? run.error.name}` : run.status;
}

export function paintStanding(text: string): string {
  if (text.startsWith("waiting")) return yellow(text);
  if (text.startsWith("completed")) return green(text);
  return /^(failed|halted|cancelled)/.test(text) ? red(text) : text;
}

/** Whether the run ended with the money paid. */
export function isRefunded(run: RunSummary): boolean {
  return run.status === "completed" && outcome(run.output) === "refunded";
}

function outcome(output: unknown): string {
  if (typeof output !== "object" || output === null || !("refunded" in output)) return "no output";
  return output.refunded === true ? "refunded" : "not refunded";
}
