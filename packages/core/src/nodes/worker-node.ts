import { randomUUID } from "node:crypto";
import type { EngineParts, OwnedRun } from "../execution/engine-parts.ts";
import { Execution, type ExecutionEnd } from "../execution/execution.ts";
import { failPoint } from "../fail-points.ts";
import type { StoredEntry } from "../journal/entry.ts";
import { readJournal, readJournals } from "../journal/read-journal.ts";
import { ScoriaError } from "../errors/scoria-error.ts";
import type { RunHints } from "../runs/run-hints.ts";
import type { RunSummary } from "../runs/run.ts";
import { retentionJobs } from "../retention/retention-job.ts";
import { BackgroundWork } from "./background-work.ts";
import { ChildCancels } from "./child-cancels.ts";
import { Follower } from "./follower.ts";
import { GivingBack } from "./giving-back.ts";
import { JobRunner } from "./job-runner.ts";
import { beat, signOff, vouchFor, type Beat, type OwnedEpoch } from "./heartbeat.ts";
import { Heartbeats } from "./heartbeats.ts";
import { watchLoop } from "./loop-watch.ts";
import type { NodeSettings } from "./node-settings.ts";
import { Polls } from "./polls.ts";
import { QueueClaims } from "./queue-claims.ts";
import { claimRuns, takeOverRuns, takeUpRuns, type TakenRun } from "./owned-runs.ts";
import { active, logStanding, type Standing } from "./standing.ts";
import {
  expireApprovals,
  haltLateRuns,
  forgetNodes,
  lookAround,
  noteDowns,
  parkHandlerlessRuns,
  queueDueRuns,
  runsWithNews,
} from "./sweeps.ts";

/** How many journals are read by one statement: each may be of several MiB. */
const journalsAtOnce = 32;
/** How many free slots a claim leaves to runs that are started here while it is under way. */
const mostSlotsLeft = 8;

/**
 * The part of a process that executes runs. It takes what is queued, goes on with what dead nodes left, tells the
 * database that it lives, and takes up what it owns without executing it.
 *
 * What this process did reaches it at once; what another did by a hint, or else by its poll.
 */
export class WorkerNode {
  /** New at every boot: a restarted process never inherits what its former self left half done. */
  readonly nodeId: string;
  readonly #parts: EngineParts;
  readonly #settings: NodeSettings;
  readonly #hints: RunHints;
  readonly #onClock: (databaseNow: number, askedAt: number) => void;
  readonly #fireSchedules: () => Promise<void>;
  readonly #follower: Follower;
  readonly #jobs: JobRunner;
  readonly #childCancels: ChildCancels;
  readonly #claims: QueueClaims;
  readonly #givingBack: GivingBack;
  readonly #background: BackgroundWork;
  readonly #heartbeats: Heartbeats;
  readonly #polls: Polls;
  readonly #executions = new Map<string, Execution>();
  /** Those that only wait for the commit of their run's end. */
  readonly #handledOnes = new Set<Execution>();
  #strays: ReadonlyMap<string, number> = new Map();
  #adopting = false;
  /** Slots that are taken by runs about to begin. */
  #reserved = 0;
  /** Runs of which somebody told while runs were being taken, who may be among them. */
  readonly #earlyNews = new Set<string>();
  #takes = 0;
  /** At the last poll there were runs in queues with limits: there is room for one of them whenever one ends. */
  #hasTurns = false;
  /** The tenant whose lines were the last that a claim came to. */
  #lastTenant = "";
  #closing = false;
  #standing: Standing = active;
  #lookingAfter: Promise<unknown> | undefined;
  #firing: Promise<unknown> | undefined;
  #loop: Disposable | undefined;

  constructor(
    parts: EngineParts,
    settings: NodeSettings,
    hints: RunHints,
    {
      onClock,
      fireSchedules,
    }: {
      readonly onClock: (databaseNow: number, askedAt: number) => void;
      readonly fireSchedules: () => Promise<void>;
    },
  ) {
    this.nodeId = `${settings.name}/${randomUUID()}`;
    this.#parts = parts;
    this.#settings = settings;
    this.#hints = hints;
    this.#onClock = onClock;
    this.#fireSchedules = fireSchedules;
    this.#follower = new Follower(parts);
    this.#background = new BackgroundWork(parts.logger, { nodeId: this.nodeId });
    this.#givingBack = new GivingBack(parts, { nodeId: this.nodeId, graceMs: settings.graceMs }, this.#background);
    this.#jobs = new JobRunner(parts, this.nodeId, retentionJobs(parts, this.nodeId));
    this.#childCancels = new ChildCancels(parts, hints);
    this.#heartbeats = new Heartbeats({
      settings,
      clock: parts.clock,
      background: this.#background,
      othersTakeOver: parts.database.engine !== "pglite",
      send: () => beat(parts.database.heartbeat, this, settings),
      onBeat: (answered, sentAt) => this.#onBeat(answered, sentAt),
      onOutOfTouch: () => this.#stopAll(),
    });
    this.#polls = new Polls({
      background: this.#background,
      clock: parts.clock,
      pollMs: settings.pollMs,
      look: () => this.#poll(),
    });
    this.#claims = new QueueClaims({
      background: this.#background,
      freeSlots: () => this.freeSlots,
      worthClaiming: Math.ceil(settings.concurrency / 4),
      clock: parts.clock,
      hasTurns: () => this.#hasTurns,
      take: (runIds) => this.#intoFreeSlots((most) => this.#claim(most, runIds)),
    });
  }

  get settings(): NodeSettings {
    return this.#settings;
  }

  get kinds(): readonly string[] {
    return [...this.#parts.handlers.keys()];
  }

  /**
   * How many more runs it could execute now. One whose end is being committed needs no slot any more, but no more of them
   * than there are slots are left out: while the database is slow, claims stop by themselves.
   */
  get freeSlots(): number {
    if (this.#takesNothing) return 0;
    const { concurrency } = this.#settings;
    return concurrency - (this.#executions.size - Math.min(this.#handledOnes.size, concurrency)) - this.#reserved;
  }

  get #takesNothing(): boolean {
    return this.#closing || this.#standing.standing !== "active";
  }

  /** Registers and begins to work. */
  async start(): Promise<void> {
    const { localNodes, control } = this.#parts.database;
    localNodes?.add(this.nodeId);
    try {
      await this.#heartbeats.start();
      if (localNodes !== null) await vouchFor(control, localNodes);
    } catch (error) {
      await this.#heartbeats.stop();
      localNodes?.delete(this.nodeId);
      throw error;
    }
    if (localNodes === null) this.#loop = watchLoop(this.#settings.leaseMs, this.#parts.logger);
    this.#polls.start();
  }

  /** Whether a run of these tenants is at work here: it has neither ended nor come to wait. */
  executes(tenants: readonly string[], runId: string): boolean {
    const run = this.#executions.get(runId)?.run;
    return run !== undefined && tenants.includes(run.tenantId);
  }

  /** Keeps a slot for a run that is being started here; false when there is none. */
  reserve(): boolean {
    if (this.freeSlots <= 0) return false;
    this.#reserved += 1;
    return true;
  }

  release(): void {
    this.#reserved -= 1;
  }

  /** Executes a run that this node owns by the books. `entries`: its journal, when the caller has it. */
  async execute(run: OwnedRun, entries?: readonly StoredEntry[]): Promise<void> {
    const before = this.#executions.get(run.runId);
    if (before !== undefined && before.run.epoch >= run.epoch) return;
    before?.abandon(new ScoriaError("LEASE_LOST", "A newer execution of this run began in this process."));
    const known = entries ?? (await readJournal(this.#parts.database.control, run.runId, 1));
    // Closing hands back what it knows of; this run is left to whoever finds it next.
    if (this.#closing) return;
    // Overtaken while the journal was read: another node has it by now, or a newer claim of this one.
    const newest = known.at(-1)?.epoch ?? 0;
    if (newest > run.epoch || (this.#executions.get(run.runId)?.run.epoch ?? -1) >= run.epoch) return;
    const execution = new Execution(this.#parts, run, known, {
      handled: () => this.#handled(execution),
      outdated: (entryType) => void this.#givingBack.leaveToLater(execution, entryType),
      ended: (end, now) => this.#ended(execution, end, now),
    });
    this.#executions.set(run.runId, execution);
    execution.begin();
    if (this.#earlyNews.has(run.runId)) execution.catchUp();
    // A claim or a start that was under way when the node was drained.
    if (this.#standing.standing === "draining") void this.#givingBack.giveBack(execution);
  }

  /** There may be something in the queue: these runs, or any. */
  claim(runIds?: readonly string[]): void {
    this.#claims.want(runIds);
  }

  /** Something that a lane follows was committed. */
  follow(): void {
    this.#follower.look();
  }

  /** Runs that have children were cancelled. */
  cancelChildren(): void {
    this.#childCancels.look();
  }

  /** Looks for everything that a poll would find, now. */
  lookNow(): void {
    this.#polls.now();
  }

  /** Somebody else appended to a run that may be executed here. */
  news(runId: string): void {
    const execution = this.#executions.get(runId);
    if (execution !== undefined) execution.catchUp();
    else if (this.#takes > 0) this.#earlyNews.add(runId);
  }

  /**
   * A start was repeated by its key, and the books give its run to this node. Takes it up if it is not executed here,
   * unless a claim or a start is under way that may be about to execute it: then the second heartbeat tells.
   */
  adopt(run: OwnedEpoch): void {
    const otherWork = this.#reserved > 1 || this.#adopting;
    if (this.#closing || otherWork || this.#executions.has(run.runId)) return;
    this.#adopting = true;
    void this.#background
      .run("taking up a run again", async () => {
        await this.#executeAll(await takeUpRuns(this.#parts.database.control, this.nodeId, [run]));
      })
      .finally(() => {
        this.#adopting = false;
      });
  }

  /**
   * Hands each run back as soon as the step that is under way in it has ended, or its time is over, and leaves word that
   * this node is gone. It goes on to say that it lives until then: its runs are its own while it waits for their steps.
   */
  async stop(): Promise<void> {
    this.#closing = true;
    const polled = this.#polls.stop();
    // At once: no step begins while a poll that is under way is waited for.
    for (const execution of this.#executions.values()) void execution.drain();
    const duties = Promise.all([this.#follower.stop(), this.#jobs.stop(), this.#childCancels.stop()]);
    await Promise.all([polled, this.#claims.settled()]);
    await Promise.all([this.#firing, this.#handOver()]);
    await Promise.all([duties, this.#heartbeats.stop()]);
    this.#loop?.[Symbol.dispose]();
    await this.#lookingAfter;
    this.#parts.database.localNodes?.delete(this.nodeId);
    await this.#background.run("signing off", () => signOff(this.#parts.database.control, this.nodeId));
  }

  /** From now on `stop` waits for no step: those under way are aborted, and their runs handed back at once. */
  hurry(): void {
    this.#givingBack.hurry();
  }

  async #handOver(): Promise<void> {
    await Promise.all([...this.#executions.values()].map((execution) => this.#givingBack.giveBack(execution)));
  }

  /** What the database lets this node do may have changed. */
  #stand(now: Standing): void {
    const before = this.#standing.standing;
    this.#standing = now;
    if (now.standing === before) return;
    logStanding(this.#parts.logger, this.nodeId, now);
    if (now.standing === "draining") void this.#handOver();
    if (now.standing === "active") this.claim();
  }

  async #claim(most: number, runIds: readonly string[] | null): Promise<readonly TakenRun[]> {
    const taken = await claimRuns(this.#parts.database.control, this.#shuffled(), most, runIds, this.#lastTenant);
    if (runIds === null) this.#lastTenant = lastInTurn(this.#lastTenant, taken);
    for (const { queue, run } of taken) this.#parts.queueCounts.add("taken", queue, run.tenantId);
    return taken;
  }

  #handled(execution: Execution): void {
    this.#handledOnes.add(execution);
    this.#claims.roomAgain();
  }

  #ended(execution: Execution, end: ExecutionEnd, now?: () => RunSummary): void {
    const { runId } = execution.run;
    if (this.#executions.get(runId) === execution) this.#executions.delete(runId);
    this.#handledOnes.delete(execution);
    this.#hints.over(runId, now);
    if (end === "abandoned") return;
    if (this.#hasTurns) this.claim();
    else this.#claims.roomAgain();
  }

  /**
   * Takes runs and executes them, while their slots are kept for them. A few that are free it leaves, so that runs that are
   * started here meanwhile find a slot too. True when it got all that it could take.
   */
  async #intoFreeSlots(take: (most: number) => Promise<readonly TakenRun[]>): Promise<boolean> {
    const most = this.freeSlots - Math.min(this.freeSlots >> 1, mostSlotsLeft);
    if (most <= 0) return false;
    this.#reserved += most;
    this.#takes += 1;
    try {
      const taken = await take(most);
      await this.#executeAll(taken);
      return taken.length === most;
    } finally {
      this.#reserved -= most;
      this.#takes -= 1;
      if (this.#takes === 0) this.#earlyNews.clear();
    }
  }

  async #executeAll(taken: readonly TakenRun[]): Promise<void> {
    if (taken.length > 0) await failPoint("resume.after-claim");
    const unread = taken.filter(({ entries }) => entries === undefined);
    await Promise.all(taken.map(async ({ run, entries }) => entries && this.#begin(run, entries)));
    for (let from = 0; from < unread.length; from += journalsAtOnce) {
      const some = unread.slice(from, from + journalsAtOnce).map(({ run }) => run);
      const journals = await readJournals(
        this.#parts.database.control,
        some.map(({ runId }) => runId),
      );
      await Promise.all(some.map((run) => this.#begin(run, journals.get(run.runId))));
    }
  }

  /** Whoever waits here for a run that was taken finds it at work. */
  async #begin(run: OwnedRun, entries: readonly StoredEntry[] | undefined): Promise<void> {
    await this.execute(run, entries);
    this.#hints.owned(run.runId);
  }

  async #poll(): Promise<void> {
    const { control } = this.#parts.database;
    this.#jobs.look();
    // Before it is asked which nodes are gone.
    await this.#vouchForNeighbours();
    const there = await lookAround(control, this, this.#settings.name, this.#follower.lanes);
    this.#stand(there.standing);
    if (there.followed) this.#follower.look();
    if (there.scheduled) this.#fire();
    if (there.due) this.#hints.queued(await queueDueRuns(control));
    if (there.expired) {
      for (const runId of await expireApprovals(control)) {
        this.#hints.fromOutside(runId, { types: ["approval.expired"], queued: true, owned: true });
      }
    }
    if (there.late) {
      for (const { runId, woken } of await haltLateRuns(control)) {
        this.#hints.fromOutside(runId, { types: ["approval.withdrawn", "run.halted"], queued: false });
        if (woken !== null) this.#hints.woken([woken]);
      }
    }
    this.#hasTurns = there.byTurn;
    if (there.queued && this.freeSlots > 0) this.#hints.foundUntold();
    if (there.queued || there.byTurn || there.due || there.expired) this.claim();
    await this.#claims.settled();
    if (there.lapsed) await this.#noteDowns();
    if (there.leftBehind) {
      const { poisonAfter } = this.#settings;
      const full = await this.#intoFreeSlots((most) => takeOverRuns(control, this.#shuffled(), most, poisonAfter));
      if (full) this.lookNow(); // there are more, and they have waited for a lease already
    }
    if (there.news && this.#executions.size > 0) {
      for (const { runId, seq } of await runsWithNews(control, this.nodeId)) {
        const execution = this.#executions.get(runId);
        if (execution !== undefined && execution.lastSeq < seq) execution.catchUp();
      }
    }
  }

  /** Beside the polls: a thousand that are due at once must not keep a node from what else there is. */
  #fire(): void {
    if (this.#closing) return;
    this.#firing ??= this.#background
      .run("firing schedules", () => this.#fireSchedules())
      .finally(() => {
        this.#firing = undefined;
      });
  }

  async #noteDowns(): Promise<void> {
    for (const { name, downs, until } of await noteDowns(this.#parts.database.control, this.nodeId)) {
      this.#parts.logger.warn(
        `The node name "${name}" went down ${downs} times in a short while, so nodes of that name take no runs until ` +
          `${until.toISOString()} or until an operator releases it.`,
        { nodeId: this.nodeId },
      );
    }
  }

  #onBeat({ databaseNow, owned, standing }: Beat, sentAt: number): void {
    this.#onClock(databaseNow, sentAt);
    if (this.#closing) return;
    this.#stand(standing);
    // On other connections, and nothing that the next heartbeat should wait for.
    this.#lookingAfter ??= this.#background
      .run("looking after its runs", () => this.#lookAfter(owned))
      .finally(() => {
        this.#lookingAfter = undefined;
      });
  }

  async #lookAfter(owned: readonly OwnedEpoch[]): Promise<void> {
    await this.#takeUpStrays(owned);
    this.#childCancels.look();
    await this.#vouchForNeighbours();
    // Beside a rolling deploy a kind may be without a node for a moment; embedded, there is no other node to wait for.
    const parkAfterMs = this.#parts.database.engine === "pglite" ? 0 : this.#settings.leaseMs * 2;
    for (const runId of await parkHandlerlessRuns(this.#parts.database.control, parkAfterMs)) {
      this.#hints.fromOutside(runId, { types: ["run.waiting"], queued: false });
    }
    await forgetNodes(this.#parts.database.control);
  }

  /** Before it is asked which nodes are gone: those of this process that share an embedded database are not. */
  async #vouchForNeighbours(): Promise<void> {
    const { localNodes, control } = this.#parts.database;
    if (localNodes !== null && localNodes.size > 1) await vouchFor(control, localNodes);
  }

  /**
   * Owned by the books for two beats under one epoch and not executed: the answer to a claim was lost on its way. A run
   * that is just being claimed shows in one beat at most, since each claim has an epoch of its own.
   */
  async #takeUpStrays(owned: readonly OwnedEpoch[]): Promise<void> {
    const strays = owned.filter(({ runId }) => !this.#executions.has(runId));
    const seenBefore = strays.filter(({ runId, epoch }) => this.#strays.get(runId) === epoch);
    this.#strays = new Map(strays.map(({ runId, epoch }) => [runId, epoch]));
    if (seenBefore.length === 0 || this.#adopting) return;
    await this.#executeAll(await takeUpRuns(this.#parts.database.control, this.nodeId, seenBefore));
  }

  #stopAll(): void {
    for (const execution of this.#executions.values()) {
      const { runId } = execution.run;
      const error = new ScoriaError(
        "LEASE_LOST",
        `No heartbeat reached the database in time, so run ${runId} stops here. Another node goes on with it.`,
        { runId },
      );
      this.#parts.logger.warn(error.message, { code: error.code, runId });
      execution.abandon(error);
    }
  }

  /** In another order each time, so that no kind always comes first. */
  #shuffled(): { readonly nodeId: string; readonly kinds: readonly string[] } {
    const kinds = [...this.kinds];
    const from = Math.floor(Math.random() * kinds.length);
    return { nodeId: this.nodeId, kinds: [...kinds.slice(from), ...kinds.slice(0, from)] };
  }
}

/** The tenant that comes last when those after `after` come first. */
function lastInTurn(after: string, taken: readonly TakenRun[]): string {
  const tenants = taken.map(({ run }) => run.tenantId).sort();
  return tenants.findLast((tenant) => tenant <= after) ?? tenants.at(-1) ?? "";
}
