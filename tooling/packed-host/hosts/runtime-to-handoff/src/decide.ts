// The fourth process: another person decides what the critic asked, the run goes on, and it is looked at.
import { openDesk } from "./desk.js";
import { lookAt } from "./look-at.js";

await using desk = await openDesk("check");
const ana = desk.identity({ actorId: "ana", tenantId: "acme", sessionId: "chat-7" });
const bo = desk.identity({ actorId: "bo", tenantId: "acme" });
const {
  approvals: [approval],
} = await desk.listApprovals(bo, { status: "pending" });
if (approval === undefined) throw new Error("Nothing waits for a decision.");
await desk.decideApproval(bo, approval.approvalId, { decision: "approved", resume: false });
const resumed = await desk.resumeRun(ana, approval.runId);
const settled = await desk.waitForRun(ana, approval.runId, { until: "settled", timeoutMs: 20_000 });
const { runs } = await desk.listRunsForSession(ana);

console.log(JSON.stringify({ approval, resumed, settled, runs, ...(await lookAt(desk, ana, approval.runId)) }));
