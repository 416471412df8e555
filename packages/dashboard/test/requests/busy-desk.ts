import { testIdentity } from "@scoria/core/testing";
import type { TestScoria } from "@scoria/core/testing";
import type { Subjects } from "./sample-calls.ts";

/** A desk where every effect has something to act on: a run that waits for a decision, one that failed, a schedule. */
export async function fillDesk(scoria: TestScoria): Promise<Subjects> {
  const ana = testIdentity();
  const { runId, approvalId } = await scoria.startWaitingRun(ana, {
    initialStep: { kind: "refund" },
    input: { orderId: "o-1" },
  });
  const failed = await scoria.startRun(ana, { initialStep: { kind: "charge" } });
  await scoria.waitForRun(ana, failed.runId, { until: "settled" });
  await scoria.schedules.set(ana, "nightly", { kind: "report", cron: "0 3 * * *" });
  const { argumentsHash = "" } = await scoria.getApproval(ana, approvalId);
  const onCall = scoria.operator({ actorId: "on-call", tenants: ["acme"] });
  // One that was set is listed from now on, and not as soon as its flow is written down.
  await scoria.queues.configure(onCall, "default", { maxSize: 1_000 });
  const [node] = await scoria.nodes.list(onCall);
  return { runId, failedRunId: failed.runId, approvalId, argumentsHash, node: node?.name ?? "", schedule: "nightly" };
}

/** All that an effect could have changed of the tenant `acme`, and of what all tenants share. */
export async function stateOf(scoria: TestScoria): Promise<unknown> {
  const onCall = scoria.operator({ actorId: "on-call", tenants: ["acme"] });
  const { runs } = await scoria.listRuns(onCall, { limit: 200 });
  const { approvals } = await scoria.listApprovals(onCall, { limit: 200 });
  const { schedules } = await scoria.schedules.list(onCall);
  const nodes = await scoria.nodes.list(onCall);
  const queues = await scoria.queues.stats(onCall);
  return {
    entries: await Promise.all(runs.map(async ({ runId }) => [runId, await scoria.entryTypes(onCall, runId)])),
    approvals: approvals.map(({ approvalId, status }) => [approvalId, status]),
    schedules: schedules.map(({ name, paused }) => [name, paused]),
    nodes: nodes.map(({ name, status, drain, quarantine }) => [name, status, drain, quarantine]),
    queues: queues.map(({ queue, paused, limits, depth, aside }) => [queue, paused, limits, depth, aside]),
  };
}
