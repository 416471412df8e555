import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { createScoria, quietLogger, type HandlerContext, type Scoria } from "../../../src/index.ts";
import { ana } from "../../../src/testing/create-test-scoria.ts";
import { createTestDatabase, serverUrl } from "../../../src/testing/test-databases.ts";
import { printFigure } from "../proof.ts";
import { until } from "../races/race-database.ts";

const leaseMs = 1_000;
const worker = { concurrency: 8, leaseMs, heartbeatMs: 200, pollMs: 50 };
const here = (ctx: HandlerContext): Promise<string> => ctx.step(ctx.kind, () => "here");

/** A process whose handlers take its event loop, its words, and what it writes to standard error. */
class SpinningProcess implements AsyncDisposable {
  readonly words: string[] = [];
  complaint = "";
  readonly #child: ChildProcess;
  readonly #exited: Promise<[code: number | null, signal: string | null]>;

  constructor(database: string, how: "works" | "embeds", task: object, flags: readonly string[] = []) {
    const program = fileURLToPath(new URL("spinning-process.ts", import.meta.url));
    const child = spawn(process.execPath, [...flags, program, database, how, JSON.stringify({ ...worker, ...task })], {
      stdio: ["ignore", "pipe", "pipe"],
    });
    this.#child = child;
    this.#exited = once(child, "exit") as Promise<[number | null, string | null]>;
    createInterface({ input: child.stdout }).on("line", (line) => this.words.push(line));
    child.stderr.on("data", (chunk: Buffer) => (this.complaint += chunk.toString()));
  }

  hears(word: string, ms = 15_000): Promise<string> {
    return until(`the process says "${word}"`, () => this.words.find((said) => said.startsWith(word)), ms);
  }

  tell(signal: NodeJS.Signals): void {
    this.#child.kill(signal);
  }

  /** The signal that killed it, or the code it ended with. */
  async end(): Promise<unknown> {
    const [code, signal] = await this.#exited;
    return signal ?? code;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#child.kill("SIGKILL");
    await this.#exited;
  }
}

test.each([
  ["only when that was asked for", { spinMs: null, watchdog: true }, "SIGKILL"],
  ["not by default, as nobody waits for its lease", { spinMs: leaseMs * 4 }, "came to an end"],
] as const)("a process on the embedded database is ended %s", { timeout: 60_000 }, async (_when, task, end) => {
  await using spinning = new SpinningProcess("memory:", "works", { ...task, startsOne: true });
  await spinning.hears("ready");
  await spinning.hears("spins");
  expect(await Promise.race([spinning.end(), spinning.hears("came to an end", 30_000)])).toBe(end);
});

describe.skipIf(serverUrl === undefined)("a process whose event loop stands still (PostgreSQL)", () => {
  async function onOneServer(work: (web: Scoria, url: string) => Promise<void>): Promise<void> {
    const on = await createTestDatabase("postgres");
    try {
      await (await on.open()).close();
      await using web = await createScoria({ database: on.url, worker: false, logger: quietLogger });
      await work(web, on.url);
    } finally {
      await on.drop();
    }
  }

  const start = async (web: Scoria, kind: string): Promise<string> =>
    (await web.startRun(ana, { initialStep: { kind } })).runId;

  test("is ended when it is a worker, says why, and others go on with its runs", { timeout: 60_000 }, async () => {
    await onOneServer(async (web, url) => {
      await using spinning = new SpinningProcess(url, "works", { spinMs: null });
      await spinning.hears("ready");
      const neighbour = await start(web, "nap");
      await spinning.hears(`naps ${neighbour}`);
      const spun = await start(web, "spin");
      await spinning.hears(`spins ${spun}`);
      const stoodStillAt = performance.now();
      await using other = await createScoria({
        database: url,
        worker,
        logger: quietLogger,
        handlers: { nap: here, spin: here },
      });
      for (const runId of [neighbour, spun]) {
        expect(await other.waitForRun(ana, runId, { until: "settled" })).toMatchObject({ output: "here" });
        const types = (await other.getRunDetail(ana, runId)).entries.map(({ type }) => type);
        expect(types).toContain("run.recovered");
      }
      expect(await spinning.end()).toBe("SIGKILL");
      const endedAfterMs = Math.round(performance.now() - stoodStillAt);
      expect(JSON.parse(spinning.complaint)).toMatchObject({
        level: "error",
        message: expect.stringContaining("stood still for more than 2000 ms") as string,
        reason: "event_loop_stopped",
      });
      printFigure({ promise: "P13", what: "watchdog", engine: "postgres", leaseMs, endedAfterMs });
      expect(endedAfterMs).toBeGreaterThanOrEqual(leaseMs * 2 - 100);
      expect(endedAfterMs).toBeLessThan(leaseMs * 6);
    });
  });

  test("goes on when it only stands still for less than two leases", { timeout: 60_000 }, async () => {
    await onOneServer(async (web, url) => {
      await using spinning = new SpinningProcess(url, "works", { spinMs: leaseMs * 1.5 });
      await spinning.hears("ready");
      await start(web, "spin");
      await spinning.hears("came to an end");
      await spinning.hears("The event loop of this process stood still");
      await spinning.hears("No heartbeat reached the database in time");
      expect(spinning.complaint).toBe("");
    });
  });

  test.each([
    ["only embeds the facade", "embeds", {}, []],
    ["was told to have no watchdog", "works", { watchdog: false }, []],
    ["has a debugger attached", "works", {}, ["--inspect=127.0.0.1:0"]],
  ] as const)(
    "is never ended when it %s, gives its runs up, and says so",
    { timeout: 60_000 },
    async (_why, how, more, flags) => {
      await onOneServer(async (web, url) => {
        await using spinning = new SpinningProcess(url, how, { spinMs: leaseMs * 5, ...more }, flags);
        await spinning.hears("ready");
        const neighbour = await start(web, "nap");
        await spinning.hears(`naps ${neighbour}`);
        await start(web, "spin");
        await spinning.hears("came to an end");
        await spinning.hears("The event loop of this process stood still");
        await spinning.hears("No heartbeat reached the database in time");
        expect(spinning.complaint).not.toContain("event_loop_stopped");
      });
    },
  );

  test("was stopped with all its threads and goes on: that is no fault of its loop", { timeout: 60_000 }, async () => {
    await onOneServer(async (web, url) => {
      await using stopped = new SpinningProcess(url, "works", { spinMs: 0 });
      await stopped.hears("ready");
      stopped.tell("SIGSTOP");
      const stoppedAt = performance.now();
      await until("six leases have gone by", () => performance.now() - stoppedAt > leaseMs * 6, 20_000);
      stopped.tell("SIGCONT");
      await start(web, "spin");
      await stopped.hears("came to an end");
      expect(stopped.complaint).toBe("");
    });
  });
});
