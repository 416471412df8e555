import { asScoriaError } from "../database/classify-error.ts";
import { storeError } from "../errors/stored-error.ts";
import type { EngineParts } from "../execution/engine-parts.ts";
import type { LaneJob } from "../lane/lane-job.ts";
import { timedWork } from "./timed-work.ts";

/** Periodic work of one node at a time: a lane's, or core's own under the name `core`. */
export interface NodeJob {
  readonly lane: string;
  readonly job: Omit<LaneJob, "run"> & {
    /** "again": it stopped before it had done all, and is due at once. */
    readonly run: (job: { readonly signal: AbortSignal }) => Promise<void | "again" | undefined>;
  };
  /** How often a node asks whether it is due, in milliseconds. Default: 5,000, or as often as it is due. */
  readonly askEveryMs?: number;
}

interface Job extends NodeJob {
  /** Nobody need ask the database before this moment of the monotonic clock. */
  quietUntil: number;
  underWay: Promise<void> | undefined;
}

const defaultTimeoutMs = 60_000;
const marginMs = 10_000;
/** How often a node asks whether a job is due that another node may have begun. */
const askEveryMs = 5_000;

/** Does the periodic work of the lanes and of core, each job by one node at a time: a row in the database says who has begun it, and when. */
export class JobRunner {
  readonly #parts: EngineParts;
  readonly #nodeId: string;
  readonly #jobs: readonly Job[];
  readonly #stop = new AbortController();

  constructor(parts: EngineParts, nodeId: string, own: readonly NodeJob[]) {
    this.#parts = parts;
    this.#nodeId = nodeId;
    const ofLanes = parts.lanes.work.flatMap(({ lane, jobs = [] }) => jobs.map((job): NodeJob => ({ lane, job })));
    this.#jobs = [...ofLanes, ...own].map((job) => ({ ...job, quietUntil: 0, underWay: undefined }));
  }

  /** Begins what is due, and does not wait for it. */
  look(): void {
    if (this.#stop.signal.aborted) return;
    const now = this.#parts.clock.monotonic();
    for (const job of this.#jobs) {
      if (job.underWay !== undefined || job.quietUntil > now) continue;
      job.quietUntil = now + (job.askEveryMs ?? Math.min(askEveryMs, job.job.everyMs));
      job.underWay = this.#doIfDue(job).finally(() => {
        job.underWay = undefined;
      });
    }
  }

  /** Ends what is under way, and begins nothing any more. */
  async stop(): Promise<void> {
    this.#stop.abort();
    await Promise.all(this.#jobs.flatMap(({ underWay }) => (underWay === undefined ? [] : [underWay])));
  }

  async #doIfDue(work: Job): Promise<void> {
    const { lane, job } = work;
    const { clock, logger, redactor } = this.#parts;
    const timeoutMs = job.timeoutMs ?? defaultTimeoutMs;
    try {
      if (!(await this.#begin(lane, job.name, timeoutMs + marginMs))) return;
      const begun = clock.monotonic();
      let failed = false;
      let isDone = true;
      try {
        await timedWork(clock, timeoutMs, this.#stop.signal, async (signal) => {
          isDone = (await job.run({ signal })) !== "again";
        });
      } catch (error) {
        failed = true;
        const { message } = storeError(error, redactor);
        logger.warn(`The job "${job.name}" of the lane "${lane}" failed: ${message} It is done again later.`, { lane });
      }
      const againMs = this.#stop.signal.aborted || !isDone ? 0 : Math.max(0, job.everyMs - (clock.monotonic() - begun));
      if (!isDone) work.quietUntil = 0;
      await this.#end(lane, job.name, Math.ceil(againMs), failed);
    } catch (error) {
      const { code, message } = asScoriaError(error, `doing the job "${job.name}" of the lane "${lane}"`);
      logger.warn(message, { code, lane });
    }
  }

  async #begin(lane: string, name: string, holdMs: number): Promise<boolean> {
    const { rows } = await this.#parts.database.control.query<{ begun: boolean }>({
      name: "scoria_begin_job",
      text: "select scoria.begin_job($1, $2, $3, $4) as begun",
      values: [lane, name, this.#nodeId, holdMs],
    });
    return rows[0]?.begun === true;
  }

  async #end(lane: string, name: string, againMs: number, failed: boolean): Promise<void> {
    await this.#parts.database.control.query({
      name: "scoria_end_job",
      text: "select scoria.end_job($1, $2, $3, $4, $5)",
      values: [lane, name, this.#nodeId, againMs, failed],
    });
  }
}
