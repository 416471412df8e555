import { backOffMs } from "../back-off.ts";
import { sleep, type Clock } from "../clock.ts";
import type { Connection } from "../database.ts";
import { asScoriaError, classifyDatabaseError } from "../database/classify-error.ts";
import { closed } from "../errors/core-errors.ts";
import { ScoriaError } from "../errors/scoria-error.ts";
import type { Logger } from "../seams/logger.ts";
import { bytesOf, lastOf, type Group, type GroupOutcome } from "./group.ts";
import { readHashes } from "./read-journal.ts";
import { noRoom, writeByTurn, writeStatement } from "./write-statements.ts";

interface Waiting {
  readonly group: Group;
  readonly bytes: number;
  readonly resolve: (outcome: GroupOutcome) => void;
  readonly reject: (error: unknown) => void;
  sent: boolean;
  /** A statement with it was cut off: it may or may not be stored. */
  uncertain: boolean;
}

/** Groups of one size: one commit of them is under way at a time. */
interface Track {
  readonly queue: Waiting[];
  underWay: Promise<void> | undefined;
  /** How many groups the last commit had. */
  lastShared: number;
}

/** What a caller wants when the writer holds as much as it may: an API call is told, a step waits. */
export type WhenFull = "refuse" | "wait";

const mostEntries = 512;
/** How many commits of a track are under way while there is a backlog. */
const mostUnderWay = 2;
const mostBytes = 1024 * 1024;
/** A larger entry goes on a track of its own, or the small ones beside it would wait for its bytes. */
const largeBytes = 64 * 1024;
const mostHeldBytes = 16 * 1024 * 1024;
const longestPauseMs = 2_000;

/**
 * The one door through which a process writes to the journal.
 *
 * Commits are shared: while one is under way the groups of other runs queue, and the next commit takes them all. A
 * group alone is sent at once, so sharing adds no delay. Large entries share commits with large ones only. The caller
 * gives a run's next group only after the last one's outcome, so nothing of a run is ever under way twice.
 *
 * An outcome that the connection took with it is found out, not guessed: the same bytes go again to the same place, and
 * the hash that stands there tells whose they are. A bad group fails alone; one that meets a held lock is tried again
 * on the side, so that its neighbours go on.
 *
 * It holds 16 MiB at most. Past that API calls are refused and steps wait, with their runs in their slots, so that claims
 * stop by themselves while the database is slow.
 */
export class JournalWriter {
  readonly #connection: Connection;
  readonly #control: Connection;
  readonly #clock: Clock;
  readonly #logger: Logger;
  readonly #onLanded: (group: Group) => void;
  readonly #onWoken: (runIds: readonly string[]) => void;
  readonly #stop = new AbortController();
  readonly #small: Track = { queue: [], underWay: undefined, lastShared: 0 };
  readonly #large: Track = { queue: [], underWay: undefined, lastShared: 0 };
  /** Whether lanes follow anything, as far as is known. */
  #isFollowed = false;
  #heldBytes = 0;
  #waitingForRoom: (() => void)[] = [];
  /** Groups that met a held lock, one after the other: they share a pool with the heartbeat, and must not fill it. */
  #aside: Promise<void> = Promise.resolve();

  constructor(parts: {
    readonly writer: Connection;
    readonly control: Connection;
    readonly clock: Clock;
    readonly logger: Logger;
    /** Told of each group once it is committed. Default: nobody. */
    readonly onLanded?: (group: Group) => void;
    /** Told of other runs that a commit put in the queue. Default: nobody. */
    readonly onWoken?: (runIds: readonly string[]) => void;
  }) {
    this.#connection = parts.writer;
    this.#control = parts.control;
    this.#clock = parts.clock;
    this.#logger = parts.logger;
    this.#onLanded = parts.onLanded ?? (() => {});
    this.#onWoken = parts.onWoken ?? (() => {});
  }

  /**
   * Resolves once the group is committed (`landed`) or known not to be (`displaced`). Waits as long as the database is
   * away.
   *
   * @throws DATABASE_BUSY when the writer is full and `whenFull` is "refuse"; CLOSED; what `asScoriaError` makes of a group
   * that the database refuses
   */
  async write(group: Group, whenFull: WhenFull = "wait"): Promise<GroupOutcome> {
    const bytes = bytesOf(group);
    // One group always finds room, however large: else it would wait for ever.
    while (this.#heldBytes > 0 && this.#heldBytes + bytes > mostHeldBytes) {
      if (this.#stop.signal.aborted) break;
      if (whenFull === "refuse") throw full();
      await new Promise<void>((resolve) => this.#waitingForRoom.push(resolve));
    }
    if (this.#stop.signal.aborted) throw closed("This Scoria facade");
    this.#heldBytes += bytes;
    try {
      return await new Promise((resolve, reject) => {
        const track = isLarge(group) ? this.#large : this.#small;
        track.queue.push({ group, bytes, resolve, reject, sent: false, uncertain: false });
        track.underWay ??= this.#drain(track);
      });
    } finally {
      this.#heldBytes -= bytes;
      for (const look of this.#waitingForRoom.splice(0)) look();
    }
  }

  /**
   * Writes starts that wait for their turn in their queues: all of them in one commit, or none and `full`. Doing it again with
   * the same groups has no second effect.
   *
   * @throws what the driver throws
   */
  async startByTurn(groups: readonly Group[]): Promise<readonly GroupOutcome[] | "full"> {
    const { rows } = await this.#control.query<{ run_id: string }>(writeByTurn(groups));
    const displaced = new Set(rows.map((row) => row.run_id));
    if (displaced.has(noRoom)) return "full";
    // The time before, whose answer may have been lost.
    if (displaced.size > 0) {
      const hashes = await readHashes(
        this.#control,
        groups.map((group) => ({ runId: group.runId, seq: lastOf(group).seq })),
      );
      groups.forEach((group, at) => {
        if (hashes[at] === lastOf(group).hash) displaced.delete(group.runId);
      });
    }
    return groups.map((group) => {
      if (displaced.has(group.runId)) return "displaced";
      this.#onLanded(group);
      return "landed";
    });
  }

  /** Takes a group back that no statement has carried yet. False: it was sent, or is done. */
  withdraw(group: Group): boolean {
    for (const { queue } of [this.#small, this.#large]) {
      const at = queue.findIndex((waiting) => waiting.group === group);
      const [waiting] = at < 0 ? [] : queue.splice(at, 1);
      if (waiting === undefined) continue;
      waiting.resolve("displaced");
      return true;
    }
    return false;
  }

  /** Writes what was given before, then takes no more. Gives up at once on a database that is away. */
  async close(): Promise<void> {
    this.#stop.abort();
    for (const look of this.#waitingForRoom.splice(0)) look();
    await Promise.all([this.#small.underWay, this.#large.underWay, this.#aside]);
  }

  async #drain(track: Track): Promise<void> {
    // What is written in the same tick shares the first commit. Where many runs are at work, what they do with the results
    // of the last one comes within a turn of the event loop: to wait for it spares a commit of one before that of the rest.
    await (track.lastShared > 1 ? nextTurn() : Promise.resolve());
    const underWay = new Set<Promise<void>>();
    while (track.queue.length > 0 || underWay.size > 0) {
      if (track.queue.length > 0) {
        const batch = take(track.queue);
        track.lastShared = batch.length;
        const commit = this.#commit(batch).finally(() => underWay.delete(commit));
        underWay.add(commit);
      }
      // Where another whole batch waits it is made up while the database is at this one.
      if (track.queue.length < mostEntries || underWay.size === mostUnderWay) await Promise.race(underWay);
    }
    track.underWay = undefined;
  }

  async #commit(batch: readonly Waiting[]): Promise<void> {
    for (let tries = 1; ; tries += 1) {
      try {
        await this.#send(this.#connection, batch);
        return;
      } catch (error) {
        const kind = classifyDatabaseError(error);
        if (kind !== "connection") return this.#afterRefusal(batch, error, kind);
        for (const waiting of batch) waiting.uncertain = true;
        if (this.#stop.signal.aborted) return rejectAll(batch, asScoriaError(error, "writing to the journal"));
        if (tries === 1) this.#logger.warn("The database cannot be reached; the journal waits for it.");
        await this.#pause(tries);
      }
    }
  }

  /** The statement was rolled back: nothing of the batch is stored, and no outcome is uncertain because of it. */
  async #afterRefusal(batch: readonly Waiting[], error: unknown, kind: string): Promise<void> {
    const [only] = batch;
    if (only === undefined) return;
    if (batch.length > 1) {
      // Locks are met one by one, or each half would wait for the same lock again; a bad row is looked for in halves.
      const middle = Math.ceil(batch.length / 2);
      const parts = kind === "contention" ? batch.map((one) => [one]) : [batch.slice(0, middle), batch.slice(middle)];
      for (const part of parts) await this.#commit(part);
      return;
    }
    if (kind === "torn") only.resolve("displaced");
    else if (kind === "contention") this.#aside = this.#aside.then(() => this.#tryAside(only));
    else only.reject(asScoriaError(error, "writing to the journal"));
  }

  async #tryAside(waiting: Waiting): Promise<void> {
    for (let tries = 1; ; tries += 1) {
      if (this.#stop.signal.aborted) return waiting.reject(closed("This Scoria facade"));
      await this.#pause(tries);
      try {
        return await this.#send(this.#control, [waiting]);
      } catch (error) {
        const kind = classifyDatabaseError(error);
        if (kind === "connection") waiting.uncertain = true;
        else if (kind === "torn") return waiting.resolve("displaced");
        else if (kind !== "contention") return waiting.reject(asScoriaError(error, "writing to the journal"));
      }
    }
  }

  async #send(connection: Connection, batch: readonly Waiting[]): Promise<void> {
    for (const waiting of batch) waiting.sent = true;
    const groups = batch.map(({ group }) => group);
    let statement = writeStatement(groups, this.#isFollowed);
    let { rows } = await connection.query<WrittenRow>(statement);
    if (!this.#isFollowed && statement.answers === "landed" && rows.length === 0) {
      // Somebody was there before, or something is followed by now: the whole statement tells which.
      statement = writeStatement(groups);
      ({ rows } = await connection.query<{ run_id: string }>(statement));
      this.#isFollowed = rows.length > 0;
    }
    const woken = rows.filter((row) => row.woken === true).map((row) => row.run_id);
    const answered = new Set((woken.length === 0 ? rows : rows.filter((row) => !row.woken)).map((row) => row.run_id));
    const displaced = new Set<string>();
    for (const { runId } of groups) {
      if (answered.has(runId) === (statement.answers === "displaced")) displaced.add(runId);
    }
    const unsure =
      displaced.size === 0 ? [] : batch.filter(({ uncertain, group }) => uncertain && displaced.has(group.runId));
    if (unsure.length > 0) {
      const places = unsure.map(({ group }) => ({ runId: group.runId, seq: lastOf(group).seq }));
      const hashes = await readHashes(connection, places);
      unsure.forEach(({ group }, at) => {
        if (hashes[at] === lastOf(group).hash) displaced.delete(group.runId);
      });
    }
    for (const { group, resolve } of batch) {
      const isLanded = !displaced.has(group.runId);
      resolve(isLanded ? "landed" : "displaced");
      if (isLanded) this.#onLanded(group);
    }
    if (woken.length > 0) this.#onWoken(woken);
  }

  #pause(tries: number): Promise<void> {
    return sleep(this.#clock, backOffMs(tries, longestPauseMs), this.#stop.signal);
  }
}

/** `woken`: another run, which the commit put in the queue. */
interface WrittenRow {
  readonly run_id: string;
  readonly woken?: boolean;
}

function isLarge({ entries, tree }: Group): boolean {
  return (
    entries.some(({ payload }) => payload.length > largeBytes) ||
    (tree?.starts?.some(({ entry }) => entry.payload.length > largeBytes) ?? false)
  );
}

/** The next groups in order. A run has one group in a batch: what landed is told by run. */
function take(queue: Waiting[]): readonly Waiting[] {
  const runs = new Set<string>();
  let entries = 0;
  let bytes = 0;
  for (const waiting of queue) {
    entries += waiting.group.entries.length + (waiting.group.tree?.starts?.length ?? 0);
    bytes += waiting.bytes;
    if (runs.has(waiting.group.runId) || (runs.size > 0 && (entries > mostEntries || bytes > mostBytes))) break;
    runs.add(waiting.group.runId);
  }
  return queue.splice(0, runs.size);
}

/** Resolves when the callbacks that are due in this turn of the event loop have run. */
function nextTurn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

function full(): ScoriaError<"DATABASE_BUSY"> {
  return new ScoriaError(
    "DATABASE_BUSY",
    "The database is slower than what this process wants to write, and as much waits as may wait. Nothing was written; try again.",
    { outcome: "not_written" },
  );
}

function rejectAll(batch: readonly Waiting[], error: unknown): void {
  for (const { reject } of batch) reject(error);
}
