import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { createScoria, isScoriaError, migrate, quietLogger, type Scoria } from "../../../src/index.ts";
import { ana } from "../../../src/testing/create-test-scoria.ts";
import { countOf, printFigure, seedOr, timeLimit } from "../proof.ts";
import { until } from "../races/race-database.ts";
import { postgresBin, PrivateServer, type Stop } from "./private-server.ts";

const outages = countOf({ usual: 2, full: 5 });
const isFull = outages > 2;
const seed = seedOr(20_261_125);

/** A worker process, and its words. */
class Worker implements AsyncDisposable {
  readonly words: string[] = [];
  readonly #child: ChildProcess;
  readonly #exited: Promise<unknown[]>;

  constructor(url: string) {
    const program = fileURLToPath(new URL("outage-worker.ts", import.meta.url));
    const child = spawn(process.execPath, [program, url], { stdio: ["ignore", "pipe", "inherit"] });
    this.#child = child;
    this.#exited = once(child, "exit");
    createInterface({ input: child.stdout }).on("line", (line) => this.words.push(line));
  }

  async ready(): Promise<void> {
    await until("a worker is ready", () => this.words.includes("ready"), 20_000);
  }

  async end(): Promise<unknown> {
    this.#child.kill("SIGTERM");
    const [code, signal] = await this.#exited;
    return code ?? signal;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#child.kill("SIGKILL");
    await this.#exited;
  }
}

/** Starts runs one after the other until it is told to stop, each again under its key until it is acknowledged. */
async function load(
  web: Scoria,
  name: string,
  acknowledged: Map<string, string>,
  isOver: () => boolean,
): Promise<void> {
  for (let n = 1; !isOver(); n += 1) {
    const idempotencyKey = `${name}-${n}`;
    for (let isStarted = false; !isStarted;) {
      try {
        const { runId } = await web.startRun(ana, { initialStep: { kind: "three" }, idempotencyKey });
        acknowledged.set(idempotencyKey, runId);
        isStarted = true;
      } catch (error) {
        if (!isScoriaError(error, "DATABASE_UNAVAILABLE") && !isScoriaError(error, "DATABASE_BUSY")) throw error;
      }
    }
  }
}

/** The next whole number below, from a seed that is printed. */
function choices(from: number): (below: number) => number {
  let state = from;
  return (below) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state % below;
  };
}

const median = (numbers: readonly number[]): number => numbers.toSorted((a, b) => a - b)[numbers.length >> 1] ?? 0;

describe.skipIf(postgresBin === undefined)("a PostgreSQL that goes away under load and comes back", () => {
  test("pauses the runs: none is lost, none fails because of it", { timeout: timeLimit(120_000) }, async () => {
    await using server = await PrivateServer.start();
    await migrate({ database: server.url });
    await using web = await createScoria({ database: server.url, worker: false, logger: quietLogger });
    await using one = new Worker(server.url);
    await using two = new Worker(server.url);
    await Promise.all([one.ready(), two.ready()]);

    const choose = choices(seed);
    const acknowledged = new Map<string, string>();
    let isOver = false;
    const starters = Array.from({ length: 12 }, (_, n) => load(web, `starter-${n}`, acknowledged, () => isOver));
    const recoveriesMs: number[] = [];
    const downsMs: number[] = [];
    const completed = async (): Promise<number> => {
      const [row] = await server.sql<{ n: string }>("select count(*) as n from scoria.runs where status = 'completed'");
      return Number(row?.n);
    };
    for (let outage = 1; outage <= outages; outage += 1) {
      const before = await completed();
      await until("runs come to an end", async () => (await completed()) > before + 20, 30_000);
      const how: Stop = outage % 3 === 0 ? "fast" : "immediate";
      await server.stop(how);
      const downMs = isFull ? choose(20_000) : 2_000 + choose(3_000);
      const downAt = performance.now();
      await until("it was away for long enough", () => performance.now() - downAt >= downMs, 30_000);
      await server.start();
      const upAt = performance.now();
      const then = await completed();
      await until("runs come to an end again", async () => (await completed()) > then, 30_000);
      recoveriesMs.push(Math.round(performance.now() - upAt));
      downsMs.push(downMs);
    }
    isOver = true;
    await Promise.all(starters);

    const statuses = new Map<string, number>();
    for (const runId of acknowledged.values()) {
      const { status } = await web.waitForRun(ana, runId, { until: "settled", timeoutMs: 60_000 });
      statuses.set(status, (statuses.get(status) ?? 0) + 1);
    }
    const [{ n } = { n: "" }] = await server.sql<{ n: string }>("select count(*) as n from scoria.runs");
    const [{ twice } = { twice: "" }] = await server.sql<{ twice: string }>(
      `select count(*) as twice from (
         select from scoria.journal where type = 'step.completed' group by run_id, step_key having count(*) > 1
       ) steps`,
    );
    for (const runId of [...acknowledged.values()].slice(0, 50)) {
      expect(await web.verifyEvidence(ana, runId)).toMatchObject({ ok: true });
    }
    expect([await one.end(), await two.end()]).toEqual([0, 0]);
    printFigure({
      promise: "P9",
      engine: "postgres",
      seed,
      count: outages,
      acknowledged: acknowledged.size,
      completed: statuses.get("completed") ?? 0,
      recordedTwice: Number(twice),
      downsMs,
      recoveriesMs,
      recoveryMedianMs: median(recoveriesMs),
    });
    expect(Object.fromEntries(statuses)).toEqual({ completed: acknowledged.size });
    expect(Number(n)).toBe(acknowledged.size);
    expect(Number(twice)).toBe(0);
    expect([...one.words, ...two.words].filter((word) => word.startsWith("unhandled"))).toEqual([]);
  });
});
