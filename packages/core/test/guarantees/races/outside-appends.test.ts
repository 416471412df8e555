import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Connection } from "../../../src/database.ts";
import { readDriverError } from "../../../src/database/classify-error.ts";
import { newApprovalId } from "../../../src/ids/approval-id.ts";
import { JournalWriter } from "../../../src/journal/journal-writer.ts";
import { systemClock } from "../../../src/clock.ts";
import { quietLogger } from "../../../src/seams/logger.ts";
import { serverUrl } from "../../../src/testing/test-databases.ts";
import { entryThenHead } from "./naive/entry-before-head.ts";
import { readThenInsert } from "./naive/read-then-insert.ts";
import {
  countingErrors,
  median,
  openRaceDatabase,
  printFigure,
  until,
  untilBlocked,
  type RaceDatabase,
} from "./race-database.ts";
import { completedHead, draft, groupAfter, seedRun, seedRuns, stepResult, type SeededRun } from "./race-runs.ts";

const mostTries = 200;

describe.skipIf(serverUrl === undefined)("an append from outside", () => {
  let race: RaceDatabase;
  let outside: Connection;

  beforeAll(async () => {
    race = await openRaceDatabase();
    // A deadlock is found before the engine's lock time-out hides it as a mere wait.
    await race.sql(`alter database ${new URL(race.url).pathname.slice(1)} set deadlock_timeout = '30ms'`);
    outside = (await race.open()).control;
  });

  afterAll(async () => race[Symbol.asyncDispose]());

  const decide = (connection: Connection, approvalId: string): Promise<unknown> =>
    connection.query({
      name: "scoria_decide_approval",
      text: "select * from scoria.decide_approval($1, '{acme}', $2, 'approved', 'bo', '{}', true, false)",
      values: [approvalId, newApprovalId(Date.now())],
    });

  /** An owner that appends without a pause, in the server so that nothing slows it, while `work` goes on. */
  async function besideBusyOwner(run: SeededRun, work: () => Promise<void>): Promise<void> {
    const owner = await race.session();
    await owner.query("set application_name = 'busy-owner'; set synchronous_commit = off");
    const appending = owner
      .query(
        `do $$ begin loop
           perform scoria.append_external('${run.runId}', 'acme', 1, 'step.completed', '{"by":"owner"}');
           commit;
         end loop; end $$`,
      )
      .catch(() => {});
    await until("the owner is at work", async () => (await race.journalOf(run.runId)).length > 100);
    try {
      await work();
    } finally {
      await race.sql("select pg_cancel_backend(pid) from pg_stat_activity where application_name = 'busy-owner'");
      await appending;
      await owner.end();
    }
  }

  /** One who has just appended is ahead of an owner that is not awake yet: let it come into its stride again. */
  async function ownerGoesOn(run: SeededRun): Promise<void> {
    const last = async (): Promise<number> =>
      (await race.sql<{ seq: number }>("select max(seq) as seq from scoria.journal where run_id = $1", [run.runId]))[0]
        ?.seq ?? 0;
    const from = await last();
    await until("the owner goes on", async () => (await last()) > from + 20);
  }

  test("does not starve beside an owner that appends without a pause", async () => {
    const run = await seedRun(race.database, { approvals: 60 });
    const took: number[] = [];
    await besideBusyOwner(run, async () => {
      for (const approvalId of run.approvals) {
        await ownerGoesOn(run);
        const begun = performance.now();
        await decide(outside, approvalId);
        took.push(performance.now() - begun);
      }
    });
    const entries = await race.journalOf(run.runId);
    expect(entries.filter(({ type }) => type === "approval.decided")).toHaveLength(60);
    expect(await race.checkOf(run.runId)).toMatchObject({ ok: true });
    printFigure({
      race: "A5 inside the database",
      tries: 1,
      medianMs: median(took).toFixed(1),
      maxMs: Math.max(...took).toFixed(1),
      entries: entries.length,
    });
    expect(Math.max(...took), "far below the lock time-out").toBeLessThan(900);
  });

  test("that reads the tail and then inserts after it needs many times more tries", async () => {
    const run = await seedRun(race.database);
    const tries: number[] = [];
    const begun = performance.now();
    await besideBusyOwner(run, async () => {
      while (tries.length < 10 && performance.now() - begun < 3_000) {
        await ownerGoesOn(run);
        tries.push(await readThenInsert(outside, run, draft("approval.decided", { approvalId: "x" }), mostTries));
      }
    });
    printFigure({
      race: "A5, naive: read then insert",
      appends: tries.length,
      medianTries: median(tries),
      maxTries: Math.max(...tries),
      cappedAt: mostTries,
    });
    expect(tries.reduce((sum, one) => sum + one, 0) / tries.length, "tries for one append").toBeGreaterThan(4);
    expect(Math.max(...tries), "tries of the unluckiest").toBeGreaterThan(10);
  });

  test("and an owner that changes the head never deadlock, in either order", async () => {
    const states = new Map<string, number>();
    const database = await race.open();
    const writer = new JournalWriter({
      writer: countingErrors(database.writer, states),
      control: countingErrors(database.control, states),
      clock: systemClock,
      logger: quietLogger,
    });
    const decider = countingErrors(outside, states);
    let decidedFirst = 0;
    for (let round = 0; round < 200; round += 1) {
      const runs = await seedRuns(race.database, 3, { approvals: 1 });
      const ends = (): Promise<unknown>[] =>
        runs.map((run) =>
          writer.write(
            groupAfter(run, run.tail, [draft("run.completed")], { head: completedHead, withdrawn: [...run.approvals] }),
          ),
        );
      const decisions = (): Promise<unknown>[] =>
        runs.toReversed().flatMap((run) => run.approvals.map((id) => decide(decider, id)));
      await Promise.all(round % 2 === 0 ? [...ends(), ...decisions()] : [...decisions(), ...ends()]);
      // Whoever came first, head, inbox and journal say the same.
      const rows = await race.sql<{ status: string; approval: string; last: string }>(
        `select r.status, a.status as approval,
           (select j.type from scoria.journal j where j.run_id = r.run_id order by seq desc limit 1) as last
         from scoria.runs r join scoria.approvals a using (run_id) where r.run_id = any ($1)`,
        [runs.map(({ runId }) => runId)],
      );
      for (const row of rows) {
        if (row.approval === "approved") decidedFirst += 1;
        const agreed = { approved: ["running", "approval.decided"], withdrawn: ["completed", "run.completed"] }[
          row.approval
        ];
        expect([row.status, row.last]).toEqual(agreed);
      }
    }
    await writer.close();
    printFigure({
      race: "A6 decision against end",
      rounds: 200,
      runs: 600,
      decidedFirst,
      deadlocks: states.get("40P01") ?? 0,
      lockTimeouts: states.get("55P03") ?? 0,
    });
    expect(states.get("40P01") ?? 0).toBe(0);
    expect(decidedFirst).toBeGreaterThan(0);
    expect(decidedFirst).toBeLessThan(600);
  });

  test("deadlocks with an owner that writes the entry before it locks the head", async () => {
    const run = await seedRun(race.database, { approvals: 1 });
    const owner = await race.session();
    let decision: Promise<unknown> = Promise.resolve();
    const failures: string[] = [];
    const failed = (error: unknown): void => void failures.push(readDriverError(error).code);
    await entryThenHead(owner, groupAfter(run, run.tail, [stepResult("s", 1)]), async () => {
      decision = decide(outside, run.approvals[0] ?? "").catch(failed);
      await untilBlocked(race, "scoria-control");
    }).catch(failed);
    await owner.query("rollback");
    await decision;
    expect(failures).toEqual(["40P01"]);
  });
});
