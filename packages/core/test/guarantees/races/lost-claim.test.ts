import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { openScoria } from "../../../src/open-scoria.ts";
import { beat } from "../../../src/nodes/heartbeat.ts";
import { takeOverRuns } from "../../../src/nodes/owned-runs.ts";
import type { ScoriaCore } from "../../../src/scoria.ts";
import { quietLogger } from "../../../src/seams/logger.ts";
import { ana } from "../../../src/testing/create-test-scoria.ts";
import { serverUrl } from "../../../src/testing/test-databases.ts";
import { countOf, timeLimit } from "../proof.ts";
import { PgProxy } from "./pg-proxy.ts";
import { median, openRaceDatabase, printFigure, until, type RaceDatabase } from "./race-database.ts";
import { seedRun } from "./race-runs.ts";

const heartbeatMs = 200;
const worker = { leaseMs: 1_000, heartbeatMs, pollMs: 50 };
const claims = countOf({ usual: 3, full: 50 });
const start = { initialStep: { kind: "work" } };

describe.skipIf(serverUrl === undefined)("a run that its node does not know it has", () => {
  let race: RaceDatabase;

  beforeAll(async () => {
    race = await openRaceDatabase();
  });

  afterAll(async () => race[Symbol.asyncDispose]());

  const facade = (more: object): Promise<ScoriaCore> =>
    openScoria({ database: race.url, worker, logger: quietLogger, handlers: { work: () => "done" }, ...more });

  const headOf = async (runId: string): Promise<{ owner: string | null; status: string; epoch: number } | undefined> =>
    (
      await race.sql<{ owner: string | null; status: string; epoch: number }>(
        "select owner, status, epoch from scoria.runs where run_id = $1",
        [runId],
      )
    )[0];

  const takenUp = "is taken up again after two heartbeats when the answer to its claim was lost";
  test(takenUp, { timeout: timeLimit(30_000) }, async () => {
    await using proxy = await PgProxy.open(race.url);
    const starter = await facade({ worker: false });
    const node = await facade({ database: proxy.url });
    const tookMs: number[] = [];
    for (let n = 1; n <= claims; n += 1) {
      proxy.cutNext("answer", ({ statement, tag }) => statement.startsWith("scoria_claim_runs") && tag === "SELECT 1");
      const { runId } = await starter.startRun(ana, start);
      await until("the claim is committed and its answer lost", () => proxy.cuts === n);
      const lostAt = performance.now();
      expect(await headOf(runId)).toMatchObject({ status: "running", epoch: 1 });
      expect(await starter.waitForRun(ana, runId, { until: "settled" })).toMatchObject({
        status: "completed",
        output: "done",
      });
      tookMs.push(Math.round(performance.now() - lostAt));
      const types = (await race.journalOf(runId)).map(({ epoch, type }) => `${epoch} ${type}`);
      expect(types).toEqual(["0 run.started", "2 run.recovered", "2 run.completed"]);
    }
    await Promise.all([node.close(), starter.close()]);
    const [soonest, latest] = [Math.min(...tookMs), Math.max(...tookMs)];
    printFigure({ race: "A9 lost claim", count: claims, heartbeatMs, medianMs: median(tookMs), soonest, latest });
    expect(soonest, "not before the second heartbeat").toBeGreaterThan(heartbeatMs / 2);
    expect(latest).toBeLessThan(heartbeatMs * 15);
  });

  test("is taken up at once when its start is asked for again with its key", async () => {
    const node = await facade({
      nodeName: "forgetful",
      worker: { leaseMs: 60_000, heartbeatMs: 30_000, pollMs: 30_000 },
    });
    const starter = await facade({ worker: false });
    const again = { ...start, idempotencyKey: "order-1" };
    const { runId } = await starter.startRun(ana, again);
    // As if this node had started it and never heard that it did.
    await race.sql(
      `update scoria.runs set status = 'running', epoch = 1,
         owner = (select node_id from scoria.nodes where name = 'forgetful')
       where run_id = $1`,
      [runId],
    );
    expect((await node.startRun(ana, again)).runId).toBe(runId);
    const done = await node.waitForRun(ana, runId, { until: "settled", timeoutMs: 5_000 });
    expect(done).toMatchObject({ status: "completed", output: "done" });
    await Promise.all([node.close(), starter.close()]);
  });

  test("stays for ever with a node that only says it is alive", async () => {
    const naive = { nodeId: "naive", kinds: ["work"] };
    const settings = { name: "naive", concurrency: 1, leaseMs: 1_000, heartbeatMs, pollMs: 50, watchdog: null };
    const { runId } = await seedRun(race.database, { owner: naive.nodeId });
    const other = { nodeId: "other", kinds: ["work"] };
    for (let beats = 0; beats < 20; beats += 1) {
      const { owned } = await beat(race.database.control, naive, settings);
      expect(owned).toEqual([{ runId, epoch: 1 }]);
      expect(await takeOverRuns(race.database.control, other, 10, 5)).toEqual([]);
    }
    expect(await headOf(runId)).toMatchObject({ status: "running", owner: "naive", epoch: 1 });
  });

  test("cannot be left to a restarted process of the same name: each boot is a node of its own", async () => {
    const named = { nodeName: "pod-1", worker: { leaseMs: 1_000, heartbeatMs: 200, pollMs: 50 } };
    const never = new Promise<string>(() => {});
    const first = await facade({ ...named, handlers: { work: () => never } });
    const { runId } = await first.startRun(ana, start);
    const second = await facade(named);
    const ids = await race.sql<{ node_id: string }>("select node_id from scoria.nodes where name = 'pod-1'");
    expect(new Set(ids.map(({ node_id }) => node_id)).size).toBe(2);
    expect(ids.every(({ node_id }) => node_id.startsWith("pod-1/"))).toBe(true);
    const own = await second.startRun(ana, start);
    expect((await second.waitForRun(ana, own.runId, { until: "settled" })).status).toBe("completed");
    const owner = (await headOf(runId))?.owner;
    await first.close();
    // Handed over by name, not inherited: an entry of its own says so.
    expect(await second.waitForRun(ana, runId, { until: "settled" })).toMatchObject({ status: "completed" });
    await second.close();
    const entries = await race.journalOf(runId);
    expect(entries.map(({ epoch, type }) => `${epoch} ${type}`)).toEqual([
      "1 run.started",
      "2 run.handed_back",
      "3 run.resumed",
      "3 run.completed",
    ]);
    const { node } = JSON.parse(entries[2]?.payload ?? "{}") as { node?: string };
    expect(node).toMatch(/^pod-1\//);
    expect(node).not.toBe(owner);
  });
});
