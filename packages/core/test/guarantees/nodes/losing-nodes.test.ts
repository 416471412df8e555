import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { openScoria } from "../../../src/open-scoria.ts";
import { beat } from "../../../src/nodes/heartbeat.ts";
import { takeOverRuns, takeUpRuns } from "../../../src/nodes/owned-runs.ts";
import type { ScoriaCore } from "../../../src/scoria.ts";
import { quietLogger } from "../../../src/seams/logger.ts";
import { ana } from "../../../src/testing/create-test-scoria.ts";
import { serverUrl } from "../../../src/testing/test-databases.ts";
import { openRaceDatabase, type RaceDatabase } from "../races/race-database.ts";
import { draft, logOf, seedRun, seedRuns, stepResult, writerOf, type SeededRun } from "../races/race-runs.ts";

const leaseMs = 30_000;
const poisonAfter = 5;

describe.skipIf(serverUrl === undefined)("a run whose nodes go down one after another", () => {
  let race: RaceDatabase;
  let scoria: ScoriaCore;
  let nodes = 0;

  beforeAll(async () => {
    race = await openRaceDatabase();
    scoria = await openScoria({ database: race.url, worker: false, logger: quietLogger });
  });

  afterAll(async () => {
    await scoria.close();
    await race[Symbol.asyncDispose]();
  });

  beforeEach(async () => {
    await race.sql(
      "update scoria.runs set status = 'halted', owner = null, waiting_for = null, finished_at = scoria.clock() where finished_at is null",
    );
  });

  /** A node in the books; it lives until it is lost. */
  async function node(): Promise<string> {
    const nodeId = `node-${(nodes += 1)}`;
    await beat(race.database.control, { nodeId, kinds: ["work"] }, { name: nodeId, concurrency: 8, leaseMs });
    return nodeId;
  }

  /** The node goes down without a word. */
  async function lose(nodeId: string): Promise<void> {
    await race.sql("update scoria.nodes set heartbeat_at = scoria.clock() - interval '1 hour' where node_id = $1", [
      nodeId,
    ]);
  }

  async function take(nodeId: string, most = 100): Promise<readonly string[]> {
    const runs = await takeOverRuns(race.database.control, { nodeId, kinds: ["work"] }, most, poisonAfter);
    return runs.map(({ run }) => run.runId);
  }

  /** A new node takes over what it may, and goes down with it. */
  async function takeAndDie(): Promise<readonly string[]> {
    const nodeId = await node();
    const taken = await take(nodeId);
    await lose(nodeId);
    return taken;
  }

  /** The present owner of the run records something. */
  async function record(run: SeededRun, entry = stepResult("slow", "done")): Promise<void> {
    const entries = await race.journalOf(run.runId);
    const tail = entries.at(-1);
    if (tail === undefined) throw new Error("No tail.");
    const writer = writerOf(race.database);
    await logOf({ ...run, epoch: tail.epoch, tail }, writer, race.database.control).log.append({ drafts: [entry] });
    await writer.close();
  }

  async function seededOn(count = 1): Promise<readonly SeededRun[]> {
    const owner = await node();
    const runs = await seedRuns(race.database, count, { owner });
    await lose(owner);
    return runs;
  }

  test("is taken by no node after the last that it may lose", async () => {
    const [run] = await seededOn();
    const { runId = "" } = run ?? {};
    for (let lost = 1; lost < poisonAfter; lost += 1) expect(await takeAndDie()).toEqual([runId]);
    expect([await takeAndDie(), await takeAndDie()]).toEqual([[], []]);
    expect(await scoria.getRun(ana, runId)).toMatchObject({
      status: "failed",
      error: { code: "POISONED", details: { losses: poisonAfter } },
    });
    expect(await scoria.verifyEvidence(ana, runId)).toMatchObject({ ok: true });
  });

  test("lives for ever as long as it records something between them", async () => {
    const [run] = await seededOn();
    if (run === undefined) throw new Error("No run.");
    for (let round = 0; round < 4 * poisonAfter; round += 1) {
      expect(await takeAndDie()).toEqual([run.runId]);
      if (round % 2 === 0) await record(run);
    }
    expect(await scoria.getRun(ana, run.runId)).toMatchObject({ status: "running" });
  });

  test.each([
    ["a step that only began", { type: "step.started" as const, call: 1 }],
    ["what others told it", { type: "signal.received" as const, call: 0 }],
  ])("is not saved by %s", async (_, entry) => {
    const [run] = await seededOn();
    if (run === undefined) throw new Error("No run.");
    for (let lost = 1; lost < poisonAfter; lost += 1) {
      expect(await takeAndDie()).toEqual([run.runId]);
      const { payload } = stepResult("slow", "");
      await record(run, { ...draft("step.started"), ...entry, stepKey: entry.call > 0 ? "work/slow" : null, payload });
    }
    expect(await takeAndDie()).toEqual([]);
    expect(await scoria.getRun(ana, run.runId)).toMatchObject({ status: "failed", error: { code: "POISONED" } });
  });

  test("takes its open requests out of the inbox when it ends, and stops an owner that is not dead after all", async () => {
    const owner = await node();
    const run = await seedRun(race.database, { owner, approvals: 1 });
    for (let lost = 1; lost < poisonAfter; lost += 1) {
      await lose(lost === 1 ? owner : `node-${nodes}`);
      await take(await node());
    }
    const writer = writerOf(race.database);
    const tail = (await race.journalOf(run.runId)).at(-1);
    if (tail === undefined) throw new Error("No tail.");
    const zombie = logOf({ ...run, epoch: tail.epoch, tail }, writer, race.database.control);
    await lose(`node-${nodes}`);
    await take(await node());
    void zombie.log.append({ drafts: [stepResult("late", "STALE")] });
    await zombie.lost;
    await writer.close();
    expect((await race.journalOf(run.runId)).slice(-2).map(({ type }) => type)).toEqual([
      "approval.withdrawn",
      "run.failed",
    ]);
    expect((await scoria.listApprovals(ana, { runId: run.runId })).approvals).toMatchObject([{ status: "withdrawn" }]);
  });

  test("is tried again with all its chances when it is retried", async () => {
    const [run] = await seededOn();
    const { runId = "" } = run ?? {};
    for (let lost = 0; lost < poisonAfter; lost += 1) await takeAndDie();
    expect(await scoria.retryRun(ana, runId)).toMatchObject({ status: "queued" });
    const owner = await node();
    await race.database.control.query({
      text: "select * from scoria.claim_runs($1, array['work'], 1::smallint, null, 1, '')",
      values: [owner],
    });
    await lose(owner);
    for (let lost = 1; lost < poisonAfter; lost += 1) expect(await takeAndDie()).toEqual([runId]);
    expect(await takeAndDie()).toEqual([]);
    expect((await scoria.getRun(ana, runId)).status).toBe("failed");
  });

  test("is not counted while it is its own node that takes it up again", async () => {
    const owner = await node();
    const { runId } = await seedRun(race.database, { owner });
    for (let epoch = 1; epoch <= 3 * poisonAfter; epoch += 1) {
      expect(await takeUpRuns(race.database.control, owner, [{ runId, epoch }])).toMatchObject([{ run: { runId } }]);
    }
    await lose(owner);
    expect(await takeAndDie()).toEqual([runId]);
  });

  test("is not counted by a node that was out of touch itself, as all are when the database is away", async () => {
    const [run] = await seededOn();
    for (let outage = 0; outage < 3 * poisonAfter; outage += 1) {
      const nodeId = await node();
      await race.sql("update scoria.nodes set heartbeat_at = heartbeat_at - interval '1 minute' where node_id = $1", [
        nodeId,
      ]);
      await beat(race.database.control, { nodeId, kinds: ["work"] }, { name: nodeId, concurrency: 8, leaseMs });
      expect(await take(nodeId)).toEqual([run?.runId]);
      await lose(nodeId);
    }
  });

  test("that lost two is taken by a node that has no other such run, so that its neighbours do not end as it does", async () => {
    const neighbours = await seededOn(20);
    const ids = neighbours.map(({ runId }) => runId);
    expect(await takeAndDie()).toEqual(ids);
    expect(await takeAndDie()).toEqual(ids);
    // From now on one at a time; those that are new are not held up.
    const [fresh] = await seededOn();
    const first = await node();
    expect(await take(first)).toEqual(expect.arrayContaining([fresh?.runId, ids[0]]));
    expect(await take(first)).toEqual([]);
    const second = await node();
    expect(await take(second)).toEqual([ids[1]]);
    // The first one proves that it is not to blame, and the next has its turn.
    const [innocent] = neighbours;
    if (innocent === undefined) throw new Error("No run.");
    await record(innocent);
    expect(await take(first)).toEqual([ids[2]]);
    // The third and the fourth loss are those runs' own. Whoever was taken with them before is not lost with them now.
    const guilty = ids.slice(1, 3);
    await lose(first);
    await lose(second);
    for (let boots = 0; boots < 40; boots += 1) {
      const nodeId = await node();
      const taken = await take(nodeId);
      for (const { runId, ...run } of neighbours) {
        if (taken.includes(runId) && !guilty.includes(runId)) await record({ ...run, runId });
      }
      if (taken.some((runId) => guilty.includes(runId))) await lose(nodeId);
    }
    for (const runId of guilty) expect(await scoria.getRun(ana, runId)).toMatchObject({ error: { code: "POISONED" } });
    for (const runId of ids.slice(3)) expect(await scoria.getRun(ana, runId)).toMatchObject({ status: "running" });
  });
});
