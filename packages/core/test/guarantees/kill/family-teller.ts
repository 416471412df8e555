// Run as a process of its own: starts a parent, whose children it executes as well, and dies when it was told.
import { writeSync } from "node:fs";
import { flushCompileCache } from "node:module";
import { createScoria } from "../../../src/index.ts";
import { atFailPoint } from "../../../src/fail-points.ts";
import { quietLogger } from "../../../src/seams/logger.ts";
import { ana } from "../../../src/testing/create-test-scoria.ts";
import { familyHandlers } from "./family.ts";
import type { StoryTold, Task } from "./killed-process.ts";

const task = JSON.parse(process.argv[2] ?? "") as Task;
let times = 0;

function say(told: StoryTold): void {
  writeSync(1, `${JSON.stringify(told)}\n`);
}

async function tell(): Promise<void> {
  const { database, worker, dieAt, ledger, keys } = task;
  if (dieAt !== undefined) {
    atFailPoint(dieAt.place as never, () => {
      times += 1;
      if (times === dieAt.time) process.kill(process.pid, "SIGKILL");
    });
  }
  const handlers = familyHandlers(ledger);
  const scoria = await createScoria({ database, migrate: "check", worker, logger: quietLogger, handlers });
  flushCompileCache();
  say({ what: "ready" });
  const [key = "family"] = keys;
  const { runId } = await scoria.startRun(ana, { initialStep: { kind: "parent" }, input: {}, idempotencyKey: key });
  say({ what: "started", key, runId });
  // Stays, as a server would, until it is killed.
  await scoria.waitForRun(ana, runId, { until: "settled", timeoutMs: 60_000 });
}

void tell();
