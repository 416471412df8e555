import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { setTimeout as time } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import type { FarmTask, FarmWord } from "./be-worker.ts";

/** One process of a farm. */
export interface FarmWorker {
  readonly name: string;
  readonly ready: Promise<void>;
  state: "beginning" | "living" | "paused" | "gone";
}

/**
 * Processes over the public API that die, stand still and come back as a test tells them. It chooses nothing itself: which
 * one, and when, is for the seed of the test.
 */
export class WorkerFarm implements AsyncDisposable {
  readonly done = { spawned: 0, kills: 0, pauses: 0, ends: 0 };
  /** Everything that its processes have said. */
  readonly words: FarmWord[] = [];
  /** How processes ended that nobody had told to: there should be none. */
  readonly crashes: string[] = [];
  readonly #program: string;
  readonly #task: Omit<FarmTask, "name">;
  readonly #children = new Map<FarmWorker, Child>();

  /** @param program the file of their program, which calls `beWorker` */
  constructor(program: URL, task: Omit<FarmTask, "name">) {
    this.#program = fileURLToPath(program);
    this.#task = task;
  }

  /** Those that are at work: there is nothing to be learnt from killing one that has not begun. */
  get living(): readonly FarmWorker[] {
    return [...this.#children.keys()].filter(({ state }) => state === "living");
  }

  spawn(worker: FarmTask["worker"] = this.#task.worker): FarmWorker {
    this.done.spawned += 1;
    const name = `worker-${this.done.spawned}`;
    const task: FarmTask = { ...this.#task, name, worker };
    const child = new Child(this.#program, task, (word) => this.words.push(word));
    const one: FarmWorker = { name, ready: child.ready, state: "beginning" };
    this.#children.set(one, child);
    void child.ready.then(() => {
      if (one.state === "beginning") one.state = "living";
    });
    void child.ended.then((how) => {
      const expected = one.state === "gone";
      one.state = "gone";
      if (!expected) this.crashes.push(`${name} ended with ${how}`);
    });
    return one;
  }

  async kill(worker: FarmWorker): Promise<void> {
    worker.state = "gone";
    this.done.kills += 1;
    await this.#childOf(worker).kill();
  }

  /** Stops it in the middle of whatever it does, as a hypervisor would, and lets it go on after `ms`. */
  async pause(worker: FarmWorker, ms: number): Promise<void> {
    const child = this.#childOf(worker);
    this.done.pauses += 1;
    worker.state = "paused";
    child.signal("SIGSTOP");
    try {
      await time(ms);
    } finally {
      child.signal("SIGCONT");
      // Nobody kills one that is paused.
      worker.state = "living";
    }
  }

  /** Tells it to end; resolves with the code it ended with. */
  async end(worker: FarmWorker): Promise<number | string> {
    worker.state = "gone";
    this.done.ends += 1;
    const child = this.#childOf(worker);
    child.signal("SIGTERM");
    return child.ended;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const worker of this.#children.keys()) worker.state = "gone";
    await Promise.all([...this.#children.values()].map((child) => child.kill()));
  }

  #childOf(worker: FarmWorker): Child {
    const child = this.#children.get(worker);
    if (child === undefined) throw new Error(`${worker.name} is of another farm.`);
    return child;
  }
}

// Where Node itself would put it. It halves the time that a process takes to begin.
const compileCache = join(tmpdir(), "node-compile-cache");
/** Neither its processes nor their runs are to blame for what happens to them, again and again. */
const doneToOnPurpose = { SCORIA_WORKER_QUARANTINE: "off", SCORIA_WORKER_POISON_AFTER: "1000" };

class Child {
  readonly ready: Promise<void>;
  readonly ended: Promise<number | string>;
  readonly #process: ChildProcess;

  constructor(program: string, task: FarmTask, hear: (word: FarmWord) => void) {
    this.#process = spawn(process.execPath, [program, JSON.stringify(task)], {
      stdio: ["ignore", "pipe", "inherit"],
      env: { ...process.env, ...doneToOnPurpose, NODE_COMPILE_CACHE: compileCache },
    });
    const { promise: ready, resolve } = Promise.withResolvers<void>();
    this.ready = ready;
    const { stdout } = this.#process;
    if (stdout === null) throw new Error("The process has no output.");
    createInterface({ input: stdout }).on("line", (line) => {
      const word = JSON.parse(line) as FarmWord;
      if (word.what === "ready") resolve();
      hear(word);
    });
    this.ended = once(this.#process, "exit").then(([code, signal]: unknown[]) => {
      resolve();
      return (code ?? signal) as number | string;
    });
  }

  signal(name: NodeJS.Signals): void {
    this.#process.kill(name);
  }

  async kill(): Promise<void> {
    this.signal("SIGKILL");
    await this.ended;
  }
}
