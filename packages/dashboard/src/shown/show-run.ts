import type { Json, JsonObject, RunDetail, RunSummary, StepRecord } from "@scoria/core";
import type { NeighboursView, RunItem, RunView, StepView, WaitingForView } from "../wire/run.ts";
import { showApproval } from "./show-approval.ts";
import { runError, showError, stepError } from "./show-error.ts";
import { showOutcome } from "./show-outcome.ts";
import { ShownTogether, type ShownValues } from "./shown-values.ts";

export function showRunItem(run: RunSummary, values: ShownValues): RunItem {
  return runItem(run, new ShownTogether(values, run));
}

function runItem(run: RunSummary, together: ShownTogether): RunItem {
  const { runId, tenantId, actorId, sessionId, kind, rootRole, status, awaitingApproval, queue, priority } = run;
  const { deadline, parentRunId, continuedFrom, startedAt, finishedAt, payloadsRemovedAt } = run;
  return {
    runId,
    tenantId,
    actorId,
    sessionId,
    kind,
    rootRole,
    status,
    awaitingApproval,
    queue,
    priority,
    createdAt: run.createdAt.toISOString(),
    updatedAt: run.updatedAt.toISOString(),
    ...(startedAt === undefined ? {} : { startedAt: startedAt.toISOString() }),
    ...(finishedAt === undefined ? {} : { finishedAt: finishedAt.toISOString() }),
    ...(deadline === undefined ? {} : { deadline: deadline.toISOString() }),
    ...(parentRunId === undefined ? {} : { parentRunId }),
    ...(continuedFrom === undefined ? {} : { continuedFrom }),
    ...(payloadsRemovedAt === undefined ? {} : { payloadsRemovedAt: payloadsRemovedAt.toISOString() }),
    ...(run.status === "completed" && run.continuedAs !== undefined ? { continuedAs: run.continuedAs } : {}),
    ...(run.status === "waiting" ? { waitingFor: showWaitingFor(run.waitingFor) } : {}),
    ...("error" in run && run.error !== undefined ? { error: showError(runError, run.error, together) } : {}),
  };
}

function showWaitingFor(waitingFor: Extract<RunSummary, { status: "waiting" }>["waitingFor"]): WaitingForView {
  return waitingFor.kind === "timer" ? { kind: "timer", until: waitingFor.until.toISOString() } : waitingFor;
}

/** What core's own records of a run are called; all else in a detail is a lane's. */
const ownKeys: ReadonlySet<string> = new Set<keyof RunDetail | "error" | "waitingFor" | "output" | "continuedAs">([
  "runId",
  "tenantId",
  "actorId",
  "sessionId",
  "kind",
  "rootRole",
  "metadata",
  "queue",
  "priority",
  "deadline",
  "awaitingApproval",
  "parentRunId",
  "continuedFrom",
  "createdAt",
  "updatedAt",
  "startedAt",
  "finishedAt",
  "payloadsRemovedAt",
  "status",
  "error",
  "waitingFor",
  "output",
  "continuedAs",
  "runtime",
  "input",
  "steps",
  "approvals",
  "children",
  "entries",
]);

export function showRun(detail: RunDetail, neighbours: NeighboursView, values: ShownValues): RunView {
  const together = new ShownTogether(values, detail);
  const approvals = detail.approvals.map((approval) => showApproval(approval, values));
  const lanes = Object.entries(detail).flatMap(([key, projection]) =>
    ownKeys.has(key) || projection === undefined
      ? []
      : [[key, together.value("lane", asJson(projection), { path: [key] })] as const],
  );
  const view = {
    ...runItem(detail, together),
    metadata: together.object("metadata", detail.metadata),
    ...(detail.input === undefined ? {} : { input: together.value("input", detail.input) }),
    ...(detail.status === "completed" && detail.output !== undefined
      ? { output: together.value("output", detail.output) }
      : {}),
    ...(detail.runtime === undefined
      ? {}
      : { runtime: together.object("runtime", asJson(detail.runtime) as JsonObject) }),
    steps: detail.steps.map((step) => showStep(step, together)),
    approvals,
    children: detail.children.map(({ createdAt, finishedAt, outcome, ...child }) => ({
      ...child,
      createdAt: createdAt.toISOString(),
      ...(finishedAt === undefined ? {} : { finishedAt: finishedAt.toISOString() }),
      ...(outcome === undefined ? {} : { outcome: showOutcome(asJson(outcome), together) }),
    })),
    lastSeq: detail.entries.at(-1)?.seq ?? 0,
    lanes: Object.fromEntries(lanes),
    neighbours,
  };
  return { ...view, redacted: together.redacted || approvals.some(({ redacted }) => redacted) };
}

/** The step that is no other's is the run's handler: what it was given and gave is the run's. */
const ofRun = { input: "input", output: "output", error: runError } as const;
const ofStep = { input: "step.input", output: "step.output", error: stepError } as const;

function showStep(step: StepRecord, together: ShownTogether): StepView {
  const { stepKey, name, kind, role, parent, status, attempts, input, output, error, startedAt, finishedAt } = step;
  const fields = parent === null ? ofRun : ofStep;
  return {
    stepKey,
    name,
    ...(kind === undefined ? {} : { kind }),
    role,
    parent,
    status,
    ...(attempts === undefined ? {} : { attempts }),
    ...(input === undefined ? {} : { input: together.value(fields.input, input) }),
    ...(output === undefined ? {} : { output: together.value(fields.output, output) }),
    ...(error === undefined ? {} : { error: showError(fields.error, error, together) }),
    startedAt: startedAt?.toISOString() ?? null,
    finishedAt: finishedAt?.toISOString() ?? null,
    idempotencyKey: step.idempotencyKey,
  };
}

/** Dates become text; nothing else in a projection is not JSON already. */
function asJson(value: unknown): Json {
  return JSON.parse(JSON.stringify(value)) as Json;
}
