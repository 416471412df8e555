import type { NodeRecord, QueueLimits, QueueStats } from "@scoria/core";
import type { OperatorSurface } from "@scoria/core/operator";
import type { NodeView } from "../wire/node.ts";
import type { QueueLimitsView, QueueView } from "../wire/queue.ts";

type RedactText = OperatorSurface["redactText"];

/** What all tenants share: of it an operator is told nothing that speaks of other tenants. */
export function showQueue(stats: QueueStats, tenants: readonly string[], redactText: RedactText): QueueView {
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
        : { since: paused.since.toISOString(), by: paused.by, reason: redacted(paused.reason, redactText) },
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

export function showNode(node: NodeRecord, redactText: RedactText): NodeView {
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
        : { since: drain.since.toISOString(), by: drain.by, reason: redacted(drain.reason, redactText) },
    quarantine:
      quarantine === null
        ? null
        : {
            since: quarantine.since.toISOString(),
            until: quarantine.until?.toISOString() ?? null,
            by: quarantine.by,
            reason: redacted(quarantine.reason, redactText),
          },
  };
}

function redacted(text: string | null, redactText: RedactText): string | null {
  return text === null ? null : redactText(text);
}
