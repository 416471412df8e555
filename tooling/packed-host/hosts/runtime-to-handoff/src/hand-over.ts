// The second process has no handlers: it escalates in the same session, and ends while the critic's step stands in line.
import { openCounter } from "./desk.js";
import { lookAt } from "./look-at.js";

await using counter = await openCounter();
const ana = counter.identity({ actorId: "ana", tenantId: "acme", sessionId: "chat-7" });
const started = await counter.handoff.startRun(ana, "critic", {
  rootRole: "planner",
  delegatedKind: "release",
  handoffInput: { brief: "Release the draft answer" },
  projectedContext: { draftAnswer: "You get a refund." },
});

console.log(JSON.stringify({ started, ...(await lookAt(counter, ana, started.runId)) }));
