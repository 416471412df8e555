import type { Json, JsonObject } from "@scoria/core";
import { z } from "zod";
import { approvalView, type ApprovalView } from "./approval.ts";
import { components } from "./components.ts";
import { errorView, id, json, jsonObject, moment, type ErrorView } from "./values.ts";

export type RunStatus = "queued" | "running" | "waiting" | "completed" | "failed" | "cancelled" | "halted";

export const runStatus: z.ZodType<RunStatus> = z
  .enum(["queued", "running", "waiting", "completed", "failed", "cancelled", "halted"])
  .register(components, { id: "RunStatus" });

/** What a waiting run waits for. */
export type WaitingForView =
  | { readonly kind: "approval"; readonly approvalId: string; readonly tool: string }
  | { readonly kind: "timer"; readonly until: string }
  | { readonly kind: "signal"; readonly name: string }
  | { readonly kind: "runs"; readonly runIds: readonly string[] }
  | { readonly kind: "operator"; readonly code: string; readonly detail?: string };

const waitingFor: z.ZodType<WaitingForView> = z
  .discriminatedUnion("kind", [
    z.strictObject({ kind: z.literal("approval"), approvalId: id, tool: z.string() }),
    z.strictObject({ kind: z.literal("timer"), until: moment }),
    z.strictObject({ kind: z.literal("signal"), name: z.string() }),
    z.strictObject({ kind: z.literal("runs"), runIds: z.array(id) }),
    z.strictObject({ kind: z.literal("operator"), code: z.string(), detail: z.string().exactOptional() }),
  ])
  .register(components, { id: "WaitingFor" });

/** A run as a list shows it. Times are ISO 8601 in UTC. */
export interface RunItem {
  readonly runId: string;
  readonly tenantId: string;
  readonly actorId: string;
  readonly sessionId: string | null;
  readonly kind: string | null;
  readonly rootRole: string;
  readonly status: RunStatus;
  readonly awaitingApproval: boolean;
  readonly queue: string;
  readonly priority: number;
  readonly createdAt: string;
  readonly updatedAt: string;
  readonly startedAt?: string;
  readonly finishedAt?: string;
  readonly deadline?: string;
  readonly parentRunId?: string;
  readonly continuedFrom?: string;
  readonly continuedAs?: string;
  readonly payloadsRemovedAt?: string;
  /** Of a waiting run. */
  readonly waitingFor?: WaitingForView;
  /** Of a run that failed, was cancelled or halted. */
  readonly error?: ErrorView;
}

const runFields = {
  runId: id,
  tenantId: z.string(),
  actorId: z.string(),
  sessionId: z.string().nullable(),
  kind: z.string().nullable(),
  rootRole: z.string(),
  status: runStatus,
  awaitingApproval: z.boolean(),
  queue: z.string(),
  priority: z.number(),
  createdAt: moment,
  updatedAt: moment,
  startedAt: moment.exactOptional(),
  finishedAt: moment.exactOptional(),
  deadline: moment.exactOptional(),
  parentRunId: id.exactOptional(),
  continuedFrom: id.exactOptional(),
  continuedAs: id.exactOptional(),
  payloadsRemovedAt: moment.exactOptional(),
  waitingFor: z.exactOptional(waitingFor),
  error: z.exactOptional(errorView),
};

export const runItem: z.ZodType<RunItem> = z.strictObject(runFields).register(components, { id: "RunItem" });

/** One step of a run. */
export interface StepView {
  readonly stepKey: string;
  readonly name: string;
  readonly kind?: string;
  readonly role: string;
  /** The `stepKey` of the step that it ran under; `null` at the root. */
  readonly parent: string | null;
  readonly status: "queued" | "running" | "waiting" | "completed" | "failed" | "cancelled";
  readonly attempts?: number;
  readonly input?: Json;
  readonly output?: Json;
  readonly error?: ErrorView;
  readonly startedAt: string | null;
  readonly finishedAt: string | null;
  readonly idempotencyKey: string;
}

const stepView = z
  .strictObject({
    stepKey: z.string(),
    name: z.string(),
    kind: z.string().exactOptional(),
    role: z.string(),
    parent: z.string().nullable(),
    status: z.enum(["queued", "running", "waiting", "completed", "failed", "cancelled"]),
    attempts: z.number().exactOptional(),
    input: z.exactOptional(json),
    output: z.exactOptional(json),
    error: z.exactOptional(errorView),
    startedAt: moment.nullable(),
    finishedAt: moment.nullable(),
    idempotencyKey: z.string(),
  })
  .register(components, { id: "Step" });

/** A run that this run's handler started. */
export interface ChildView {
  readonly runId: string;
  readonly kind: string;
  readonly status: RunStatus;
  /** The call that started it; `null` for a later run of a chain. */
  readonly stepKey: string | null;
  readonly continuedFrom?: string;
  readonly createdAt: string;
  readonly finishedAt?: string;
  /** What the parent was told of its end. */
  readonly outcome?: Json;
}

const childView = z
  .strictObject({
    runId: id,
    kind: z.string(),
    status: runStatus,
    stepKey: z.string().nullable(),
    continuedFrom: id.exactOptional(),
    createdAt: moment,
    finishedAt: moment.exactOptional(),
    outcome: z.exactOptional(json),
  })
  .register(components, { id: "Child" });

/** The runs just before and after this one in its session; `null` where there is none. */
export interface NeighboursView {
  readonly previous: RunItem | null;
  readonly next: RunItem | null;
}

/** A run with all that is recorded of it but its entries: those come by `listEntries` and `streamRun`. */
export interface RunView extends RunItem {
  readonly metadata: JsonObject;
  readonly input?: Json;
  /** Of a completed run. */
  readonly output?: Json;
  /** Provider, model and prompt policy, as they were when the run started. */
  readonly runtime?: JsonObject;
  readonly steps: readonly StepView[];
  readonly approvals: readonly ApprovalView[];
  readonly children: readonly ChildView[];
  /** How many entries its journal had when it was read: the `seq` of the last one, after which to stream. */
  readonly lastSeq: number;
  /** What each lane projects of the run, by the lane's name. */
  readonly lanes: JsonObject;
  readonly neighbours: NeighboursView;
  /** Whether anything in it is shown redacted. */
  readonly redacted: boolean;
}

export const runView: z.ZodType<RunView> = z
  .strictObject({
    ...runFields,
    metadata: jsonObject,
    input: z.exactOptional(json),
    output: z.exactOptional(json),
    runtime: z.exactOptional(jsonObject),
    steps: z.array(stepView),
    approvals: z.array(approvalView),
    children: z.array(childView),
    lastSeq: z.number(),
    lanes: jsonObject,
    neighbours: z.strictObject({ previous: runItem.nullable(), next: runItem.nullable() }),
    redacted: z.boolean(),
  })
  .register(components, { id: "Run" });

/** One page of runs, newest first. */
export interface RunPageView {
  readonly runs: readonly RunItem[];
  readonly nextCursor: string | null;
}

export const runPageView: z.ZodType<RunPageView> = z
  .strictObject({
    runs: z.array(runItem),
    nextCursor: z.string().nullable(),
  })
  .register(components, { id: "RunPage" });
