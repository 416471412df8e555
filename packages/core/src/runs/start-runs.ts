import type { Core } from "../core.ts";
import { invalidInput } from "../errors/core-errors.ts";
import { readIdentity } from "../identity/identity.ts";
import { readStart } from "./read-start.ts";
import type { RunSummary } from "./run.ts";
import { startDecoded } from "./start-run.ts";

const most = 500;

/**
 * Starts many runs; they share their commits. All starts are decoded before any is written, so one that is refused leaves
 * none behind.
 */
export async function startRuns(core: Core, givenWho: unknown, starts: unknown): Promise<readonly RunSummary[]> {
  const who = readIdentity(givenWho);
  if (!Array.isArray(starts)) throw invalidInput("The second argument of startRuns", "must be an array of starts");
  if (starts.length > most) throw invalidInput("The second argument of startRuns", `must have at most ${most} starts`);
  const decoded = await Promise.all(starts.map((start: unknown) => readStart(core, start)));
  return Promise.all(decoded.map((start) => startDecoded(core, who, start)));
}
