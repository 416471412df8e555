import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createScoria, quietLogger, type NodeRecord, type Scoria } from "../../../src/index.ts";
import { beat } from "../../../src/nodes/heartbeat.ts";
import { forgetNodes, noteDowns } from "../../../src/nodes/sweeps.ts";
import { serverUrl } from "../../../src/testing/test-databases.ts";
import { openRaceDatabase, type RaceDatabase } from "../races/race-database.ts";
import { seedRun } from "../races/race-runs.ts";

// No process executes anything here: who is in touch with the database, and since when, is as the books have it.
describe.skipIf(serverUrl === undefined)("that a node went down", () => {
  let race: RaceDatabase;
  let web: Scoria;

  beforeAll(async () => {
    race = await openRaceDatabase();
    web = await createScoria({ database: race.url, worker: false, logger: quietLogger });
  });

  afterAll(async () => {
    await web.close();
    await race[Symbol.asyncDispose]();
  });

  const record = async (name: string): Promise<NodeRecord | undefined> =>
    (await web.nodes.list(web.operator({ actorId: "on-call", tenants: ["acme"] }))).find((node) => node.name === name);
  const quarantine = { downs: 1, windowMs: 600_000, forMs: 60_000 };
  const send = (nodeId: string, more: object = {}): Promise<unknown> =>
    beat(
      race.database.control,
      { nodeId, kinds: ["flap"] },
      { name: nodeId, concurrency: 1, leaseMs: 30_000, quarantine, ...more },
    );
  const silence = (nodeId: string, forMs: number): Promise<unknown> =>
    race.sql(
      `update scoria.nodes set started_at = started_at - $2 * interval '1 millisecond',
         heartbeat_at = heartbeat_at - $2 * interval '1 millisecond', up_since = up_since - $2 * interval '1 millisecond'
       where node_id = $1`,
      [nodeId, forMs],
    );
  const noted = async (witness: string): Promise<readonly string[]> =>
    (await noteDowns(race.database.control, witness)).map(({ name }) => name);

  test("is noted by a node that was in touch all the while", async () => {
    for (const nodeId of ["dead-1", "witness-1"]) {
      await send(nodeId);
      await silence(nodeId, 40_000);
    }
    await race.sql("update scoria.nodes set heartbeat_at = scoria.clock() where node_id = 'witness-1'");
    expect(await noted("witness-1")).toEqual(["dead-1"]);
    expect(await noted("witness-1")).toEqual([]);
  });

  test("is not taken for down after an outage of the database, which silenced all alike", async () => {
    for (const nodeId of ["silenced", "witness-2"]) {
      await send(nodeId);
      await silence(nodeId, 40_000);
    }
    // The first that is back sees the others' leases run out, and cannot know.
    await send("witness-2");
    expect(await noted("witness-2")).toEqual([]);
    await send("silenced");
    await silence("witness-2", 20_000);
    expect(await noted("witness-2")).toEqual([]);
    expect(await record("silenced")).toMatchObject({ status: "alive", downs: 0 });
  });

  test("is noted each time that one and the same process is silent past its lease", async () => {
    for (let times = 1; times <= 3; times += 1) {
      await send("stalls", { quarantine: { ...quarantine, downs: 3 } });
      await silence("stalls", 40_000);
      await send("witness-3");
      await silence("witness-3", 40_000);
      await race.sql("update scoria.nodes set heartbeat_at = scoria.clock() where node_id = 'witness-3'");
      expect(await noted("witness-3")).toEqual(times === 3 ? ["stalls"] : []);
    }
  });

  test("keeps no name out whose own setting says so", async () => {
    await send("exempt", { quarantine: null });
    await silence("exempt", 40_000);
    await send("witness-4");
    await silence("witness-4", 40_000);
    await race.sql("update scoria.nodes set heartbeat_at = scoria.clock() where node_id = 'witness-4'");
    expect(await noted("witness-4")).toEqual([]);
    expect(await record("exempt")).toMatchObject({ status: "gone", downs: 1, quarantine: null });
  });

  test("is remembered for as long as a run is still its own by the books", async () => {
    const { runId } = await seedRun(race.database, { owner: "owes" });
    await send("owes");
    await race.sql(
      "update scoria.nodes set gone_at = scoria.clock() - interval '2 days', heartbeat_at = '-infinity' where node_id = 'owes'",
    );
    await forgetNodes(race.database.control);
    expect(await record("owes")).toMatchObject({ status: "gone", runs: 1 });
    await race.sql("update scoria.runs set status = 'queued', owner = null where run_id = $1", [runId]);
    await forgetNodes(race.database.control);
    expect(await record("owes")).toBeUndefined();
  });
});
