import { sleep, type Clock } from "../clock.ts";
import type { Connection } from "../database.ts";
import { asScoriaError, classifyDatabaseError } from "../database/classify-error.ts";
import { closed } from "../errors/core-errors.ts";
import type { Logger } from "../seams/logger.ts";
import { bytesOf, lastOf, type Group, type GroupOutcome } from "./group.ts";
import { readHashes } from "./read-journal.ts";
import { isOneEntry, writeBatch, writeOne } from "./write-statements.ts";

interface Waiting {
  readonly group: Group;
  readonly resolve: (outcome: GroupOutcome) => void;
  readonly reject: (error: unknown) => void;
  sent: boolean;
  /** A statement with it was cut off: it may or may not be stored. */
  uncertain: boolean;
}

const mostEntries = 512;
const mostBytes = 1024 * 1024;
const longestPauseMs = 2_000;

/**
 * The one door through which a process writes to the journal.
 *
 * Commits are shared: while one is under way the groups of other runs queue, and the next commit takes them all. A
 * group alone is sent at once, so sharing adds no delay. One commit is under way at a time, and the caller gives a run's
 * next group only after the last one's outcome, so nothing of a run is ever under way twice.
 *
 * An outcome that the connection took with it is found out, not guessed: the same bytes go again to the same place, and
 * the hash that stands there tells whose they are. A bad group fails alone; one that meets a held lock is tried again
 * on the side, so that its neighbours go on.
 */
export class JournalWriter {
  readonly #connection: Connection;
  readonly #control: Connection;
  readonly #clock: Clock;
  readonly #logger: Logger;
  readonly #queue: Waiting[] = [];
  readonly #stop = new AbortController();
  #underWay: Promise<void> | undefined;
  /** Groups that met a held lock, one after the other: they share a pool with the heartbeat, and must not fill it. */
  #aside: Promise<void> = Promise.resolve();

  constructor(parts: {
    readonly writer: Connection;
    readonly control: Connection;
    readonly clock: Clock;
    readonly logger: Logger;
  }) {
    this.#connection = parts.writer;
    this.#control = parts.control;
    this.#clock = parts.clock;
    this.#logger = parts.logger;
  }

  /**
   * Resolves once the group is committed (`landed`) or known not to be (`displaced`).
   *
   * Waits as long as the database is away. @throws CLOSED; what `asScoriaError` makes of a group the database refuses.
   */
  write(group: Group): Promise<GroupOutcome> {
    if (this.#stop.signal.aborted) return Promise.reject(closed("This Scoria facade"));
    return new Promise((resolve, reject) => {
      this.#queue.push({ group, resolve, reject, sent: false, uncertain: false });
      this.#underWay ??= this.#drain();
    });
  }

  /** Takes a group back that no statement has carried yet. False: it was sent, or is done. */
  withdraw(group: Group): boolean {
    const at = this.#queue.findIndex((waiting) => waiting.group === group && !waiting.sent);
    if (at >= 0) this.#queue.splice(at, 1);
    return at >= 0;
  }

  /** Writes what was given before, then takes no more. Gives up at once on a database that is away. */
  async close(): Promise<void> {
    this.#stop.abort();
    await this.#underWay;
  }

  async #drain(): Promise<void> {
    // Starts in the next microtask: what is written in the same tick shares the first commit.
    await Promise.resolve();
    while (this.#queue.length > 0) await this.#commit(this.#take());
    this.#underWay = undefined;
  }

  /** The next groups in order. A run has one group in a batch: what landed is told by run. */
  #take(): readonly Waiting[] {
    const runs = new Set<string>();
    let entries = 0;
    let bytes = 0;
    for (const { group } of this.#queue) {
      entries += group.entries.length;
      bytes += bytesOf(group);
      if (runs.has(group.runId) || (runs.size > 0 && (entries > mostEntries || bytes > mostBytes))) break;
      runs.add(group.runId);
    }
    return this.#queue.splice(0, runs.size);
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
    const [first] = groups;
    const statement = first !== undefined && isOneEntry(groups) ? writeOne(first) : writeBatch(groups);
    const { rows } = await connection.query<{ run_id: string }>(statement);
    const landed = new Set(rows.map((row) => row.run_id));
    const unsure = batch.filter((waiting) => waiting.uncertain && !landed.has(waiting.group.runId));
    if (unsure.length > 0) {
      const places = unsure.map(({ group }) => ({ runId: group.runId, seq: lastOf(group).seq }));
      const hashes = await readHashes(connection, places);
      unsure.forEach(({ group }, at) => {
        if (hashes[at] === lastOf(group).hash) landed.add(group.runId);
      });
    }
    for (const { group, resolve } of batch) resolve(landed.has(group.runId) ? "landed" : "displaced");
  }

  #pause(tries: number): Promise<void> {
    const ms = Math.min(longestPauseMs, 25 * 2 ** tries) * (0.5 + Math.random() / 2);
    return sleep(this.#clock, ms, this.#stop.signal);
  }
}

function rejectAll(batch: readonly Waiting[], error: unknown): void {
  for (const { reject } of batch) reject(error);
}
