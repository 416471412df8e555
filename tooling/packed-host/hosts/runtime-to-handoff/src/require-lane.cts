// A CommonJS module: it requires the core and the lane, and hands over in memory.
import { createScoria } from "@scoria/core";
import { handoffLane } from "@scoria/handoff";

async function handOver() {
  await using scoria = await createScoria({
    database: "memory:",
    lanes: { handoff: handoffLane() },
    handlers: { review: (ctx) => `${ctx.role} for ${ctx.handoff.parentRole}` },
  });
  const ana = scoria.identity({ actorId: "ana", tenantId: "acme" });
  const { runId } = await scoria.handoff.startRun(ana, "critic", {
    rootRole: "planner",
    delegatedKind: "review",
    handoffInput: {},
    projectedContext: {},
  });
  await scoria.waitForRun(ana, runId, { until: "settled", timeoutMs: 20_000 });
  const [handoff] = (await scoria.getRunDetail(ana, runId)).handoff;
  return { moduleKind: typeof module === "object" ? "commonjs" : "module", result: handoff?.result };
}

void handOver().then((report) => console.log(JSON.stringify(report)));
