import type { Json } from "../../src/decode/json.ts";
import type { StoredError } from "../../src/errors/stored-error.ts";
import type { Identity } from "../../src/identity/identity.ts";
import type { RunDetail, RunStatus, RunSummary } from "../../src/runs/run.ts";
import type { Scoria } from "../../src/scoria.ts";
import { check, type Equal } from "./equal.ts";
import type { HandoffLane } from "./lanes.ts";

declare const scoria: Scoria<{ handoff: HandoffLane }>;
declare const ana: Identity;
declare const runId: string;

const run = await scoria.getRun(ana, runId);
check<Equal<typeof run, RunSummary>>();
check<Equal<RunStatus, "queued" | "running" | "waiting" | "completed" | "failed" | "cancelled" | "halted">>();
check<Equal<typeof run.sessionId, string | null>>();
check<Equal<typeof run.awaitingApproval, boolean>>();
check<Equal<typeof run.createdAt, Date>>();

// What only some runs have is there once the status says so.
// @ts-expect-error -- not every run has failed
void run.error;
// @ts-expect-error -- not every run has completed
void run.output;
// @ts-expect-error -- not every run waits
void run.waitingFor;
if (run.status === "completed") {
  check<Equal<typeof run.output, Json | undefined>>();
  check<Equal<typeof run.finishedAt, Date>>();
  // @ts-expect-error -- a completed run has no error
  void run.error;
}
if (run.status === "failed" || run.status === "cancelled" || run.status === "halted") {
  check<Equal<typeof run.error, StoredError>>();
}
if (run.status === "running") check<Equal<typeof run.startedAt, Date>>();
if (run.status === "queued") check<Equal<typeof run.startedAt, Date | undefined>>();

// A status outside the list is never met.
// @ts-expect-error -- no such status
if (run.status === "done") void run;

// What a run waits for is narrowed by its kind.
if (run.status === "waiting") {
  // @ts-expect-error -- not every wait is for an approval
  void run.waitingFor.approvalId;
  if (run.waitingFor.kind === "approval") check<Equal<typeof run.waitingFor.approvalId, string>>();
  if (run.waitingFor.kind === "timer") check<Equal<typeof run.waitingFor.until, Date>>();
  if (run.waitingFor.kind === "runs") check<Equal<typeof run.waitingFor.runIds, readonly string[]>>();
}

// A switch over the status is complete.
export function describe(summary: RunSummary): string {
  switch (summary.status) {
    case "queued":
    case "running":
      return summary.status;
    case "waiting":
      return summary.waitingFor.kind;
    case "completed":
      return JSON.stringify(summary.output);
    case "failed":
    case "cancelled":
    case "halted":
      return summary.error.message;
  }
}

// A detail is a summary with its records and the lanes' projections, and narrows as one.
const detail = await scoria.getRunDetail(ana, runId);
check<Equal<typeof detail, RunDetail<{ handoff: HandoffLane }>>>();
describe(detail);
check<Equal<typeof detail.handoff.handoffs, readonly string[]>>();
if (detail.status === "failed") check<Equal<typeof detail.error, StoredError>>();
for (const step of detail.steps) {
  check<Equal<typeof step.finishedAt, Date | null>>();
  check<Equal<typeof step.parent, string | null>>();
}
// @ts-expect-error -- what is read is not to be written
detail.steps.push();

// Evidence that does not hold says where.
const check1 = await scoria.verifyEvidence(ana, runId);
// @ts-expect-error -- only evidence that does not hold has a place where it does not
void check1.field;
if (!check1.ok) check<Equal<typeof check1.field, string>>();
const { jsonl, head } = await scoria.exportEvidence(ana, runId);
check<Equal<typeof jsonl, string>>();
await scoria.verifyEvidence(ana, runId, { head });

// A decision is one of two.
await scoria.decideApproval(ana, "a", { decision: "approved", reason: "ok", resume: false });
// @ts-expect-error -- no such decision
await scoria.decideApproval(ana, "a", { decision: "approve" });
// @ts-expect-error -- a wait says for what
await scoria.waitForRun(ana, runId, {});

// The facade closes at the end of a block.
await using closing = scoria;
void closing;
