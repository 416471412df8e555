import type { Json } from "@scoria/core";
import { z } from "zod";
import { components } from "./components.ts";
import { runItem, type RunItem } from "./run.ts";
import { id, json, reason, type Refusal } from "./values.ts";

const name = z.string().trim().min(1).max(200);
/** An id of the host's, as long as an identity's may be. */
const hostId = z.string().trim().min(1).max(256);

/** Why it is done; recorded with it. */
export interface Reason {
  readonly reason?: string;
}

export const reasonBody: z.ZodType<Reason> = z
  .strictObject({ reason: reason.exactOptional() })
  .register(components, { id: "Reason" });

/** What comes of cancelling a run. */
export interface CancelledView {
  readonly run: RunItem;
  /** It is on record, but the run had not ended yet: it does as soon as its owner sees it. */
  readonly cancelRequested: boolean;
}

export const cancelledView: z.ZodType<CancelledView> = z
  .strictObject({ run: runItem, cancelRequested: z.boolean() })
  .register(components, { id: "Cancelled" });

/** Up to 100 runs, none twice. */
export interface RunIds {
  readonly runIds: readonly string[];
}

export interface RunIdsAndReason extends RunIds, Reason {}

const runIds = z
  .array(id)
  .min(1)
  .max(100)
  .refine((ids) => new Set(ids).size === ids.length, "none twice");

export const runIdsBody: z.ZodType<RunIds> = z.strictObject({ runIds }).register(components, { id: "RunIds" });
export const runIdsAndReasonBody: z.ZodType<RunIdsAndReason> = z
  .strictObject({
    runIds,
    reason: reason.exactOptional(),
  })
  .register(components, { id: "RunIdsAndReason" });

/** What came of each run of a bulk action, in the order asked. */
export type BulkResult =
  | { readonly runId: string; readonly ok: true; readonly run: RunItem; readonly cancelRequested?: boolean }
  | { readonly runId: string; readonly ok: false; readonly error: Refusal["error"] };

export interface BulkView {
  readonly results: readonly BulkResult[];
}

export const bulkView: z.ZodType<BulkView> = z
  .strictObject({
    results: z.array(
      z.discriminatedUnion("ok", [
        z.strictObject({ runId: id, ok: z.literal(true), run: runItem, cancelRequested: z.boolean().exactOptional() }),
        z.strictObject({
          runId: id,
          ok: z.literal(false),
          error: z.strictObject({
            code: z.string(),
            message: z.string(),
            details: z.exactOptional(z.record(z.string(), json)),
          }),
        }),
      ]),
    ),
  })
  .register(components, { id: "BulkResults" });

/** A decision, and what it is about as the reviewer was shown it. */
export interface Decision {
  readonly decision: "approved" | "rejected";
  /** The `argumentsHash` that was shown: a decision about anything else is refused. */
  readonly argumentsHash: string;
  /** Recorded, and given to the handler; up to 2,000 characters. */
  readonly reason?: string;
  /** `false` leaves the run waiting for `resumeRun`. Default: true. */
  readonly resume?: boolean;
}

export const decisionBody: z.ZodType<Decision> = z
  .strictObject({
    decision: z.enum(["approved", "rejected"]),
    argumentsHash: z.string().regex(/^[0-9a-f]{64}$/),
    reason: reason.exactOptional(),
    resume: z.boolean().exactOptional(),
  })
  .register(components, { id: "Decision" });

/** A run as it stands after what was done. */
export interface RunAnswer {
  readonly run: RunItem;
}

export const runAnswer: z.ZodType<RunAnswer> = z
  .strictObject({ run: runItem })
  .register(components, { id: "RunAnswer" });

/** A run to be started for the operator, in one of the operator's own tenants. */
export interface Start {
  readonly tenantId: string;
  readonly kind: string;
  readonly input?: Json;
  readonly sessionId?: string;
  /** The same key starts one run, however often it is sent. */
  readonly idempotencyKey?: string;
}

export const startBody: z.ZodType<Start> = z
  .strictObject({
    tenantId: hostId,
    kind: name,
    input: z.exactOptional(json),
    sessionId: hostId.exactOptional(),
    idempotencyKey: z.string().trim().min(1).max(256).exactOptional(),
  })
  .register(components, { id: "Start" });

/** A queue, and why. */
export interface QueueAction extends Reason {
  readonly queue: string;
}

export const queueActionBody: z.ZodType<QueueAction> = z
  .strictObject({ queue: name, reason: reason.exactOptional() })
  .register(components, { id: "QueueAction" });

export interface QueueName {
  readonly queue: string;
}

export const queueNameBody: z.ZodType<QueueName> = z
  .strictObject({ queue: name })
  .register(components, { id: "QueueName" });

/** Limits to change; what is left out stays, `null` takes a limit away. */
export interface QueueChanges {
  readonly maxSize?: number | null;
  readonly concurrency?: number | null;
  readonly tenantConcurrency?: number | null;
  readonly keyConcurrency?: number | null;
}

export interface QueueConfiguration {
  readonly queue: string;
  readonly changes: QueueChanges;
}

const limit = z.number().int().min(1).max(1_000_000).nullable();

export const queueConfigurationBody: z.ZodType<QueueConfiguration> = z
  .strictObject({
    queue: name,
    changes: z.strictObject({
      maxSize: limit.exactOptional(),
      concurrency: limit.exactOptional(),
      tenantConcurrency: limit.exactOptional(),
      keyConcurrency: limit.exactOptional(),
    }),
  })
  .register(components, { id: "QueueConfiguration" });

/** A node by its id, or all nodes of a name; and why. */
export interface NodeAction extends Reason {
  readonly node: string;
}

export const nodeActionBody: z.ZodType<NodeAction> = z
  .strictObject({
    node: z.string().trim().min(1).max(300),
    reason: reason.exactOptional(),
  })
  .register(components, { id: "NodeAction" });

export interface NodeName {
  readonly node: string;
}

export const nodeNameBody: z.ZodType<NodeName> = z
  .strictObject({ node: z.string().trim().min(1).max(300) })
  .register(components, { id: "NodeName" });

/** A name of nodes, how long it is kept out, and why. */
export interface Quarantine extends Reason {
  readonly name: string;
  /** In milliseconds. Default: until it is released. */
  readonly forMs?: number;
}

export const quarantineBody: z.ZodType<Quarantine> = z
  .strictObject({
    name,
    forMs: z.number().int().positive().exactOptional(),
    reason: reason.exactOptional(),
  })
  .register(components, { id: "Quarantine" });

/** A schedule of one of the operator's tenants. */
export interface ScheduleName {
  readonly tenantId: string;
  readonly name: string;
}

export const scheduleNameBody: z.ZodType<ScheduleName> = z
  .strictObject({ tenantId: hostId, name })
  .register(components, { id: "ScheduleName" });
