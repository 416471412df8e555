import { z } from "zod";
import { components } from "./components.ts";
import { moment } from "./values.ts";

export interface QueueLimitsView {
  readonly maxSize: number | null;
  readonly concurrency: number | null;
  readonly tenantConcurrency: number | null;
  readonly keyConcurrency: number | null;
  readonly workloadWeights: Readonly<Record<string, number>>;
  /** Those of the operator's own tenants; what others are given is not told. */
  readonly tenantWeights: Readonly<Record<string, number>>;
}

export const queueLimitsView: z.ZodType<QueueLimitsView> = z
  .strictObject({
    maxSize: z.number().nullable(),
    concurrency: z.number().nullable(),
    tenantConcurrency: z.number().nullable(),
    keyConcurrency: z.number().nullable(),
    workloadWeights: z.record(z.string(), z.number()),
    tenantWeights: z.record(z.string(), z.number()),
  })
  .register(components, { id: "QueueLimits" });

export interface QueueFlowView {
  readonly added: number;
  readonly refused: number;
  readonly taken: number;
}

const queueFlowView: z.ZodType<QueueFlowView> = z
  .strictObject({
    added: z.number(),
    refused: z.number(),
    taken: z.number(),
  })
  .register(components, { id: "QueueFlow" });

/** A queue, as far as the operator's tenants go. */
export interface QueueView {
  readonly queue: string;
  readonly depth: number;
  readonly aside: number;
  readonly running: number;
  readonly oldestSince: string | null;
  /** `by` and `reason` are `null` for who does not have the permission `queues`. */
  readonly paused: { readonly since: string; readonly by: string | null; readonly reason: string | null } | null;
  readonly limits: QueueLimitsView;
  readonly lastFiveMinutes: QueueFlowView;
  readonly lastHour: QueueFlowView;
}

export interface QueueListView {
  readonly queues: readonly QueueView[];
}

export const queueListView: z.ZodType<QueueListView> = z
  .strictObject({
    queues: z.array(
      z.strictObject({
        queue: z.string(),
        depth: z.number(),
        aside: z.number(),
        running: z.number(),
        oldestSince: moment.nullable(),
        paused: z.strictObject({ since: moment, by: z.string().nullable(), reason: z.string().nullable() }).nullable(),
        limits: queueLimitsView,
        lastFiveMinutes: queueFlowView,
        lastHour: queueFlowView,
      }),
    ),
  })
  .register(components, { id: "QueueList" });

/** Which runs were taken out of a queue. */
export interface EmptiedView {
  readonly runIds: readonly string[];
}

export const emptiedView: z.ZodType<EmptiedView> = z
  .strictObject({ runIds: z.array(z.string()) })
  .register(components, { id: "Emptied" });
