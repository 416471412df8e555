import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type pg from "pg";
import type { GroupOutcome } from "../../../src/journal/group.ts";
import type { JournalWriter } from "../../../src/journal/journal-writer.ts";
import { serverUrl } from "../../../src/testing/test-databases.ts";
import { plainAppend } from "./naive/plain-append.ts";
import { openRaceDatabase, printFigure, until, untilBlocked, type RaceDatabase } from "./race-database.ts";
import { groupAfter, runningHead, seedRuns, stepResult, writerOf, type SeededRun } from "./race-runs.ts";

/** How long the engine waits for a lock, and what a slow machine may add. */
const lockTimeoutMs = 1_000;
const slackMs = 1_000;

describe.skipIf(serverUrl === undefined)("a row that another session holds in an open transaction", () => {
  let race: RaceDatabase;
  let writer: JournalWriter;
  let holder: pg.Client;

  beforeAll(async () => {
    race = await openRaceDatabase();
    writer = writerOf(await race.open());
    holder = await race.session();
  });

  afterAll(async () => {
    await writer.close();
    await race[Symbol.asyncDispose]();
  });

  const step = (run: SeededRun) => groupAfter(run, run.tail, [stepResult("s", 1)]);

  /** Another session has inserted the entry that the run would write next, and does not commit. */
  async function holdPlace(run: SeededRun): Promise<void> {
    const insert = plainAppend([groupAfter(run, run.tail, [stepResult("s", "HELD")])]);
    await holder.query("begin");
    await holder.query(insert.text, [...insert.values]);
  }

  async function holdHead(run: SeededRun): Promise<void> {
    await holder.query("begin");
    await holder.query("select 1 from scoria.runs where run_id = $1 for update", [run.runId]);
  }

  test.each([
    ["a place in the journal", holdPlace, undefined],
    ["a head", holdHead, runningHead],
  ])("(%s) delays its neighbours by the lock time-out at most, and lands after its release", async (_, hold, head) => {
    const runs = await seedRuns(race.database, 8);
    // Neither first nor last among those that share the commit.
    const held = runs[3];
    if (held === undefined) throw new Error("No run.");
    await hold(held);
    const begun = performance.now();
    let outcome: GroupOutcome | undefined;
    const waiting = writer
      .write(groupAfter(held, held.tail, [stepResult("s", "MINE")], head === undefined ? {} : { head }))
      .then((landed) => (outcome = landed));
    const neighbours = await Promise.all(runs.filter((run) => run !== held).map((run) => writer.write(step(run))));
    const tookMs = performance.now() - begun;
    expect(new Set(neighbours)).toEqual(new Set(["landed"]));
    expect(outcome).toBeUndefined();
    // What comes now does not wait at all.
    const [later] = await seedRuns(race.database, 1);
    const laterBegun = performance.now();
    if (later !== undefined) expect(await writer.write(step(later))).toBe("landed");
    const laterMs = performance.now() - laterBegun;
    expect(outcome).toBeUndefined();
    printFigure({ race: "A7 held row", neighboursMs: Math.round(tookMs), laterMs: Math.round(laterMs) });
    // Once for the commit they shared, once for the held one alone.
    expect(tookMs).toBeLessThan(2 * lockTimeoutMs + slackMs);
    expect(laterMs).toBeLessThan(lockTimeoutMs);
    await holder.query("rollback");
    await waiting;
    expect(outcome).toBe("landed");
    expect(await race.checkOf(held.runId)).toMatchObject({ ok: true, entries: 2 });
  });

  test("that is committed in the end displaces the group that waited for it", async () => {
    const [held] = await seedRuns(race.database, 1);
    if (held === undefined) throw new Error("No run.");
    await holdPlace(held);
    const waiting = writer.write(step(held));
    await untilBlocked(race, "scoria-writer");
    await holder.query("commit");
    expect(await waiting).toBe("displaced");
    expect((await race.journalOf(held.runId)).at(-1)?.payload).toContain("HELD");
  });

  test("with one plain insert for all stops every neighbour for as long as it is held", async () => {
    const runs = await seedRuns(race.database, 2);
    const [held] = runs;
    if (held === undefined) throw new Error("No run.");
    await holdPlace(held);
    let done = false;
    const database = await race.open();
    const plain = database.writer.query(plainAppend(runs.map((run) => step(run)))).then(() => (done = true));
    const begun = performance.now();
    await untilBlocked(race, "scoria-writer");
    await until("the engine would long have gone on", () => performance.now() - begun > 2 * lockTimeoutMs + 200);
    expect(done).toBe(false);
    await holder.query("rollback");
    await plain;
  });

  test("of many runs does not take the node's heartbeat with it", async () => {
    const runs = await seedRuns(race.database, 24);
    await holder.query("begin");
    for (const run of runs) {
      const insert = plainAppend([groupAfter(run, run.tail, [stepResult("s", "HELD")])]);
      await holder.query(insert.text, [...insert.values]);
    }
    const database = await race.open();
    const own = writerOf(database);
    const writes = runs.slice(0, 6).map((run) => own.write(step(run)));
    const waits: number[] = [];
    const deadline = performance.now() + 5_000;
    while (waits.length < 5 && performance.now() < deadline) {
      // One by one they are set aside; there each is tried again. The worst moment is when two are.
      await until("two are tried aside, or never will be", async () => {
        const [row] = await race.sql<{ n: number }>(
          `select count(*) as n from pg_stat_activity where datname = current_database()
           and application_name <> 'scoria-writer' and wait_event_type = 'Lock'`,
        );
        return (row !== undefined && row.n >= 2) || performance.now() > deadline;
      });
      const begun = performance.now();
      await database.control.query({ text: "select 1", values: [] });
      waits.push(Math.round(performance.now() - begun));
    }
    await holder.query("rollback");
    await Promise.all(writes);
    await own.close();
    printFigure({ race: "A7 heartbeat beside held rows", waitsMs: waits });
    expect(Math.max(...waits)).toBeLessThan(lockTimeoutMs / 2);
  });
});
