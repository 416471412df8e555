// The second process: another person finds the request, decides it, and looks at what the run has done.
import { writeFileSync } from "node:fs";
import { openDesk } from "./desk.js";

await using desk = await openDesk("check");
const ana = desk.identity({ actorId: "ana", tenantId: "acme", sessionId: "chat-7" });
const bo = desk.identity({ actorId: "bo", tenantId: "acme" });

const { approvals } = await desk.listApprovals(bo, { status: "pending" });
const [approval] = approvals;
if (approval === undefined) throw new Error("Nothing waits for a decision.");
const decided = await desk.decideApproval(bo, approval.approvalId, {
  decision: "approved",
  reason: "checked the order",
  resume: false,
});
const resumed = await desk.resumeRun(ana, approval.runId);
const settled = await desk.waitForRun(ana, approval.runId, { until: "settled", timeoutMs: 20_000 });
const detail = await desk.getRunDetail(ana, approval.runId);
const check = await desk.verifyEvidence(ana, approval.runId);
writeFileSync("evidence.json", JSON.stringify(await desk.exportEvidence(ana, approval.runId)));

console.log(JSON.stringify({ approval, decided, resumed, settled, detail, check }));
