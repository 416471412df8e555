import { cutOffStep } from "./ship-handler.ts";
import { dim, red, say } from "./terminal.ts";
import type { WorkerLine } from "./worker-line.ts";
import { startWorker, type WorkerProcess } from "./worker-process.ts";

/** One begun attempt at a step, and in which process. */
export interface Attempt {
  readonly step: string;
  readonly key: string;
  readonly worker: string;
  readonly pid: number;
}

/** The process that was killed, while one of its steps was done outside and not yet recorded. */
export interface Kill {
  readonly victim: WorkerProcess;
  readonly at: number;
}

/** A worker ended although nobody killed it; the message is for the reader. */
export class WorkerLost extends Error {}

/** Follows the workers of one run, prints what they do, and kills the one that has just charged the card. */
export class WorkerWatch {
  readonly attempts: Attempt[] = [];
  /** Resolves once the process was killed. Fails when one ends before that by itself. */
  readonly killed: Promise<Kill>;
  readonly #kill: (kill: Kill) => void;
  readonly #lost: (error: WorkerLost) => void;
  readonly #onReady = new Map<string, () => void>();
  readonly #place: { readonly database: string; readonly ledger: string };
  #startedAt = performance.now();
  #anyKilled = false;

  constructor(place: { readonly database: string; readonly ledger: string }) {
    this.#place = place;
    const { promise, resolve, reject } = Promise.withResolvers<Kill>();
    this.killed = promise;
    this.killed.catch(() => {}); // told to whoever waits for it
    this.#kill = resolve;
    this.#lost = reject;
  }

  /** Starts a worker and answers once it is at work. @throws WorkerLost - it ended before */
  async start(name: string): Promise<WorkerProcess> {
    const worker = startWorker(name, this.#place, (from, line) => this.#heard(from, line));
    const ready = new Promise<void>((resolve) => this.#onReady.set(name, resolve));
    const ended = worker.ended.then(({ code, signal }) => {
      const lost = new WorkerLost(`Worker ${name} ended by itself (${code ?? signal}); its own words are above.`);
      this.#lost(lost);
      throw lost;
    });
    await Promise.race([ready, ended]);
    return worker;
  }

  /** From now on the times that are printed count from here. */
  startClock(): void {
    this.#startedAt = performance.now();
  }

  /** Prints a line of the story with its time. */
  tell(who: string, what: string): void {
    const seconds = ((performance.now() - this.#startedAt) / 1000).toFixed(1);
    say(`${dim(`${seconds.padStart(5)} s`)}  ${who.padEnd(8)}  ${what}`);
  }

  #heard(worker: WorkerProcess, line: WorkerLine): void {
    const who = `worker ${worker.name}`;
    if (line.says === "ready") {
      this.tell(who, `is at work as process ${worker.pid}`);
      this.#onReady.get(worker.name)?.();
    } else if (line.says === "run") {
      this.tell(who, `asked for its run: ${line.runId}`);
    } else if (line.says === "began") {
      const again = this.attempts.some(({ key }) => key === line.key);
      this.attempts.push({ step: line.step, key: line.key, worker: worker.name, pid: worker.pid });
      this.tell(who, `${line.step}: ${again ? "began again, with the same idempotency key" : "began"}`);
    } else if (line.says === "done") {
      const known = line.answer === "known";
      this.tell(who, `${line.step}: ${known ? "the service knew the key and did nothing" : "done by the service"}`);
      if (line.step === cutOffStep && !this.#anyKilled) this.#killNow(worker);
    } else {
      this.tell(who, `${line.step}: answered`);
    }
  }

  #killNow(victim: WorkerProcess): void {
    this.#anyKilled = true;
    victim.kill("SIGKILL");
    this.tell(`worker ${victim.name}`, red("SIGKILL: the card is charged, and nothing of it is recorded"));
    this.#kill({ victim, at: performance.now() });
  }
}
