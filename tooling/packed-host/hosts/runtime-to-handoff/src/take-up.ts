// The third process executes what it finds, and ends while the critic waits for a person.
import { openDesk } from "./desk.js";
import { lookAt } from "./look-at.js";

await using desk = await openDesk("check");
const ana = desk.identity({ actorId: "ana", tenantId: "acme", sessionId: "chat-7" });
const {
  runs: [newest],
} = await desk.listRunsForSession(ana, { limit: 1 });
if (newest === undefined) throw new Error("Nothing was handed over.");
const paused = await desk.waitForRun(ana, newest.runId, { until: "waiting", timeoutMs: 20_000 });

console.log(JSON.stringify({ paused, ...(await lookAt(desk, ana, newest.runId)) }));
