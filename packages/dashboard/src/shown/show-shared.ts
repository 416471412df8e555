import type { NodeRecord, QueueLimits, QueueStats } from "@scoria/core";
import type { OperatorSurface } from "@scoria/core/operator";
import type { NodeView } from "../wire/node.ts";
import type { QueueLimitsView, QueueView } from "../wire/queue.ts";

type Redactor = Pick<OperatorSurface, "redactText">;

/** For whom what all tenants share is shown. */
export interface SharedReader {
  readonly tenants: readonly string[];
  /** Whether they may pause queues themselves. Only they are told who else did and why: it may be another tenant's operator. */
  readonly operatesQueues: boolean;
}

/** What all tenants share: of it an operator is told nothing that speaks of other tenants. */
export function showQueue(stats: QueueStats, { tenants, operatesQueues }: SharedReader, redactor: Redactor): QueueView {
  const { queue, depth, aside, running, oldestSince, paused, limits, lastFiveMinutes, lastHour } = stats;
  return {
    queue,
    depth,
    aside,
    running,
    oldestSince: oldestSince?.toISOString() ?? null,
    paused:
      paused === null
        ? null
        : {
            since: paused.since.toISOString(),
            by: operatesQueues ? paused.by : null,
            reason: operatesQueues ? redacted(paused.reason, redactor) : null,
          },
    limits: showLimits(limits, tenants),
    lastFiveMinutes,
    lastHour,
  };
}

export function showLimits(limits: QueueLimits, tenants: readonly string[]): QueueLimitsView {
  const own = new Set(tenants);
  return {
    maxSize: limits.maxSize,
    concurrency: limits.concurrency,
    tenantConcurrency: limits.tenantConcurrency,
    keyConcurrency: limits.keyConcurrency,
    workloadWeights: limits.workloadWeights,
    tenantWeights: Object.fromEntries(Object.entries(limits.tenantWeights).filter(([tenantId]) => own.has(tenantId))),
  };
}

export function showNode(node: NodeRecord, redactor: Redactor): NodeView {
  const { nodeId, name, status, startedAt, heartbeatAt, leaseMs, kinds, concurrency, runs, downs, drain, quarantine } =
    node;
  return {
    nodeId,
    name,
    status,
    startedAt: startedAt.toISOString(),
    heartbeatAt: heartbeatAt.toISOString(),
    leaseMs,
    kinds,
    concurrency,
    runs,
    downs,
    drain:
      drain === null
        ? null
        : { since: drain.since.toISOString(), by: drain.by, reason: redacted(drain.reason, redactor) },
    quarantine:
      quarantine === null
        ? null
        : {
            since: quarantine.since.toISOString(),
            until: quarantine.until?.toISOString() ?? null,
            by: quarantine.by,
            reason: redacted(quarantine.reason, redactor),
          },
  };
}

function redacted(text: string | null, redactor: Redactor): string | null {
  return text === null ? null : redactor.redactText(text);
}
