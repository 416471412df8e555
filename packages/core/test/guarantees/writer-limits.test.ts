import pg from "pg";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { systemClock } from "../../src/clock.ts";
import type { Connection } from "../../src/database.ts";
import { JournalWriter } from "../../src/journal/journal-writer.ts";
import { quietLogger } from "../../src/seams/logger.ts";
import { ana, createTestScoria } from "../../src/testing/create-test-scoria.ts";
import { createTestDatabase, serverUrl } from "../../src/testing/test-databases.ts";
import { openRaceDatabase, type RaceDatabase } from "./races/race-database.ts";
import { completedHead, groupAfter, seedRun, stepResult } from "./races/race-runs.ts";

describe.skipIf(serverUrl === undefined)("the journal's writer", () => {
  let race: RaceDatabase;

  beforeAll(async () => {
    race = await openRaceDatabase();
  });

  afterAll(async () => race[Symbol.asyncDispose]());

  test("sends small entries past a large one that is held up", async () => {
    const large = await seedRun(race.database);
    const small = await seedRun(race.database);
    const ended: string[] = [];
    const told: Connection = {
      async query(statement) {
        const sizes = JSON.stringify(statement.values).length;
        try {
          return await race.database.writer.query(statement);
        } finally {
          ended.push(sizes > 50_000 ? "large" : "small");
        }
      },
    };
    const { control } = race.database;
    const writer = new JournalWriter({ writer: told, control, clock: systemClock, logger: quietLogger });
    const holder = new pg.Client(race.url);
    await holder.connect();
    await holder.query("begin");
    await holder.query("select 1 from scoria.runs where run_id = $1 for update", [large.runId]);
    const held = writer.write(
      groupAfter(large, large.tail, [stepResult("s", "x".repeat(70_000))], { head: completedHead }),
    );
    expect(await writer.write(groupAfter(small, small.tail, [stepResult("s", "y")]))).toBe("landed");
    expect(ended).toEqual(["small"]);
    await holder.query("rollback");
    expect(await held).toBe("landed");
    await holder.end();
    await writer.close();
  });

  test("refuses new runs when it holds as much as it may, keeps what it took, and loses nothing", async () => {
    const on = await createTestDatabase("postgres");
    const holder = new pg.Client(on.url);
    try {
      await using scoria = await createTestScoria({ on, worker: false });
      await holder.connect();
      await holder.query("begin");
      await holder.query("lock table scoria.journal in access exclusive mode");
      const start = { initialStep: { kind: "job" }, input: { text: "x".repeat(240_000) } };
      const starts = Array.from({ length: 100 }, () => scoria.startRun(ana, start));
      const settled = Promise.allSettled(starts);
      const refused = await Promise.race([...starts.map((one) => one.catch((error: unknown) => error))]);
      expect(refused).toMatchObject({ code: "DATABASE_BUSY", retryable: true, details: { outcome: "not_written" } });
      await holder.query("rollback");
      const answers = await settled;
      const started = answers.filter((answer) => answer.status === "fulfilled");
      expect(started.length).toBeGreaterThan(50);
      expect(started.length).toBeLessThan(75);
      for (const answer of answers) {
        if (answer.status === "rejected") expect(answer.reason).toMatchObject({ code: "DATABASE_BUSY" });
      }
      expect((await scoria.listRuns(ana, { limit: 200 })).runs).toHaveLength(started.length);
    } finally {
      await holder.end();
      await on.drop();
    }
  });
});
