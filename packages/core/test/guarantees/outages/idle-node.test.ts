import { spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { serverUrl } from "../../../src/testing/test-databases.ts";
import { countOf, printFigure, timeLimit } from "../proof.ts";
import { PgProxy } from "../races/pg-proxy.ts";
import { openRaceDatabase } from "../races/race-database.ts";

/** A poll a second and what it looks at. */
const mostStatements = 2;
const idleMs = countOf({ usual: 10_000, full: 60_000 });

test.skipIf(serverUrl === undefined)(
  "a node with nothing to do asks its database little and takes hardly any of a processor (PostgreSQL)",
  { timeout: timeLimit(60_000) },
  async () => {
    await using race = await openRaceDatabase();
    await using proxy = await PgProxy.open(race.url);
    const program = fileURLToPath(new URL("idle-node.ts", import.meta.url));
    const child = spawn(process.execPath, [program, proxy.url, String(idleMs)], {
      stdio: ["ignore", "pipe", "inherit"],
    });
    const exited = once(child, "exit");
    const words = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
    expect((await words.next()).value).toBe("begins");
    const before = new Map(proxy.statementsByName);
    const { cpuMs, wallMs } = JSON.parse((await words.next()).value as string) as { cpuMs: number; wallMs: number };
    const asked = [...proxy.statementsByName].map(([name, count]) => [name, count - (before.get(name) ?? 0)] as const);
    child.kill("SIGKILL");
    await exited;
    const statements = asked.reduce((sum, [, count]) => sum + count, 0);
    const statementsPerSecond = statements / (wallMs / 1_000);
    const cpuPercent = (cpuMs / wallMs) * 100;
    printFigure({
      what: "idle node",
      engine: "postgres",
      idleMs,
      cpuPercent: Number(cpuPercent.toFixed(2)),
      statementsPerSecond: Number(statementsPerSecond.toFixed(2)),
      statements: Object.fromEntries(asked.filter(([, count]) => count > 0)),
    });
    expect(statementsPerSecond).toBeLessThanOrEqual(mostStatements);
    // Below 1 % on a machine that does nothing else; the tests share theirs.
    expect(cpuPercent).toBeLessThan(10);
  },
);
