import { createScoria, quietLogger } from "@scoria/core";
import {
  createTestDatabase,
  createTestScoria,
  failPoints,
  type FailPoint,
  type TestEngine,
} from "@scoria/core/testing";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { onEachEngine } from "../on-each-engine.ts";
import { ana, begin, beginnings, handlers, lanes, output, seeThrough, type Beginning, type Desk } from "./story.ts";

/** Every place that a run with a handoff comes to: from before there is anything of it to after its end. */
const places = failPoints.filter((place) => !/^(?:child|schedule|retention)\./.test(place));

interface Scene extends AsyncDisposable {
  readonly url: string;
  /** Another process, once the first is dead. */
  openSurvivor(): Promise<Desk>;
}

async function createScene(engine: TestEngine): Promise<Scene> {
  if (engine === "pglite") {
    const folder = await mkdtemp(join(tmpdir(), "scoria-handoff-"));
    const url = `file:${join(folder, "db")}`;
    return {
      url,
      openSurvivor: () => createScoria({ database: url, lanes, handlers, migrate: "auto", logger: quietLogger }),
      [Symbol.asyncDispose]: () => rm(folder, { recursive: true, force: true }),
    };
  }
  const on = await createTestDatabase("postgres");
  return {
    url: on.url,
    async openSurvivor() {
      const survivor = await createTestScoria({ on, lanes, handlers });
      // Past the lease of the dead.
      await survivor.advance(120_000);
      return survivor;
    },
    [Symbol.asyncDispose]: () => on.drop(),
  };
}

async function dieAt(url: string, how: Beginning, place: FailPoint): Promise<void> {
  const program = fileURLToPath(new URL("dying-process.ts", import.meta.url));
  const child = spawn(process.execPath, [program, url, how, place], { stdio: ["ignore", "inherit", "inherit"] });
  const [, signal] = (await once(child, "exit")) as [code: number | null, signal: string | null];
  expect(signal).toBe("SIGKILL");
}

onEachEngine("a process that dies while a role works on what was handed to it", (engine) => {
  test.for(beginnings.flatMap((how) => places.map((place) => [how, place] as const)))(
    "by %s, at %s, leaves a run that another process finishes with the same slice, handed over once",
    { timeout: 60_000 },
    async ([how, place]) => {
      await using scene = await createScene(engine);
      await dieAt(scene.url, how, place);
      const survivor = await scene.openSurvivor();
      try {
        const { runId } = await begin(survivor, how);
        expect(await seeThrough(survivor, runId)).toMatchObject({ status: "completed" });
        const { handoff, entries, ...run } = await survivor.getRunDetail(ana, runId);
        expect(run).toMatchObject({ output });
        expect(handoff).toMatchObject([
          { delegatedRole: "critic", projectedContext: { draft: "Hello" }, status: "completed", result: output },
        ]);
        const types = entries.map(({ type }) => type);
        expect(types.filter((type) => type === "handoff.delegated")).toHaveLength(1);
        const childKey = handoff[0]?.childStepKey;
        const ofChild = entries.filter(({ stepKey }) => stepKey === childKey).map(({ type }) => type);
        expect(ofChild).toEqual([...(how === "startRun" ? ["step.queued"] : []), "step.started", "step.completed"]);
        expect((await survivor.listRunsForSession(ana)).runs).toHaveLength(1);
        expect(await survivor.verifyEvidence(ana, runId)).toMatchObject({ ok: true });
      } finally {
        await survivor.close();
      }
    },
  );
});
