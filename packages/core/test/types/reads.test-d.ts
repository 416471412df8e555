import type { Identity } from "../../src/identity/identity.ts";
import type { OperatorScope } from "../../src/identity/operator-scope.ts";
import { operatorSurface, type AttentionReason, type Overview } from "../../src/operator/index.ts";
import type { Approval, ApprovalPage } from "../../src/approvals/approval.ts";
import type { RunPage, RunSummary, WaitingKind } from "../../src/runs/run.ts";
import type { Scoria } from "../../src/scoria.ts";
import type { SessionPage } from "../../src/sessions/session.ts";
import { check, type Equal } from "./equal.ts";

declare const scoria: Scoria;
declare const ana: Identity;
declare const onCall: OperatorScope;

// A list takes one status or several, and dates.
const page = await scoria.listRuns(onCall, { status: ["failed", "halted"], waitingFor: "approval", runId: "0190" });
check<Equal<typeof page, RunPage>>();
await scoria.listRuns(ana, { status: "failed", queue: "mail", createdAfter: new Date(), createdBefore: new Date() });
// @ts-expect-error -- no status
await scoria.listRuns(ana, { status: "done" });
// @ts-expect-error -- one of several is no status
await scoria.listRuns(ana, { status: ["failed", "done"] });
// @ts-expect-error -- a run waits for nothing else
await scoria.listRuns(ana, { waitingFor: "luck" });
// @ts-expect-error -- a date, not its text
await scoria.listRuns(ana, { createdAfter: "2026-01-01" });
check<Equal<WaitingKind, "approval" | "timer" | "signal" | "runs" | "operator">>();

const inbox = await scoria.listApprovals(ana, { status: ["approved", "rejected"] });
check<Equal<typeof inbox, ApprovalPage>>();
// @ts-expect-error -- no status of an approval
await scoria.listApprovals(ana, { status: ["failed"] });
const approval = await scoria.getApproval(onCall, "id");
check<Equal<typeof approval, Approval>>();

const sessions = await scoria.listSessions(ana, { limit: 10 });
check<Equal<typeof sessions, SessionPage>>();
// @ts-expect-error -- sessions are not narrowed
await scoria.listSessions(ana, { sessionId: "chat-1" });

const surface = operatorSurface(scoria);
const overview = await surface.overview(onCall);
check<Equal<typeof overview, Overview>>();
// @ts-expect-error -- an overview is an operator's
await surface.overview(ana);
for (const { reason, run, since } of overview.attention) {
  check<Equal<typeof reason, AttentionReason>>();
  check<Equal<typeof run, RunSummary>>();
  check<Equal<typeof since, Date>>();
}
await surface.exportEvidence(ana, "id", ({ payload }) => ({ payload, redacted: false }));
// @ts-expect-error -- it says whether it changed the payload
await surface.exportEvidence(ana, "id", ({ payload }) => ({ payload }));
