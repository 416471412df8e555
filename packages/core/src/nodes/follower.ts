import { storeError } from "../errors/stored-error.ts";
import type { EngineParts } from "../execution/engine-parts.ts";
import { toEntry } from "../journal/entry.ts";
import { readJournal } from "../journal/read-journal.ts";
import type { LaneFollow } from "../lane/lane-follow.ts";
import { BackgroundWork } from "./background-work.ts";
import { timedWork } from "./timed-work.ts";

interface ClaimedFollow {
  readonly lane: string;
  readonly run_id: string;
  readonly tenant_id: string;
  readonly seq: number;
  readonly version: number;
}

const defaultTimeoutMs = 30_000;
/** Beyond what `take` may take: reading, and saying how far it came. */
const marginMs = 10_000;
/** How many runs are claimed at once, and how many of them are given to their lanes at a time. */
const most = 32;
const atOnce = 4;

/**
 * Gives lanes what was committed, at least once: from where each lane stood with a run, in order. What this process wrote
 * it gives at once; what others wrote when it is told, or at the poll.
 */
export class Follower {
  readonly #parts: EngineParts;
  readonly #background: BackgroundWork;
  readonly #follows = new Map<string, LaneFollow>();
  readonly #stop = new AbortController();
  #working: Promise<unknown> | undefined;
  #again = false;

  constructor(parts: EngineParts) {
    this.#parts = parts;
    this.#background = new BackgroundWork(parts.logger);
    for (const { lane, follow } of parts.lanes.work) if (follow !== undefined) this.#follows.set(lane, follow);
  }

  /** The lanes that follow anything. */
  get lanes(): readonly string[] {
    return [...this.#follows.keys()];
  }

  /** Looks for what was committed, and does not wait for it. */
  look(): void {
    if (this.#follows.size === 0 || this.#stop.signal.aborted) return;
    this.#again = true;
    this.#working ??= this.#background
      .run("looking for what lanes follow", () => this.#work())
      .finally(() => {
        this.#working = undefined;
      });
  }

  /** Ends what is under way, and begins nothing any more. */
  async stop(): Promise<void> {
    this.#stop.abort();
    await this.#working;
  }

  async #work(): Promise<void> {
    while (this.#again && !this.#stop.signal.aborted) {
      this.#again = false;
      const claimed = await this.#claim();
      if (claimed.length === most) this.#again = true;
      const queue = [...claimed];
      const give = async (): Promise<void> => {
        for (let next = queue.shift(); next !== undefined; next = queue.shift()) await this.#give(next);
      };
      await Promise.all(Array.from({ length: Math.min(atOnce, queue.length) }, give));
    }
  }

  async #claim(): Promise<readonly ClaimedFollow[]> {
    const lanes = [...this.#follows];
    const holds = lanes.map(([, { timeoutMs = defaultTimeoutMs }]) => timeoutMs + marginMs);
    const { rows } = await this.#parts.database.control.query<ClaimedFollow>({
      name: "scoria_claim_follows",
      text: "select * from scoria.claim_follows($1::text[], $2::integer[], $3)",
      values: [lanes.map(([lane]) => lane), holds, most],
    });
    return rows;
  }

  async #give(claimed: ClaimedFollow): Promise<void> {
    const { control, lanes } = this.#parts.database;
    const { lane, run_id: runId, tenant_id: tenantId, seq, version } = claimed;
    const follow = this.#follows.get(lane);
    if (follow === undefined || this.#stop.signal.aborted) return;
    const news = await readJournal(lanes, runId, seq + 1);
    const entries = news.filter(({ type }) => follow.types.includes(type)).map(toEntry);
    if (entries.length > 0) {
      try {
        await timedWork(this.#parts.clock, follow.timeoutMs ?? defaultTimeoutMs, this.#stop.signal, (signal) =>
          follow.take({ runId, tenantId, entries, signal }),
        );
      } catch (error) {
        return this.#failed(claimed, error);
      }
    }
    await control.query({
      name: "scoria_end_follow",
      text: "select scoria.end_follow($1, $2, $3, $4)",
      values: [lane, runId, news.at(-1)?.seq ?? seq, version],
    });
    // What came meanwhile is pending again, and nobody may have been told.
    this.#again ||= news.length > 0;
  }

  async #failed({ lane, run_id: runId }: ClaimedFollow, error: unknown): Promise<void> {
    const { control } = this.#parts.database;
    const { rows } = await control.query<{ failed: number }>({
      name: "scoria_fail_follow",
      text: "select failed from scoria.fail_follow($1, $2)",
      values: [lane, runId],
    });
    const { message } = storeError(error, this.#parts.redactor);
    const failures = rows[0]?.failed ?? 1;
    this.#parts.logger.warn(`The lane "${lane}" could not follow a run: ${message} It is given the same again later.`, {
      runId,
      lane,
      failures,
    });
  }
}

/** Says in the database what the lanes of this process follow, so that every process tells them. */
export async function registerFollows({ database, lanes }: Pick<EngineParts, "database" | "lanes">): Promise<void> {
  for (const { lane, follow } of lanes.work) {
    if (follow === undefined) continue;
    await database.control.query({
      text: "select scoria.set_follow($1, $2::text[])",
      values: [lane, [...new Set(follow.types)].toSorted()],
    });
  }
}
