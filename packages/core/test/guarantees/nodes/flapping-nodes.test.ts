import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createScoria, quietLogger, type NodeRecord, type OperatorScope, type Scoria } from "../../../src/index.ts";
import { ana } from "../../../src/testing/create-test-scoria.ts";
import { serverUrl } from "../../../src/testing/test-databases.ts";
import { printFigure } from "../proof.ts";
import { openRaceDatabase, until, type RaceDatabase } from "../races/race-database.ts";

const start = { initialStep: { kind: "flap" } };

describe.skipIf(serverUrl === undefined)("a node name that goes down again and again", () => {
  let race: RaceDatabase;
  let steady: Scoria;
  let web: Scoria;
  let onCall: OperatorScope;
  const children: ChildProcess[] = [];

  beforeAll(async () => {
    race = await openRaceDatabase();
    steady = await createScoria({
      database: race.url,
      nodeName: "steady",
      logger: quietLogger,
      worker: { leaseMs: 900, heartbeatMs: 300, pollMs: 50 },
      handlers: { other: () => null },
    });
    web = await createScoria({ database: race.url, worker: false, logger: quietLogger });
    onCall = steady.operator({ actorId: "on-call", tenants: ["acme"] });
  });

  afterAll(async () => {
    for (const child of children) child.kill("SIGKILL");
    await Promise.all([steady.close(), web.close()]);
    await race[Symbol.asyncDispose]();
  });

  async function boot(name: string): Promise<ChildProcess> {
    const program = fileURLToPath(new URL("flapping-process.ts", import.meta.url));
    const child = spawn(process.execPath, [program, race.url, name], { stdio: ["ignore", "pipe", "inherit"] });
    children.push(child);
    if (child.stdout !== null) await once(child.stdout, "data");
    return child;
  }

  async function end(child: ChildProcess, signal: NodeJS.Signals): Promise<void> {
    child.kill(signal);
    await once(child, "exit");
  }

  const latest = async (name: string): Promise<NodeRecord | undefined> =>
    (await steady.nodes.list(onCall))
      .filter((node) => node.name === name)
      .toSorted((a, b) => b.startedAt.getTime() - a.startedAt.getTime())[0];

  test("is kept out after the third time, whether or not it comes up again, until an operator releases it", async () => {
    for (const downs of [1, 2, 3]) {
      const child = await boot("flappy");
      const { runId } = await web.startRun(ana, start);
      // It is up, and works, each time.
      expect(await web.waitForRun(ana, runId, { until: "settled" })).toMatchObject({ output: child.pid });
      await end(child, "SIGKILL");
      await until("the down is noted", async () => (await latest("flappy"))?.downs === downs);
      expect((await latest("flappy"))?.quarantine !== null).toBe(downs === 3);
    }
    const { quarantine } = (await latest("flappy")) ?? {};
    expect(quarantine).toMatchObject({ by: null, reason: expect.stringContaining("3 times") as string });
    expect((quarantine?.until?.getTime() ?? 0) - (quarantine?.since.getTime() ?? 0)).toBe(3_600_000);

    const child = await boot("flappy");
    const { runId } = await web.startRun(ana, start);
    const before = await latest("flappy");
    expect(before).toMatchObject({ status: "quarantined", downs: 3 });
    // Two heartbeats later it has polled many times.
    await until("it is up and goes on to be", async () => {
      const now = await latest("flappy");
      return (now?.heartbeatAt.getTime() ?? 0) - (before?.heartbeatAt.getTime() ?? 0) > 600;
    });
    const { status } = await web.getRun(ana, runId);
    printFigure({
      promise: "P15 flapping node",
      engine: "postgres",
      downs: 3,
      claimsWhileKeptOut: status === "queued" ? 0 : 1,
    });
    expect(status).toBe("queued");
    await steady.nodes.release(onCall, "flappy");
    expect(await web.waitForRun(ana, runId, { until: "settled" })).toMatchObject({ output: child.pid });
    expect(await latest("flappy")).toMatchObject({ status: "alive", downs: 0, quarantine: null });
    await end(child, "SIGKILL");
  }, 60_000);

  test("is not kept out when its processes end as they are told to", async () => {
    for (let boots = 0; boots < 4; boots += 1) await end(await boot("tidy"), "SIGTERM");
    expect(await latest("tidy")).toMatchObject({ status: "gone", downs: 0, quarantine: null });
  }, 60_000);
});
