import type { Connection } from "../database.ts";
import { plainArray, textArray } from "../database/array-text.ts";
import { classifyDatabaseError } from "../database/classify-error.ts";
import { headColumnsOfChange, toSummary, type RunHeadRow } from "../runs/run-head.ts";
import type { RunSummary } from "../runs/run.ts";

/** One decision, as it is to be recorded. */
export interface DecisionToRecord {
  readonly approvalId: string;
  readonly tenants: readonly string[];
  /** Its own: asking again with it has no second effect. */
  readonly decisionId: string;
  readonly decision: "approved" | "rejected";
  readonly actorId: string;
  readonly payload: string;
  readonly resume: boolean;
}

/** What became of a decision. */
export interface Verdict extends Outcome {
  /** The run as the commit of the decision left it; undefined: it is to be read. */
  readonly head: RunSummary | undefined;
}

interface Outcome {
  readonly outcome: "decided" | "already_decided" | "own_request" | "not_found";
  readonly run: string;
  /** Whether it put the run in the queue; null: it is not known. */
  readonly woken: boolean | null;
  readonly approval_status: string;
  readonly by_actor: string | null;
  readonly at: Date | null;
}

/** With the head of its run, whose columns are null where there is none. */
type OutcomeRow<OfOutcome = Outcome> = OfOutcome & (RunHeadRow | { readonly run_id: null });

interface SharedOutcome extends Omit<Outcome, "outcome"> {
  readonly decision: string;
  readonly outcome: Outcome["outcome"] | "busy";
}

interface Waiting {
  readonly decision: DecisionToRecord;
  readonly gaveUp: AbortSignal;
  readonly resolve: (verdict: Verdict) => void;
  readonly reject: (error: unknown) => void;
}

const mostInOne = 64;

/**
 * Records decisions, each in one commit with the inbox and the head of its run, under the head's lock, so that of two
 * decisions one wins. While one commit is under way those that come meanwhile gather for the next; one that comes alone is
 * sent at once. Whatever cannot be shared, because of a held lock or a fault, is recorded alone, so that its neighbours go
 * on.
 */
export class SharedDecisions {
  readonly #connection: Connection;
  readonly #ownAllowed: boolean;
  readonly #queue: Waiting[] = [];
  #isWorking = false;

  constructor(connection: Connection, ownAllowed: boolean) {
    this.#connection = connection;
    this.#ownAllowed = ownAllowed;
  }

  /**
   * Resolves after the commit. Once `gaveUp` is aborted nobody waits for it any more: a decision that was not sent by then is
   * not recorded. @throws what the driver throws
   */
  record(decision: DecisionToRecord, gaveUp: AbortSignal): Promise<Verdict> {
    return new Promise((resolve, reject) => {
      this.#queue.push({ decision, gaveUp, resolve, reject });
      if (!this.#isWorking) void this.#work();
    });
  }

  async #work(): Promise<void> {
    this.#isWorking = true;
    // What is decided in the same tick shares the first commit.
    await Promise.resolve();
    while (this.#queue.length > 0) {
      const batch = this.#queue.splice(0, mostInOne).filter(({ gaveUp }) => !gaveUp.aborted);
      if (batch.length > 0) await this.#recordAll(batch);
    }
    this.#isWorking = false;
  }

  async #recordAll(batch: readonly Waiting[]): Promise<void> {
    try {
      const { rows } = await this.#connection.query<OutcomeRow<SharedOutcome>>({
        name: "scoria_decide_approvals",
        text: `
select decided.*, ${headColumnsOfChange}
from scoria.decide_approvals($1::uuid[], $2::text[], $3::uuid[], $4::text[], $5::text[], $6::text[], $7::boolean[], $8) decided
left join lateral scoria.head_now(decided.run) r on true`,
        values: [
          plainArray(batch, ({ decision }) => decision.approvalId),
          textArray(batch, ({ decision }) => textArray(decision.tenants, (tenant) => tenant)),
          plainArray(batch, ({ decision }) => decision.decisionId),
          plainArray(batch, ({ decision }) => decision.decision),
          textArray(batch, ({ decision }) => decision.actorId),
          textArray(batch, ({ decision }) => decision.payload),
          plainArray(batch, ({ decision }) => decision.resume),
          this.#ownAllowed,
        ],
      });
      const verdicts = new Map(rows.map((row) => [row.decision, row]));
      const alone: Waiting[] = [];
      for (const waiting of batch) {
        const verdict = verdicts.get(waiting.decision.decisionId);
        if (verdict === undefined || verdict.outcome === "busy") alone.push(waiting);
        else waiting.resolve(toVerdict({ ...verdict, outcome: verdict.outcome }));
      }
      this.#recordEach(alone);
    } catch (error) {
      // With the connection whoever asked asks again. Anything else one of them brought upon all.
      if (classifyDatabaseError(error) === "connection") for (const { reject } of batch) reject(error);
      else this.#recordEach(batch);
    }
  }

  /** Nobody waits for it: who holds a head must not hold up the decisions that come next. */
  #recordEach(alone: readonly Waiting[]): void {
    for (const { decision, resolve, reject } of alone) this.#recordAlone(decision).then(resolve, reject);
  }

  async #recordAlone(decision: DecisionToRecord): Promise<Verdict> {
    const { rows } = await this.#connection.query<OutcomeRow>({
      name: "scoria_decide_approval",
      text: `
select decided.*, ${headColumnsOfChange}
from scoria.decide_approval($1, $2::text[], $3, $4, $5, $6, $7, $8) decided
left join lateral scoria.head_now(decided.run) r on true`,
      values: [
        decision.approvalId,
        decision.tenants,
        decision.decisionId,
        decision.decision,
        decision.actorId,
        decision.payload,
        decision.resume,
        this.#ownAllowed,
      ],
    });
    const [verdict] = rows;
    if (verdict === undefined) throw new Error("A decision was not answered.");
    return toVerdict(verdict);
  }
}

/** A decision that was recorded before says nothing of how its run stands now. */
function toVerdict(row: OutcomeRow): Verdict {
  const { outcome, run, woken, approval_status, by_actor, at } = row;
  const isNew = outcome === "decided" && woken !== null && row.run_id !== null && row.finished_at === null;
  return { outcome, run, woken, approval_status, by_actor, at, head: isNew ? toSummary(row) : undefined };
}
