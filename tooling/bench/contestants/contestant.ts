/** Where a contestant works, and at how much at once. */
export interface Setting {
  /** A fresh database of its own on the server that all contestants share. */
  readonly databaseUrl: string;
  /** How many units of work the driver has under way at once. A contestant may size its pools by it. */
  readonly concurrency: number;
}

/** The result that each durable step of a run gives: about 200 bytes of JSON. */
export interface StepResult {
  readonly step: number;
  readonly text: string;
}

export function stepResult(step: number): StepResult {
  return { step, text: "a result of a step, as long as a short answer of a model might be ".repeat(3).slice(0, 170) };
}

export const stepsOfRun = 10;

export const runsOfSession = 50;

/** Runs of `stepsOfRun` durable steps: a step's result is durable before the next step begins. */
export interface RunsWork extends AsyncDisposable {
  /** Does one run. Resolves when it is durable that it has ended. */
  run(): Promise<void>;
}

/** Runs that do a step, wait durably for somebody's decision, do another step and end. */
export interface ApprovalsWork extends AsyncDisposable {
  /** Starts one. Resolves with its id when it is durable that it waits. */
  start(): Promise<string>;
  /** Resolves when a run that was started here has ended. Left out: whoever decides sees to it that the run ends, and waits for it. */
  ended?(id: string): Promise<void>;
}

/** The other process: it knows a run by its id only. */
export interface Decider extends AsyncDisposable {
  /** Decides that the run goes on. Where the starter has no `ended`, resolves when it is durable that the run has ended. */
  decide(id: string): Promise<void>;
}

/** A queue of jobs that do nothing. */
export interface QueueWork extends AsyncDisposable {
  /** Adds so many, by the fastest documented way. No worker runs yet. */
  enqueueInBulk(count: number): Promise<void>;
  /** Adds one; called `concurrency` at a time. No worker runs yet. */
  enqueueOne(): Promise<void>;
}

/** A process that works a queue off. */
export interface Drainer extends AsyncDisposable {
  /** Boots a worker and resolves when `count` jobs are done, durably, counted in this process or asked of the database. */
  drain(count: number): Promise<void>;
  /** How many jobs were done in this process; one that was done twice counts twice. Left out: it is not known. */
  handled?(): number;
  /** How many jobs of the queue are not done, as its store has it. Left out: it is not asked. */
  left?(): Promise<number>;
}

/** Runs of `stepsOfRun` steps that take a while each, whose process is killed midway. */
export interface RecoveryWork extends AsyncDisposable {
  /**
   * Starts all runs at once and resolves when all have ended. Each step calls `onStep` when its work is done, just before its
   * result is given to the contestant, and takes `stepMs`.
   */
  begin(ids: readonly string[], stepMs: number, onStep: () => void): Promise<void>;
}

export interface Recoverer extends AsyncDisposable {
  /**
   * In a new process, after the other was killed: has all runs end, and resolves when it is durable. `onStep` as above.
   * Where runs are taken over after some time only, `onTakeover` is called when that time is over.
   */
  recover(ids: readonly string[], stepMs: number, onStep: () => void, onTakeover: () => void): Promise<void>;
  /** How many of these have ended well, with all their steps, as the store has it. Left out: it is not asked. */
  countEnded?(ids: readonly string[]): Promise<number>;
}

/** A store of finished runs of `stepsOfRun` steps each, `runsOfSession` in each session. */
export interface ReadbackWork extends AsyncDisposable {
  /** Fills the store by the contestant's own verbs for a few runs and copies of their rows by SQL, and analyses it. */
  fill(runs: number): Promise<void>;
  /** Reads one run with its steps, any of the store; each call another. Resolves with the number of steps. */
  readRun(): Promise<number>;
  /** Lists the latest `runsOfSession` of one session; each call another. Resolves with the number of runs. Left out: there is no such list. */
  listSession?(): Promise<number>;
}

/** Somebody who does the same work as the others. Each workload it has runs in fresh processes. */
export interface Contestant {
  readonly name: string;
  /** The npm packages that do its work, to look up their versions. */
  readonly packages: readonly string[];
  /** What makes it different from the others: weaker, not on PostgreSQL, a floor. */
  readonly note?: string;
  readonly runs?: (setting: Setting) => Promise<RunsWork>;
  readonly approvals?: (setting: Setting) => Promise<ApprovalsWork>;
  readonly decider?: (setting: Setting) => Promise<Decider>;
  readonly queue?: (setting: Setting) => Promise<QueueWork>;
  readonly drainer?: (setting: Setting) => Promise<Drainer>;
  /** Whether several drainers may work one queue off: each then resolves when the queue is empty, however few jobs it had. */
  readonly drainsTogether?: boolean;
  readonly recovery?: (setting: Setting) => Promise<RecoveryWork>;
  readonly recoverer?: (setting: Setting) => Promise<Recoverer>;
  readonly readback?: (setting: Setting) => Promise<ReadbackWork>;
}
