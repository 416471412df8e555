import { backOffMs } from "../back-off.ts";
import { sleep, type Clock } from "../clock.ts";
import type { Connection } from "../database.ts";
import { classifyDatabaseError } from "../database/classify-error.ts";
import type { EntryDraft, StoredEntry } from "./entry.ts";
import type { Group, HeadChange, NewApproval } from "./group.ts";
import type { JournalWriter } from "./journal-writer.ts";
import { readJournal } from "./read-journal.ts";
import { sealEntries, type RunKey, type Tail } from "./seal-entries.ts";
import { joinTrees, type TreeChange } from "./tree-change.ts";

/** A request for approval, and which draft of its batch asks for it. */
export interface AskedBy extends Omit<NewApproval, "seq"> {
  readonly draft: number;
}

/** What an execution wants written at once. */
export interface Batch {
  readonly drafts: readonly EntryDraft[];
  readonly head?: HeadChange;
  readonly approvals?: readonly AskedBy[];
  readonly withdrawn?: readonly string[];
  readonly tree?: TreeChange;
  /** Give up when somebody else appended meanwhile: what was true when it was asked may not be true now. */
  readonly onlyIfUndisturbed?: boolean;
}

/** The entries as they are stored; `null`: given up, because the log was disturbed. */
export type Appended = readonly StoredEntry[] | null;

interface Queued {
  readonly batch: Batch;
  /** How much news there had been when it was asked for. */
  readonly news: number;
  readonly resolve: (appended: Appended) => void;
  readonly reject: (error: unknown) => void;
}

/** Beyond so much a group takes no further batch: a fan-out in one tick may ask for thousands of entries. */
const mostEntries = 512;
const mostBytes = 1024 * 1024;

export interface RunLogParts {
  readonly run: RunKey;
  readonly epoch: number;
  readonly tail: Tail;
  readonly writer: JournalWriter;
  readonly control: Connection;
  readonly clock: Clock;
  /** Milliseconds since 1970 by the best estimate of the database's clock. */
  readonly now: () => number;
  /** Entries that somebody else appended, in order. */
  readonly onExternal: (entries: readonly StoredEntry[]) => void;
  /** The run has another owner, or its journal cannot be read: this execution may write no more. Called once. */
  readonly onLost: () => void;
}

/**
 * One execution's view of the end of its run's journal. It numbers and chains what is appended, has one group under
 * way at a time, and joins what queued meanwhile into the next.
 *
 * When another entry stands at the place it wrote to, it reads what came: entries of the same epoch are news for the
 * execution, and it chains to them; an entry of another epoch, or a tail that is no longer there, means that the run
 * was taken over. Then nothing that was asked of it ever resolves.
 */
export class RunLog {
  readonly #parts: RunLogParts;
  readonly #queue: Queued[] = [];
  #tail: Tail;
  #behind = false;
  #working = false;
  #lost = false;
  #fruitless = 0;
  #news = 0;
  #underWay: Group | undefined;

  constructor(parts: RunLogParts) {
    this.#parts = parts;
    this.#tail = parts.tail;
  }

  get seq(): number {
    return this.#tail.seq;
  }

  /** Resolves after the commit. Rejects only when the database refuses the entries themselves. */
  append(batch: Batch): Promise<Appended> {
    return new Promise((resolve, reject) => {
      this.#queue.push({ batch, news: this.#news, resolve, reject });
      void this.#work();
    });
  }

  /** Somebody appended: read it. */
  catchUp(): void {
    this.#behind = true;
    void this.#work();
  }

  /** Nothing more is written, and nothing that was asked resolves. */
  stop(): void {
    this.#lost = true;
    this.#queue.length = 0;
    if (this.#underWay !== undefined) this.#parts.writer.withdraw(this.#underWay);
  }

  async #work(): Promise<void> {
    if (this.#working) return;
    this.#working = true;
    // What an execution asks for in one tick goes out as one group.
    await Promise.resolve();
    try {
      while (!this.#lost && (this.#behind || this.#queue.length > 0)) {
        if (this.#behind) await this.#absorb();
        else await this.#write(this.#next());
      }
    } catch {
      // The journal cannot be read although the database answers: nothing that is written now could be trusted.
      this.stop();
      this.#parts.onLost();
    } finally {
      this.#working = false;
    }
  }

  /** The queued batches that may share a group: a head changes once in a group, and what may be given up goes alone. */
  #next(): readonly Queued[] {
    let count = 0;
    let entries = 0;
    let bytes = 0;
    for (const { batch } of this.#queue) {
      const started = batch.tree?.starts ?? [];
      entries += batch.drafts.length + started.length;
      for (const { payload } of batch.drafts) bytes += payload.length;
      for (const { entry } of started) bytes += entry.payload.length;
      if (count > 0 && (batch.onlyIfUndisturbed || entries > mostEntries || bytes > mostBytes)) break;
      count += 1;
      if (batch.head !== undefined || batch.onlyIfUndisturbed) break;
    }
    return this.#queue.splice(0, count);
  }

  async #write(queued: readonly Queued[]): Promise<void> {
    const [first] = queued;
    if (first?.batch.onlyIfUndisturbed && first.news !== this.#news) return first.resolve(null);
    const { run, epoch, writer, now } = this.#parts;
    const drafts = queued.length === 1 && first ? first.batch.drafts : queued.flatMap(({ batch }) => batch.drafts);
    const entries = sealEntries(run, epoch, this.#tail, now(), drafts);
    const group = groupOf(run, this.#tail, entries, queued);
    try {
      this.#underWay = group;
      const outcome = await writer.write(group);
      if (this.#lost) return;
      if (outcome === "displaced") return await this.#afterDisplacement(queued);
    } catch (error) {
      for (const { reject } of queued) reject(error);
      return;
    } finally {
      this.#underWay = undefined;
    }
    this.#fruitless = 0;
    this.#tail = entries.at(-1) ?? this.#tail;
    let from = 0;
    for (const { batch, resolve } of queued) {
      resolve(entries.slice(from, (from += batch.drafts.length)));
    }
    // Every change of the head gives the run away: what queued behind it would stand after the end, or in another's time.
    if (group.head !== undefined) this.stop();
  }

  async #afterDisplacement(queued: readonly Queued[]): Promise<void> {
    const news = await this.#absorb();
    if (this.#lost) return;
    this.#queue.unshift(...queued);
    if (news) return;
    // The rival that displaced the group has not shown its entry yet.
    this.#fruitless += 1;
    await sleep(this.#parts.clock, Math.min(2 ** this.#fruitless, 250));
  }

  /** Reads what came after the tail. True when there was something. */
  async #absorb(): Promise<boolean> {
    this.#behind = false;
    const { run, epoch, onExternal, onLost } = this.#parts;
    const [tail, ...news] = await this.#read(run.runId);
    if (this.#lost) return false;
    if (tail?.hash !== this.#tail.hash || news.some((entry) => entry.epoch !== epoch)) {
      this.stop();
      onLost();
      return false;
    }
    this.#tail = news.at(-1) ?? this.#tail;
    this.#news += news.length;
    if (news.length > 0) onExternal(news);
    return news.length > 0;
  }

  async #read(runId: string): Promise<readonly StoredEntry[]> {
    for (let tries = 1; ; tries += 1) {
      try {
        return await readJournal(this.#parts.control, runId, this.#tail.seq);
      } catch (error) {
        if (this.#lost) return [];
        if (classifyDatabaseError(error) === "other" && tries > 3) throw error;
        await sleep(this.#parts.clock, backOffMs(tries, 2_000));
      }
    }
  }
}

function groupOf(run: RunKey, tail: Tail, entries: readonly StoredEntry[], queued: readonly Queued[]): Group {
  const approvals: NewApproval[] = [];
  const withdrawn: string[] = [];
  const tree = joinTrees(queued.flatMap(({ batch }) => (batch.tree === undefined ? [] : [batch.tree])));
  let head: HeadChange | undefined;
  let from = tail.seq + 1;
  for (const { batch } of queued) {
    for (const { draft, ...approval } of batch.approvals ?? []) approvals.push({ ...approval, seq: from + draft });
    withdrawn.push(...(batch.withdrawn ?? []));
    head = batch.head ?? head;
    from += batch.drafts.length;
  }
  return {
    ...run,
    previousHash: tail.hash,
    entries,
    ...(head === undefined ? {} : { head }),
    ...(approvals.length === 0 ? {} : { approvals }),
    ...(withdrawn.length === 0 ? {} : { withdrawn }),
    ...(tree === undefined ? {} : { tree }),
  };
}
