import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Group } from "../../../src/journal/group.ts";
import type { JournalWriter } from "../../../src/journal/journal-writer.ts";
import { serverUrl } from "../../../src/testing/test-databases.ts";
import { plainAppend } from "./naive/plain-append.ts";
import { plainStart } from "./naive/plain-start.ts";
import { openRaceDatabase, type RaceDatabase } from "./race-database.ts";
import {
  completedHead,
  draft,
  groupAfter,
  logOf,
  newGroup,
  seedRun,
  seedRuns,
  stepResult,
  takeOver,
  writerOf,
  type SeededRun,
} from "./race-runs.ts";

describe.skipIf(serverUrl === undefined)("a group of entries whose place is taken", () => {
  let race: RaceDatabase;
  let writer: JournalWriter;

  beforeAll(async () => {
    race = await openRaceDatabase();
    writer = writerOf(race.database);
  });

  afterAll(async () => {
    await writer.close();
    await race[Symbol.asyncDispose]();
  });

  /** The run stands at 5; n1 is about to write its last two entries, and n2 has taken the run over at 6. */
  async function overtaken(): Promise<{ readonly run: SeededRun; readonly stale: Group }> {
    const run = await seedRun(race.database);
    const { log } = logOf(run, writer, race.database.control);
    for (const name of ["a", "b", "c", "d"]) await log.append({ drafts: [stepResult(name, name)] });
    const tail = (await race.journalOf(run.runId)).at(-1);
    if (tail?.seq !== 5) throw new Error("The run does not stand at 5.");
    const stale = groupAfter(run, tail, [stepResult("e", "STALE"), draft("run.completed", { output: "STALE" })], {
      head: completedHead,
    });
    await takeOver(race.database.control, run.runId, "n2");
    return { run, stale };
  }

  const headOf = async (runId: string): Promise<unknown> =>
    (await race.sql("select status, owner, epoch from scoria.runs where run_id = $1", [runId]))[0];

  test("nothing of it is stored, its neighbours are, and the new owner's run is as the new owner left it", async () => {
    const { run, stale } = await overtaken();
    const neighbours = await seedRuns(race.database, 4);
    const around = neighbours.map((one) => groupAfter(one, one.tail, [stepResult("x", 1), stepResult("y", 2)]));
    const outcomes = await Promise.all(
      [...around.slice(0, 2), stale, ...around.slice(2)].map((one) => writer.write(one)),
    );
    expect(outcomes).toEqual(["landed", "landed", "displaced", "landed", "landed"]);
    const entries = await race.journalOf(run.runId);
    expect(entries.map(({ seq, type }) => `${seq} ${type}`).slice(5)).toEqual(["6 run.recovered"]);
    expect(await race.checkOf(run.runId)).toMatchObject({ ok: true, entries: 6 });
    expect(await headOf(run.runId)).toEqual({ status: "running", owner: "n2", epoch: 2 });
    for (const { runId } of neighbours) expect(await race.checkOf(runId)).toMatchObject({ ok: true, entries: 3 });
  });

  test("a plain append lets its second entry in, which breaks the chain and ends the run for its new owner", async () => {
    const { run, stale } = await overtaken();
    const { rows } = await race.database.writer.query(plainAppend([stale]));
    expect(rows).toEqual([{ run_id: run.runId, seq: 7 }]);
    expect(await race.checkOf(run.runId)).toMatchObject({ ok: false, seq: 7 });
    expect(await headOf(run.runId)).toMatchObject({ status: "completed" });
  });

  /** Somebody decides at the very place where the owner is about to end the run. */
  async function decidedMeanwhile(): Promise<{ readonly run: SeededRun; readonly end: Group }> {
    const run = await seedRun(race.database, { approvals: 2 });
    const [decided, open] = run.approvals;
    const end = groupAfter(run, run.tail, [draft("run.completed")], { head: completedHead, withdrawn: [open ?? ""] });
    await race.sql("select * from scoria.decide_approval($1, '{acme}', $2, 'approved', 'bo', '{}', true, false)", [
      decided,
      run.runId,
    ]);
    return { run, end };
  }

  test("an end that came too late leaves head and inbox alone", async () => {
    const { run, end } = await decidedMeanwhile();
    expect(await writer.write(end)).toBe("displaced");
    expect(await headOf(run.runId)).toMatchObject({ status: "running" });
    const inbox = await race.sql("select status from scoria.approvals where run_id = $1 order by seq", [run.runId]);
    expect(inbox).toEqual([{ status: "approved" }, { status: "pending" }]);
    expect((await race.journalOf(run.runId)).at(-1)?.type).toBe("approval.decided");
  });

  test("a head that is written beside the entries says completed although no entry does", async () => {
    const { run, end } = await decidedMeanwhile();
    const { rows } = await race.database.writer.query(plainAppend([end]));
    expect(rows).toEqual([]);
    expect(await headOf(run.runId)).toMatchObject({ status: "completed" });
    expect((await race.journalOf(run.runId)).at(-1)?.type).toBe("approval.decided");
  });

  const orphans = async (): Promise<unknown> =>
    (
      await race.sql(
        "select count(*) as n from scoria.journal j where not exists (select from scoria.runs r where r.run_id = j.run_id)",
      )
    )[0];

  test("of starts with one key one wins, in one commit and in many, and the others leave no entry", async () => {
    const groups = Array.from({ length: 8 }, () => newGroup({ idempotencyKey: "order-1" }).group);
    const other = writerOf(await race.open());
    const outcomes = await Promise.all(groups.map((one, at) => (at % 2 === 0 ? writer : other).write(one)));
    outcomes.push(await writer.write(newGroup({ idempotencyKey: "order-1" }).group));
    await other.close();
    expect(outcomes.filter((outcome) => outcome === "landed")).toHaveLength(1);
    const winners = await race.sql("select run_id from scoria.runs where idempotency_key = 'order-1'");
    expect(winners).toHaveLength(1);
    expect(await orphans()).toEqual({ n: 0 });
  });

  test("a start that writes its entry beside its head leaves an entry of a run that is not there", async () => {
    const starts = [newGroup({ idempotencyKey: "order-2" }).group, newGroup({ idempotencyKey: "order-2" }).group];
    for (const group of starts) {
      const { rows } = await race.database.writer.query(plainStart(group));
      expect(rows, "both report success").toHaveLength(1);
    }
    expect(await orphans()).toEqual({ n: 1 });
  });
});
