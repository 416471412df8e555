import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import type { RunDetail } from "../../../src/index.ts";
import { createTestDatabase } from "../../../src/testing/test-databases.ts";
import { onEachEngine } from "../../on-each-engine.ts";
import { countOf, printFigure, timeLimit } from "../proof.ts";
import type { DeadlyTask } from "./deadly-process.ts";

const poisonAfter = 5;

interface Ended {
  readonly deaths: number;
  /** What the process told that lived to see the end of all runs. */
  readonly runs: readonly RunDetail[];
}

/** Begins the process again as often as it dies, as a supervisor does, until it ends well. */
async function supervise(task: DeadlyTask): Promise<Ended> {
  const program = fileURLToPath(new URL("deadly-process.ts", import.meta.url));
  for (let deaths = 0; deaths < 20; deaths += 1) {
    const child = spawn(process.execPath, [program, JSON.stringify(task)], { stdio: ["ignore", "pipe", "ignore"] });
    const [said, [code]] = await Promise.all([text(child.stdout), once(child, "exit")]);
    if (code === 0) return { deaths, runs: JSON.parse(said) as readonly RunDetail[] };
  }
  throw new Error("The processes go on dying.");
}

onEachEngine("a run that brings its process down", (engine) => {
  const deaths = ["kill", "exit", "abort"] as const;

  test.each(deaths.slice(0, countOf({ usual: 1, full: 3 })))(
    "by %s does so five times at most, and ends as POISONED; its neighbours finish",
    async (death) => {
      const folder = await mkdtemp(join(tmpdir(), "scoria-deadly-"));
      const server = engine === "postgres" ? await createTestDatabase("postgres") : null;
      try {
        const short = countOf({ usual: 40, full: 200 });
        const task: DeadlyTask = {
          database: server?.url ?? `file:${join(folder, "db")}`,
          nodeName: "deadly",
          worker: { leaseMs: 1_500, heartbeatMs: 300, pollMs: 50, poisonAfter, quarantine: false },
          ledger: join(folder, "ledger"),
          death,
          // Long enough for its step to be on record as begun.
          afterMs: 400,
          short,
          long: 2,
        };
        const farm = engine === "postgres" ? [task, { ...task, nodeName: "deadly-too" }] : [task];
        const ended = await Promise.all(farm.map(supervise));
        const [{ runs }] = ended as [Ended];
        const poisoned = runs.filter((run) => run.status === "failed");
        const attempts = (await readFile(task.ledger, "utf8")).split("\n").length - 1;
        const figure = { engine, death, attempts, deaths: ended.map((one) => one.deaths), neighbours: runs.length - 1 };
        printFigure({ promise: "P13 one bad run", ...figure, finished: runs.length - poisoned.length });

        expect(attempts).toBeGreaterThan(1);
        expect(attempts).toBeLessThanOrEqual(poisonAfter);
        expect(poisoned).toMatchObject([
          {
            kind: "deadly",
            error: {
              code: "POISONED",
              message: expect.stringContaining('the step "deadly/boom" was under way') as string,
              details: {
                losses: poisonAfter,
                node: expect.stringMatching(/^deadly/) as string,
                step: "deadly/boom",
                lastError: { name: "Error", message: "The first try only failed." },
              },
            },
          },
        ]);
        const others = runs.filter((run) => run !== poisoned[0]);
        expect(others).toHaveLength(short + 2);
        for (const run of others) expect(run, run.kind ?? "").toMatchObject({ status: "completed", output: run.kind });
        expect(poisoned[0]?.entries.at(-1)?.type).toBe("run.failed");
      } finally {
        await server?.drop();
        await rm(folder, { recursive: true, force: true });
      }
    },
    timeLimit(120_000),
  );
});
