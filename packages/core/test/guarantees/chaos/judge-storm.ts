import type { Database } from "../../../src/database.ts";
import { checkChain } from "../../../src/journal/check-chain.ts";
import type { StoredEntry } from "../../../src/journal/entry.ts";
import { readJournal } from "../../../src/journal/read-journal.ts";
import type { Effect } from "../rig/effect-ledger.ts";

/** One run as it stands after a storm. */
export interface RunAfterStorm {
  readonly runId: string;
  readonly key: string;
  readonly status: string;
  readonly entries: readonly StoredEntry[];
}

/** What a storm did, by what is in the database and in the world outside. */
export interface Judgement {
  readonly runs: number;
  /** Acknowledged, and not there or under another id. */
  readonly lost: number;
  /** Keys under which there is not one run. */
  readonly keysWithoutOneRun: number;
  readonly stuck: number;
  readonly failed: number;
  readonly recordedTwice: number;
  readonly chainBreaks: number;
  /** Effects of one step that came under another idempotency key than its first. */
  readonly keyChanges: number;
  /** Effects that happened again. */
  readonly repeats: number;
  /** Those for which no change of owner accounts: each cuts off the one step that was in flight. */
  readonly repeatsOfFinished: number;
  readonly changesOfOwner: number;
  readonly mostChangesOfOneRun: number;
}

const unfinished: ReadonlySet<string> = new Set(["queued", "running", "waiting"]);
const changes: ReadonlySet<string> = new Set(["run.recovered", "run.handed_back"]);

export function judgeStorm(
  acknowledged: ReadonlyMap<string, string>,
  runs: readonly RunAfterStorm[],
  effects: readonly Effect[],
): Judgement {
  const byKey = Map.groupBy(runs, ({ key }) => key);
  const byRun = Map.groupBy(effects, ({ runId }) => runId);
  const perRun = runs.map((run) => judgeRun(run, byRun.get(run.runId) ?? []));
  const sum = (count: (run: RunJudgement) => number): number => perRun.reduce((all, run) => all + count(run), 0);
  const runIds = new Set(runs.map(({ runId }) => runId));
  return {
    runs: runs.length,
    lost: [...acknowledged.values()].filter((runId) => !runIds.has(runId)).length,
    keysWithoutOneRun: [...acknowledged].filter(([key, runId]) => {
      const there = byKey.get(key) ?? [];
      return there.length !== 1 || there[0]?.runId !== runId;
    }).length,
    stuck: runs.filter(({ status }) => unfinished.has(status)).length,
    failed: runs.filter(({ status }) => !unfinished.has(status) && status !== "completed").length,
    recordedTwice: sum(({ recordedTwice }) => recordedTwice),
    chainBreaks: sum(({ isWhole }) => (isWhole ? 0 : 1)),
    keyChanges: sum(({ keyChanges }) => keyChanges),
    repeats: sum(({ repeats }) => repeats),
    repeatsOfFinished: sum(({ repeats, changesOfOwner }) => Math.max(0, repeats - changesOfOwner)),
    changesOfOwner: sum(({ changesOfOwner }) => changesOfOwner),
    mostChangesOfOneRun: Math.max(0, ...perRun.map(({ changesOfOwner }) => changesOfOwner)),
  };
}

interface RunJudgement {
  readonly isWhole: boolean;
  readonly recordedTwice: number;
  readonly keyChanges: number;
  readonly repeats: number;
  readonly changesOfOwner: number;
}

function judgeRun({ runId, status, entries }: RunAfterStorm, effects: readonly Effect[]): RunJudgement {
  const recorded = entries.flatMap(({ type, stepKey }) => (type === "step.completed" ? [stepKey] : []));
  const keysOf = (step: string): ReadonlySet<string> =>
    new Set(effects.filter((effect) => effect.step === step).map(({ idempotencyKey }) => idempotencyKey));
  const steps = new Set(effects.map(({ step }) => step));
  return {
    isWhole: checkChain(entries, { runId, terminal: !unfinished.has(status) }).ok,
    recordedTwice: recorded.length - new Set(recorded).size,
    keyChanges: [...steps].reduce((all, step) => all + keysOf(step).size - 1, 0),
    repeats: effects.length - steps.size,
    changesOfOwner: entries.filter(({ type }) => changes.has(type)).length,
  };
}

/** Every run of the database with its whole journal. */
export async function readRuns(database: Database): Promise<readonly RunAfterStorm[]> {
  const { rows } = await database.control.query<Omit<RunAfterStorm, "entries">>({
    text: `select run_id as "runId", idempotency_key as key, status from scoria.runs order by run_id`,
    values: [],
  });
  const runs: RunAfterStorm[] = [];
  for (const run of rows) runs.push({ ...run, entries: await readJournal(database.control, run.runId, 1) });
  return runs;
}
