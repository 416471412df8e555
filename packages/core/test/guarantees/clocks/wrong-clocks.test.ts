import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { createScoria, quietLogger } from "../../../src/index.ts";
import { ana } from "../../../src/testing/create-test-scoria.ts";
import { serverUrl } from "../../../src/testing/test-databases.ts";
import { printFigure } from "../proof.ts";
import { openRaceDatabase } from "../races/race-database.ts";

const hourMs = 3_600_000;

/** A node with a wrong clock, which has started one run of its own. */
class SkewedNode implements AsyncDisposable {
  readonly #child: ChildProcess;
  readonly #exited: Promise<unknown[]>;
  readonly #words: AsyncIterator<string>;

  constructor(url: string, name: string, skewMs: number, steps = "") {
    const program = fileURLToPath(new URL("skewed-process.ts", import.meta.url));
    const child = spawn(process.execPath, [program, url, name, String(skewMs), steps], {
      stdio: ["ignore", "pipe", "inherit"],
    });
    this.#child = child;
    this.#exited = once(child, "exit");
    this.#words = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  }

  async started(): Promise<string> {
    const word = await this.#words.next();
    return (word.value as string | undefined)?.split(" ")[1] ?? "";
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#child.kill("SIGKILL");
    await this.#exited;
  }
}

describe.skipIf(serverUrl === undefined)("nodes whose clocks are wrong (PostgreSQL)", () => {
  test("take nothing over too early, expire approvals in time, and keep the order", { timeout: 60_000 }, async () => {
    await using race = await openRaceDatabase();
    await using web = await createScoria({ database: race.url, worker: false, logger: quietLogger });
    await using ahead = new SkewedNode(race.url, "ahead", hourMs);
    await using behind = new SkewedNode(race.url, "behind", -hourMs);
    await using stepping = new SkewedNode(race.url, "stepping", 300_000, "steps");
    const asking = [await ahead.started(), await behind.started(), await stepping.started()];
    const starts = Array.from({ length: 12 }, () => ({ initialStep: { kind: "long" } }));
    const long = (await web.startRuns(ana, starts)).map(({ runId }) => runId);

    const nodes = new Set<string>();
    for (const runId of long) {
      const run = await web.waitForRun(ana, runId, { until: "settled", timeoutMs: 40_000 });
      expect(run.status).toBe("completed");
      if (run.status === "completed") for (const node of run.output as readonly string[]) nodes.add(node);
    }
    expect([...nodes].toSorted((a, b) => a.localeCompare(b))).toEqual(["ahead", "behind", "stepping"]);

    const lateMs: number[] = [];
    for (const runId of asking) {
      expect(await web.waitForRun(ana, runId, { until: "settled" })).toMatchObject({ output: { status: "expired" } });
      const { entries } = await web.getRunDetail(ana, runId);
      const at = (type: string): number => entries.find((entry) => entry.type === type)?.at.getTime() ?? Number.NaN;
      lateMs.push(at("approval.expired") - at("approval.requested") - 2_000);
    }
    const [counted] = await race.sql<{ takeovers: number; back: number; astray: number }>(`
select
  count(*) filter (where type = 'run.recovered') as takeovers,
  count(*) filter (where at < earlier) as back,
  count(*) filter (where abs(extract(epoch from scoria.clock() - at)) > 60) as astray
from (select type, at, lag(at) over (partition by run_id order by seq) as earlier from scoria.journal) entries`);
    for (const runId of [...long, ...asking]) {
      expect(await web.verifyEvidence(ana, runId)).toMatchObject({ ok: true });
    }
    printFigure({ promise: "P10", engine: "postgres", runs: long.length + asking.length, ...counted, lateMs });
    expect(counted).toEqual({ takeovers: 0, back: 0, astray: 0 });
    for (const late of lateMs) {
      expect(late).toBeGreaterThanOrEqual(-250);
      expect(late).toBeLessThan(5_000);
    }
  });
});
