import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { createScoria, quietLogger, type HandlerContext, type RunWorkerOptions, type Scoria } from "../../src/index.ts";
import { ana, createTestScoria, quickWorker } from "../../src/testing/create-test-scoria.ts";
import { createTestDatabase, serverUrl, type TestDatabase } from "../../src/testing/test-databases.ts";
import { onEachEngine } from "../on-each-engine.ts";

/** A process whose whole program is `runWorker`, and its words. */
class WorkerProcess implements AsyncDisposable {
  readonly #child: ChildProcess;
  readonly #exited: Promise<unknown[]>;
  readonly #words: AsyncIterator<string>;

  constructor(database: string, ...start: readonly string[]) {
    const program = fileURLToPath(new URL("worker-process.ts", import.meta.url));
    this.#child = spawn(process.execPath, [program, database, ...start], { stdio: ["ignore", "pipe", "inherit"] });
    this.#exited = once(this.#child, "exit");
    const { stdout } = this.#child;
    if (stdout === null) throw new Error("The process has no output.");
    this.#words = createInterface({ input: stdout })[Symbol.asyncIterator]();
  }

  get pid(): number | undefined {
    return this.#child.pid;
  }

  async next(): Promise<string> {
    const word = await this.#words.next();
    return word.done === true ? "ended" : word.value;
  }

  tell(signal: NodeJS.Signals): void {
    this.#child.kill(signal);
  }

  /** The code it ended with, or the signal that killed it. */
  async end(): Promise<unknown> {
    const [code, signal] = await this.#exited;
    return code ?? signal;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#child.kill("SIGKILL");
    await this.#exited;
  }
}

describe.skipIf(serverUrl === undefined)("a worker process (PostgreSQL)", () => {
  /** The web process: it knows no handler, and executes nothing. */
  async function inWeb(work: (web: Scoria, on: TestDatabase) => Promise<void>): Promise<void> {
    const on = await createTestDatabase("postgres");
    try {
      await (await on.open()).close();
      await using web = await createScoria({ database: on.url, worker: false, logger: quietLogger });
      await work(web, on);
    } finally {
      await on.drop();
    }
  }

  test("executes what a web process starts, and ends with 0 when it is told to", async () => {
    await inWeb(async (web, { url }) => {
      await using worker = new WorkerProcess(url);
      expect(await worker.next()).toBe("ready");
      const starts = Array.from({ length: 20 }, () => ({ initialStep: { kind: "quick" } }));
      for (const { runId } of await web.startRuns(ana, starts)) {
        expect(await web.waitForRun(ana, runId, { until: "settled" })).toMatchObject({ output: worker.pid });
      }
      worker.tell("SIGTERM");
      expect(await worker.next()).toBe("closed");
      expect(await worker.end()).toBe(0);
    });
  });

  test("lets a step finish when it is told to end, and hands the run back for another process to finish", async () => {
    await inWeb(async (web, { url }) => {
      await using first = new WorkerProcess(url);
      const { runId } = await web.startRun(ana, { initialStep: { kind: "handOver" } });
      expect([await first.next(), await first.next()]).toEqual(["ready", `began ${runId}`]);
      first.tell("SIGTERM");
      expect(await first.next()).toBe("closed");
      expect(await first.end()).toBe(0);
      expect(await web.getRun(ana, runId)).toMatchObject({ status: "queued" });

      await using second = new WorkerProcess(url);
      expect(await web.waitForRun(ana, runId, { until: "settled" })).toMatchObject({
        output: { one: first.pid, two: second.pid },
      });
      const types = (await web.getRunDetail(ana, runId)).entries.map(({ type }) => type);
      const story = [
        "run.started",
        "step.completed",
        "run.handed_back",
        "run.resumed",
        "step.completed",
        "run.completed",
      ];
      expect(types.filter((type) => type !== "step.started")).toEqual(story);
      second.tell("SIGINT");
      expect(await second.end()).toBe(0);
    });
  });

  test("that is told twice waits for no step: it is aborted and its run handed back", async () => {
    await inWeb(async (web, { url }) => {
      await using worker = new WorkerProcess(url);
      const { runId } = await web.startRun(ana, { initialStep: { kind: "stuck" } });
      expect([await worker.next(), await worker.next()]).toEqual(["ready", `began ${runId}`]);
      worker.tell("SIGTERM");
      expect(await worker.next()).toBe("heard");
      const toldAgain = performance.now();
      worker.tell("SIGTERM");
      expect([await worker.next(), await worker.next(), await worker.next()]).toEqual(["heard", "aborted", "closed"]);
      // Without the second word it would have waited for 5 seconds.
      expect(performance.now() - toldAgain).toBeLessThan(4_000);
      expect(await worker.end()).toBe(0);
      const { status, entries } = await web.getRunDetail(ana, runId);
      expect([status, entries.at(-1)?.type]).toEqual(["queued", "run.handed_back"]);
    });
  });
});

test(
  "a worker process alone on an embedded database ends as cleanly, and the next one finishes",
  { timeout: 60_000 },
  async () => {
    const folder = await mkdtemp(join(tmpdir(), "scoria-worker-"));
    const database = `file:${folder}/db`;
    try {
      await using first = new WorkerProcess(database, "handOver");
      expect(await first.next()).toBe("ready");
      const [, runId = ""] = (await first.next()).split(" ");
      first.tell("SIGTERM");
      expect([await first.next(), await first.end()]).toEqual(["closed", 0]);

      await using second = new WorkerProcess(database);
      expect([await second.next(), await second.next()]).toEqual(["ready", `went on with ${runId}`]);
      second.tell("SIGTERM");
      expect([await second.next(), await second.end()]).toEqual(["closed", 0]);

      await using reader = await createScoria({ database, worker: false, logger: quietLogger });
      expect(await reader.getRun(ana, runId)).toMatchObject({ output: { one: first.pid, two: second.pid } });
    } finally {
      await rm(folder, { recursive: true });
    }
  },
);

onEachEngine("runWorker", (engine) => {
  const handlers = { note: (ctx: HandlerContext) => ctx.step("note", () => "noted") };
  const note = { initialStep: { kind: "note" as const } };
  const listeners = () => [process.listenerCount("SIGTERM"), process.listenerCount("SIGINT")];

  test("begins to execute on a facade that did not, until its signal aborts; then the facade is closed", async () => {
    const before = listeners();
    await using scoria = await createTestScoria({ engine, worker: false, handlers });
    const { runId } = await scoria.startRun(ana, note);
    const stop = new AbortController();
    const worked = scoria.runWorker({ ...quickWorker, signal: stop.signal });
    expect(await scoria.waitForRun(ana, runId, { until: "settled" })).toMatchObject({ output: "noted" });
    // From now on a start begins here and at once.
    expect(await scoria.startRun(ana, note)).toMatchObject({ status: "running" });
    expect(listeners()).toEqual(before.map((count) => count + 1));
    stop.abort();
    await worked;
    expect(listeners()).toEqual(before);
    await expect(scoria.getRun(ana, runId)).rejects.toMatchObject({ code: "CLOSED" });
    await expect(scoria.runWorker()).rejects.toMatchObject({ code: "CLOSED" });
  });

  test("on a facade that executes already goes on until it is closed, however many wait for that", async () => {
    await using scoria = await createTestScoria({ engine, handlers });
    const all = Promise.all([scoria.runWorker(), scoria.runWorker({ signal: new AbortController().signal })]);
    const { runId } = await scoria.startRun(ana, note);
    await scoria.waitForRun(ana, runId, { until: "settled" });
    await scoria.close();
    await all;
  });

  test("with a signal that has aborted executes nothing", async () => {
    const on = await createTestDatabase(engine);
    try {
      const scoria = await createTestScoria({ on, worker: false, handlers });
      const { runId } = await scoria.startRun(ana, note);
      await scoria.runWorker({ signal: AbortSignal.abort() });
      await using reader = await createTestScoria({ on, worker: false });
      expect(await reader.getRun(ana, runId)).toMatchObject({ status: "queued" });
    } finally {
      await on.drop();
    }
  });

  test("refuses what it does not know, and settings that come too late, and leaves everything as it was", async () => {
    const before = listeners();
    await using scoria = await createTestScoria({ engine, worker: false, handlers });
    const run = (options: unknown): Promise<void> => scoria.runWorker(options as RunWorkerOptions);
    for (const options of [7, null, { concurrency: 0 }, { signal: {} }, { leaseMs: 10, heartbeatMs: 9 }]) {
      await expect(run(options)).rejects.toMatchObject({ code: "INVALID_INPUT" });
    }
    await expect(run({ concurency: 1 })).rejects.toMatchObject({
      code: "UNKNOWN_OPTION",
      details: { nearest: "concurrency" },
    });
    expect(await scoria.startRun(ana, note)).toMatchObject({ status: "queued" });

    await using executing = await createTestScoria({ engine, handlers });
    await expect(executing.runWorker({ concurrency: 2 })).rejects.toMatchObject({
      code: "INVALID_INPUT",
      message: expect.stringContaining("createScoria({ worker })") as string,
    });
    expect(listeners()).toEqual(before);
  });
});
