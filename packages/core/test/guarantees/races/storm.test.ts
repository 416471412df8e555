import { describe, expect, test } from "vitest";
import { systemClock } from "../../../src/clock.ts";
import type { Connection } from "../../../src/database.ts";
import type { Group } from "../../../src/journal/group.ts";
import { JournalWriter } from "../../../src/journal/journal-writer.ts";
import type { Tail } from "../../../src/journal/seal-entries.ts";
import { newApprovalId } from "../../../src/ids/approval-id.ts";
import { quietLogger } from "../../../src/seams/logger.ts";
import { serverUrl } from "../../../src/testing/test-databases.ts";
import { createWeakenedBatch, weakened, type Weakness } from "./naive/weakened-batch.ts";
import { countOf, timeLimit } from "../proof.ts";
import { countingErrors, openRaceDatabase, printFigure, type RaceDatabase } from "./race-database.ts";
import { groupAfter, runningHead, seedRuns, stepResult, type SeededRun } from "./race-runs.ts";

interface Weather {
  readonly ms: number;
  readonly weakness?: Weakness;
  /** Ends the storm before its time. */
  readonly enough?: (figures: Figures) => boolean;
}

interface Figures {
  landed: number;
  collisions: number;
  decisions: number;
  /** How often the server answered with each state. */
  readonly states: Map<string, number>;
}

interface Aftermath {
  readonly landed: number;
  readonly collisions: number;
  readonly decisions: number;
  readonly torn: number;
  readonly deadlocks: number;
  readonly lockTimeouts: number;
  readonly chainBreaks: number;
  readonly entries: number;
}

const runCount = 48;

/** Two writers that both take themselves for the owner of all runs, and one who decides approvals from outside. */
async function storm({ ms, weakness, enough }: Weather): Promise<Aftermath> {
  await using race = await openRaceDatabase();
  const name = new URL(race.url).pathname.slice(1);
  // Below the lock time-out of the engine, which would hide a deadlock as a mere wait.
  await race.sql(`alter database ${name} set deadlock_timeout = '30ms'`);
  const runs = await seedRuns(race.database, runCount, { approvals: 60 });
  if (weakness !== undefined) await createWeakenedBatch(race.database.control, weakness);
  const figures: Figures = { landed: 0, collisions: 0, decisions: 0, states: new Map() };
  const deadline = performance.now() + ms;
  const goesOn = (): boolean => performance.now() < deadline && enough?.(figures) !== true;
  await Promise.all([
    ownerLike(race, runs, figures, goesOn, weakness !== undefined),
    ownerLike(race, runs, figures, goesOn, weakness !== undefined),
    decider(race, runs, figures, goesOn),
  ]);
  const checks = await Promise.all(runs.map(({ runId }) => race.checkOf(runId)));
  const [count] = await race.sql<{ n: number }>("select count(*) as n from scoria.journal");
  return {
    landed: figures.landed,
    collisions: figures.collisions,
    decisions: figures.decisions,
    torn: figures.states.get("SC001") ?? 0,
    deadlocks: figures.states.get("40P01") ?? 0,
    lockTimeouts: figures.states.get("55P03") ?? 0,
    chainBreaks: checks.filter(({ ok }) => !ok).length,
    entries: count?.n ?? 0,
  };
}

async function ownerLike(
  race: RaceDatabase,
  runs: readonly SeededRun[],
  figures: Figures,
  goesOn: () => boolean,
  weak: boolean,
): Promise<void> {
  const database = await race.open();
  const through = (connection: Connection): Connection =>
    countingErrors(weak ? weakened(connection) : connection, figures.states);
  const writer = new JournalWriter({
    writer: through(database.writer),
    control: through(database.control),
    clock: systemClock,
    logger: quietLogger,
  });
  const tails = new Map<string, Tail>(runs.map(({ runId, tail }) => [runId, tail]));
  while (goesOn()) {
    const most = Math.random() < 0.2 ? 1 : 24;
    const groups = runs.flatMap((run): Group[] => {
      const tail = tails.get(run.runId);
      if (tail === undefined || Math.random() > most / runs.length) return [];
      const drafts = Array.from({ length: 1 + Math.floor(Math.random() * 3) }, (_, at) => stepResult("s", at));
      return [groupAfter(run, tail, drafts, Math.random() < 0.3 ? { head: runningHead } : {})];
    });
    const displaced: string[] = [];
    await Promise.all(
      groups.map(async (group) => {
        const outcome = await writer.write(group);
        const last = group.entries.at(-1);
        if (outcome === "landed" && last !== undefined) tails.set(group.runId, last);
        else displaced.push(group.runId);
      }),
    );
    figures.landed += groups.length - displaced.length;
    figures.collisions += displaced.length;
    for (const [runId, tail] of await readTails(database.reader, displaced)) tails.set(runId, tail);
  }
  await writer.close();
}

async function readTails(
  connection: Connection,
  runIds: readonly string[],
): Promise<readonly (readonly [string, Tail])[]> {
  const { rows } = await connection.query<{ run_id: string; seq: number; hash: string; at: Date }>({
    text: `
select l.run_id, l.seq, encode(l.hash, 'hex') as hash, l.at
from unnest($1::uuid[]) as r (run),
  lateral (select * from scoria.journal j where j.run_id = r.run order by j.seq desc limit 1) l`,
    values: [runIds],
  });
  return rows.map(({ run_id, seq, hash, at }) => [run_id, { seq, hash, at: at.getTime() }]);
}

async function decider(
  race: RaceDatabase,
  runs: readonly SeededRun[],
  figures: Figures,
  goesOn: () => boolean,
): Promise<void> {
  const control = countingErrors((await race.open()).control, figures.states);
  const open = runs.flatMap(({ approvals }) => approvals).toSorted(() => Math.random() - 0.5);
  for (const approvalId of open) {
    if (!goesOn()) return;
    // A deadlock or time-out counts; the decision is left undone.
    await control
      .query({
        name: "scoria_decide_approval",
        text: "select * from scoria.decide_approval($1, '{acme}', $2, 'approved', 'bo', '{}', true, false)",
        values: [approvalId, newApprovalId(Date.now())],
      })
      .then(
        () => (figures.decisions += 1),
        () => {},
      );
  }
}

describe.skipIf(serverUrl === undefined)("two writers and a decider on the same runs", () => {
  const ms = countOf({ usual: 4_000, full: 60_000 });

  test("no chain breaks and nobody deadlocks", { timeout: timeLimit(30_000) }, async () => {
    // On a busy machine it goes on until enough has happened.
    const begun = performance.now();
    const enough = ({ landed, collisions, decisions, states }: Figures): boolean =>
      performance.now() - begun > ms &&
      landed > 500 &&
      collisions > 20 &&
      decisions > 50 &&
      (states.get("SC001") ?? 0) > 5;
    const after = await storm({ ms: 5 * ms, enough });
    printFigure({ race: "A1 storm", ms, ...after });
    expect(after).toMatchObject({ chainBreaks: 0, deadlocks: 0 });
    expect(after.landed, "enough happened").toBeGreaterThan(500);
    expect(after.collisions, "they met").toBeGreaterThan(20);
    expect(after.torn, "groups would have been torn").toBeGreaterThan(5);
    expect(after.decisions).toBeGreaterThan(50);
  });

  test("without the check for torn groups chains break", async () => {
    const after = await storm({ ms: 2_000, weakness: "no torn check" });
    printFigure({ race: "A1 storm, naive: no torn check", ...after });
    expect(after.chainBreaks).toBeGreaterThan(0);
  });

  test("without one order of locks they deadlock", async () => {
    const after = await storm({ ms: 8_000, weakness: "no lock order", enough: ({ states }) => states.has("40P01") });
    printFigure({ race: "A1 storm, naive: no lock order", ...after });
    expect(after.deadlocks).toBeGreaterThan(0);
  });
});
