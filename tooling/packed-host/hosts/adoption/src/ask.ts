// The first process: brings the tables up to date, starts a run, and ends while the run waits for a person.
import { isScoriaError } from "@scoria/core";
import { openDesk } from "./desk.js";

async function refusedBeforeMigration(): Promise<string> {
  try {
    await using _ = await openDesk("check");
    return "it opened";
  } catch (error) {
    if (!isScoriaError(error)) throw error;
    return error.code;
  }
}

const refused = await refusedBeforeMigration();
await using desk = await openDesk("auto");
const ana = desk.identity({ actorId: "ana", tenantId: "acme", sessionId: "chat-7", metadata: { channel: "web" } });
const started = await desk.startRun(ana, {
  rootRole: "executor",
  initialStep: { kind: "refund" },
  input: { orderId: "A-1" },
  idempotencyKey: "refund-A-1",
});
const paused = await desk.waitForRun(ana, started.runId, { until: "waiting", timeoutMs: 20_000 });
const { runs } = await desk.listRunsForSession(ana);

console.log(JSON.stringify({ refused, started, paused, runs, environment: Object.keys(process.env).sort() }));
