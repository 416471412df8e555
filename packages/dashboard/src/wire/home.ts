import { z } from "zod";
import { components } from "./components.ts";
import { runItem, type RunItem } from "./run.ts";
import { moment } from "./values.ts";

/** What became of the runs that were created in one stretch of time. What is missing from `started` is still under way. */
export interface BucketView {
  readonly at: string;
  readonly started: number;
  readonly completed: number;
  readonly failed: number;
  readonly halted: number;
  readonly cancelled: number;
}

/**
 * Why a run is shown on the home page. `operator`: it waits for one. `quiet`: it runs and has recorded nothing for ten
 * minutes. `aged`: it has been queued for over five minutes, or has waited for a decision for over a day. `deadline`: its
 * deadline is near or past.
 */
export type AttentionReason = "operator" | "quiet" | "aged" | "deadline";

export interface AttentionView {
  readonly reason: AttentionReason;
  readonly since: string;
  readonly run: RunItem;
}

/** What an operator sees first. All of it is of the operator's tenants. */
export interface HomeView {
  /** When it was read, by the database's clock. */
  readonly at: string;
  readonly approvals: {
    readonly pending: number;
    /** Whether there are more than were counted. */
    readonly pendingIsMore: boolean;
    readonly oldestPendingAt: string | null;
    readonly expiringWithinHour: number;
  };
  readonly runs: {
    readonly queued: number;
    readonly running: number;
    readonly waiting: number;
    readonly completed24h: number;
    readonly failed24h: number;
    readonly halted24h: number;
    readonly cancelled24h: number;
    /** Whether more runs were created within 24 hours than `countLimit`: then only the newest of them are counted. */
    readonly isMore: boolean;
  };
  readonly waitingFor: {
    readonly approval: number;
    readonly timer: number;
    readonly signal: number;
    readonly runs: number;
    readonly operator: number;
  };
  /** The last 24 hours, oldest first. */
  readonly series: { readonly bucketMs: number; readonly buckets: readonly BucketView[] };
  /** At most 20, the worst first. */
  readonly attention: readonly AttentionView[];
  readonly countLimit: number;
}

export const homeView: z.ZodType<HomeView> = z
  .strictObject({
    at: moment,
    approvals: z.strictObject({
      pending: z.number(),
      pendingIsMore: z.boolean(),
      oldestPendingAt: moment.nullable(),
      expiringWithinHour: z.number(),
    }),
    runs: z.strictObject({
      queued: z.number(),
      running: z.number(),
      waiting: z.number(),
      completed24h: z.number(),
      failed24h: z.number(),
      halted24h: z.number(),
      cancelled24h: z.number(),
      isMore: z.boolean(),
    }),
    waitingFor: z.strictObject({
      approval: z.number(),
      timer: z.number(),
      signal: z.number(),
      runs: z.number(),
      operator: z.number(),
    }),
    series: z.strictObject({
      bucketMs: z.number(),
      buckets: z.array(
        z.strictObject({
          at: moment,
          started: z.number(),
          completed: z.number(),
          failed: z.number(),
          halted: z.number(),
          cancelled: z.number(),
        }),
      ),
    }),
    attention: z.array(
      z.strictObject({ reason: z.enum(["operator", "quiet", "aged", "deadline"]), since: moment, run: runItem }),
    ),
    countLimit: z.number(),
  })
  .register(components, { id: "Home" });
