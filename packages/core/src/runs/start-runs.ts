import { types } from "node:util";
import type { Core } from "../core.ts";
import { resolveDefaults } from "../defaults/resolve-defaults.ts";
import { invalidInput } from "../errors/core-errors.ts";
import { readIdentity } from "../identity/identity.ts";
import { askLanes } from "./lane-starts.ts";
import { readStart, type StartDefaults } from "./read-start.ts";
import { lookForTurns } from "../queues/queues-by-turn.ts";
import { startByTurn } from "../queues/start-by-turn.ts";
import type { RunSummary } from "./run.ts";
import { startDecoded } from "./start-run.ts";

const most = 500;
const argument = "The second argument of startRuns";

/**
 * Starts many runs; they share their commits. All starts are decoded before any is written, so one that is refused leaves
 * none behind.
 */
export async function startRuns(core: Core, givenWho: unknown, starts: unknown): Promise<readonly RunSummary[]> {
  const who = readIdentity(givenWho);
  // One identity, so the host is asked once for all of them.
  let resolved: ReturnType<StartDefaults> | undefined;
  const defaults: StartDefaults = () => (resolved ??= resolveDefaults(core, who));
  const decoded = await Promise.all(readList(starts).map((start) => readStart(core, defaults, start)));
  const answers = await Promise.all(decoded.map((start) => askLanes(core, who, start)));
  const all = decoded.map((start, at) => ({ who, start, answer: answers[at] ?? { drafts: [], output: undefined } }));
  // Where one of the queues has limits all go by turn, so that none is left behind by a queue that is full.
  const queues = [...new Set(decoded.map(({ place }) => place.queue))];
  if (all.length > 0 && (await lookForTurns(core, queues))) return startByTurn(core, all);
  return Promise.all(all.map((one) => startDecoded(core, one)));
}

/** A copy, item by item: the caller's list may be a proxy, or have methods of its own. */
function readList(value: unknown): readonly unknown[] {
  if (types.isProxy(value) || !Array.isArray(value)) throw invalidInput(argument, "must be an array of starts");
  if (value.length > most) throw invalidInput(argument, `must have at most ${most} starts`);
  return Array.from({ length: value.length }, (_, at) => readItem(value, at));
}

function readItem(list: readonly unknown[], at: number): unknown {
  try {
    return list[at];
  } catch {
    throw invalidInput(argument, "could not be read: a getter threw");
  }
}
