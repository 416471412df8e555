import type { Core } from "../core.ts";
import { resolveDefaults } from "../defaults/resolve-defaults.ts";
import { ScoriaError } from "../errors/scoria-error.ts";
import { failPoint } from "../fail-points.ts";
import { readIdentity, type Identity } from "../identity/identity.ts";
import type { Group, GroupOutcome } from "../journal/group.ts";
import { lookForTurns } from "../queues/queues-by-turn.ts";
import { startByTurn } from "../queues/start-by-turn.ts";
import { answerForKey } from "./answer-for-key.ts";
import { askLanes } from "./lane-starts.ts";
import { prepareRun, startedSummary, type DecodedStart } from "./new-run.ts";
import { readStart, type ReadStart } from "./read-start.ts";
import type { RunSummary } from "./run.ts";

/**
 * Starts a run: its head and its first entry in one commit. In a process that executes runs it is inserted already
 * owned and begins at once; else it is queued.
 */
export async function startRun(core: Core, givenWho: unknown, options: unknown): Promise<RunSummary> {
  const who = readIdentity(givenWho);
  const start = await readStart(core, () => resolveDefaults(core, who), options);
  return startDecoded(core, { who, start, answer: await askLanes(core, who, start) });
}

/** Writes a start that was decoded, with what the lanes made of it. */
export async function startDecoded(core: Core, decoded: DecodedStart): Promise<RunSummary> {
  const { node } = core;
  const { kind, place } = decoded.start;
  const isOver = kind === null || decoded.answer.output !== undefined;
  if (!isOver && core.queuesByTurn.has(place.queue)) return startAloneByTurn(core, decoded);
  const here = !isOver && place.runAt === null && core.handlers.has(kind) && node !== null && node.reserve();
  try {
    return await insertRun(core, decoded, here);
  } finally {
    if (here) node.release();
  }
}

/**
 * Writes a start that was decoded, for whichever node has room: many that come at once are spread. With a key seen before,
 * the run that it started is the answer.
 */
export async function queueDecoded(core: Core, who: Identity, start: ReadStart): Promise<RunSummary> {
  const decoded: DecodedStart = { who, start, answer: { drafts: [], output: undefined } };
  return core.queuesByTurn.has(start.place.queue) ? startAloneByTurn(core, decoded) : insertRun(core, decoded, false);
}

async function insertRun(core: Core, decoded: DecodedStart, here: boolean): Promise<RunSummary> {
  const owner = here && core.node !== null ? core.node.nodeId : null;
  const prepared = prepareRun(decoded, Math.floor(core.databaseNow()), owner);
  const { runId, newRun, group, now } = prepared;
  const { who, start } = decoded;

  await failPoint("start.before-commit");
  const outcome = await withPatience(core, group, async (written) => {
    // Also when the caller has stopped waiting: the run is there, and this node owns it.
    if (written === "landed" && here && start.kind !== null) {
      const { tenantId, entries } = group;
      await core.node?.execute({ runId, tenantId, kind: start.kind, epoch: newRun.epoch, startedAt: now }, entries);
    }
  });
  await failPoint("start.after-commit");
  if (outcome === "displaced") {
    // By its key, or because its queue has limits or is paused.
    if (newRun.status !== "completed" && (await lookForTurns(core, [start.place.queue]))) {
      return startAloneByTurn(core, decoded);
    }
    return answerForKey(core, who, start);
  }
  if (newRun.status !== "completed") core.queueCounts.add("added", start.place.queue, who.tenantId);
  if (here) core.queueCounts.add("taken", start.place.queue, who.tenantId);
  if (newRun.status === "queued") core.node?.claim([runId]);
  return startedSummary(prepared);
}

async function startAloneByTurn(core: Core, decoded: DecodedStart): Promise<RunSummary> {
  const [run] = await startByTurn(core, [decoded]);
  if (run === undefined) throw new RangeError("A start without a run.");
  return run;
}

/** Waits for the commit, but no longer than a caller should have to. */
function withPatience(core: Core, group: Group, then: (outcome: GroupOutcome) => Promise<void>): Promise<GroupOutcome> {
  return new Promise((resolve, reject) => {
    const timer = core.clock.timer(core.patience.leftMs, () => {
      const unsent = core.writer.withdraw(group);
      reject(
        new ScoriaError(
          "DATABASE_UNAVAILABLE",
          unsent
            ? "The run was not started: the database cannot be reached. Try again."
            : "The database did not answer in time, so the run may or may not have started. Try again with the same idempotencyKey.",
          { outcome: unsent ? "not_written" : "unknown" },
        ),
      );
    });
    core.writer
      .write(group, "refuse")
      .then(async (outcome) => {
        await then(outcome);
        resolve(outcome);
      })
      .catch(reject)
      .finally(() => timer.cancel());
  });
}
