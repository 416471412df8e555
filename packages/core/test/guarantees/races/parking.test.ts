import { expect, test } from "vitest";
import { openScoria } from "../../../src/open-scoria.ts";
import { parkHandlerlessRuns } from "../../../src/nodes/sweeps.ts";
import { quietLogger } from "../../../src/seams/logger.ts";
import { ana } from "../../../src/testing/create-test-scoria.ts";
import { serverUrl } from "../../../src/testing/test-databases.ts";
import { openRaceDatabase } from "./race-database.ts";
import { registerNode } from "./race-runs.ts";

const leaseMs = 30_000;
const graceMs = 60_000;

test.skipIf(serverUrl === undefined)(
  "runs that have long been queued wait for their nodes to come back, and for an operator only after the grace",
  async () => {
    await using race = await openRaceDatabase();
    const { control } = race.database;
    await registerNode(control, "away", leaseMs);
    const lastHeardOf = (agoMs: number): Promise<unknown> =>
      race.sql("update scoria.nodes set heartbeat_at = scoria.clock() - $1 * interval '1 millisecond'", [agoMs]);
    await using front = await openScoria({ database: race.url, worker: false, logger: quietLogger });
    const { runId } = await front.startRun(ana, { initialStep: { kind: "work" } });
    await race.sql("update scoria.runs set updated_at = updated_at - interval '1 day'");

    await lastHeardOf(leaseMs + graceMs / 2);
    expect(await parkHandlerlessRuns(control, graceMs)).toEqual([]);
    await lastHeardOf(leaseMs + graceMs + 1);
    expect(await parkHandlerlessRuns(control, graceMs)).toEqual([runId]);
    expect(await front.getRun(ana, runId)).toMatchObject({
      status: "waiting",
      waitingFor: { kind: "operator", code: "HANDLER_MISSING" },
    });
  },
);
