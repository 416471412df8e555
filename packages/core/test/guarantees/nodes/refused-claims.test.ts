import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createScoria, quietLogger, type Scoria } from "../../../src/index.ts";
import { beat } from "../../../src/nodes/heartbeat.ts";
import { claimRuns, takeOverRuns } from "../../../src/nodes/owned-runs.ts";
import { ana } from "../../../src/testing/create-test-scoria.ts";
import { serverUrl } from "../../../src/testing/test-databases.ts";
import { openRaceDatabase, type RaceDatabase } from "../races/race-database.ts";
import { seedRun } from "../races/race-runs.ts";

// The node has not heard of it yet, and asks as before.
describe.skipIf(serverUrl === undefined)("a claim of a node that operators have taken out of service meanwhile", () => {
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

  const verbs = {
    drained: (nodes: Scoria["nodes"], name: string) => nodes.drain(onCall(), name),
    quarantined: (nodes: Scoria["nodes"], name: string) => nodes.quarantine(onCall(), name),
  };
  const onCall = () => web.operator({ actorId: "on-call", tenants: ["acme"] });

  test.each(["drained", "quarantined"] as const)(
    "gets nothing once it is %s, from the queue or of the dead",
    async (how) => {
      const { control } = race.database;
      const nodeId = `${how}-1`;
      const node = { nodeId, kinds: ["work"] };
      const claims = async (): Promise<readonly string[]> =>
        [...(await claimRuns(control, node, 10, null)), ...(await takeOverRuns(control, node, 10, 5))].map(
          ({ run }) => run.runId,
        );
      await beat(control, node, { name: nodeId, concurrency: 8, leaseMs: 60_000 });
      const queued = await web.startRun(ana, { initialStep: { kind: "work" } });
      const left = await seedRun(race.database, { owner: `dead-${how}` });

      await verbs[how](web.nodes, nodeId);
      expect(await claims()).toEqual([]);
      expect(await claimRuns(control, node, 10, [queued.runId])).toEqual([]);
      await web.nodes.release(onCall(), nodeId);
      expect((await claims()).toSorted()).toEqual([queued.runId, left.runId].toSorted());
    },
  );
});
