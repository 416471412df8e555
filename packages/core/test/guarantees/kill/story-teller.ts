// Run as a process of its own: starts runs, decides their approvals, says what it was acknowledged, and dies when it was told.
import { writeSync } from "node:fs";
import { flushCompileCache } from "node:module";
import { createScoria } from "../../../src/index.ts";
import { atFailPoint } from "../../../src/fail-points.ts";
import { quietLogger } from "../../../src/seams/logger.ts";
import { ana, bo } from "../../../src/testing/create-test-scoria.ts";
import { storyHandler } from "./story.ts";
import type { StoryTold, Task } from "./killed-process.ts";

const task = JSON.parse(process.argv[2] ?? "") as Task;
const timesReached = new Map<string, number>();

/** Dies here if it was told to, in the middle of whatever it does. */
function reach(place: string): void {
  const times = (timesReached.get(place) ?? 0) + 1;
  timesReached.set(place, times);
  if (task.dieAt?.place === place && task.dieAt.time === times) process.kill(process.pid, "SIGKILL");
}

/** In the pipe when it returns, so nothing is said that could be lost with the process. */
function say(told: StoryTold): void {
  writeSync(1, `${JSON.stringify(told)}\n`);
  reach(`said.${told.what}`);
}

async function tell(): Promise<void> {
  const place = task.dieAt?.place;
  if (place !== undefined && !place.startsWith("said.")) atFailPoint(place as never, () => reach(place));
  const scoria = await createScoria({
    database: task.database,
    migrate: "check",
    worker: task.worker,
    logger: quietLogger,
    handlers: { story: storyHandler(task.ledger, task.stepMs) },
  });
  // Else only a process that ends by itself would leave it to the next.
  flushCompileCache();
  say({ what: "ready" });
  const one = async (key: string): Promise<void> => {
    const input = { cents: 12_900 };
    const { runId } = await scoria.startRun(ana, { initialStep: { kind: "story" }, input, idempotencyKey: key });
    say({ what: "started", key, runId });
    // Who is to die while it asks decides nothing: its reader may see the request before its writer has the answer.
    const until = place?.startsWith("approval.") ? "settled" : "waiting";
    const run = await scoria.waitForRun(ana, runId, { until });
    if (run.status === "waiting" && run.waitingFor.kind === "approval") {
      const { approvalId } = run.waitingFor;
      say({ what: "waiting", key, runId, approvalId });
      await scoria.decideApproval(bo, approvalId, { decision: "approved", reason: "by the first process" });
      say({ what: "decided", key, runId, approvalId });
    }
    const settled = await scoria.waitForRun(ana, runId, { until: "settled" });
    say({
      what: "settled",
      key,
      runId,
      status: settled.status,
      ...("output" in settled ? { output: settled.output } : {}),
    });
  };
  await Promise.all(task.keys.map(one));
  // Stays, as a server would, until it is killed.
}

void tell();
