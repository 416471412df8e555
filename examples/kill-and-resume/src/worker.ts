// A process that executes runs: `node worker.ts <name> <database> <ledger>`. It is started, and killed, by `main.ts`.
import { createScoria, type ScoriaCore } from "@scoria/core";
import { writeSync } from "node:fs";
import { openOutside } from "./outside.ts";
import { shipHandler } from "./ship-handler.ts";
import { startShipment } from "./start-shipment.ts";
import { patienceMs } from "./story.ts";
import type { WorkerLine } from "./worker-line.ts";

/** Short, so that the demo takes seconds. The default lease is 30 s with a heartbeat of 10 s. */
const timing = { leaseMs: 4_000, heartbeatMs: 1_000, pollMs: 200 };

/** Written at once: what was said before a SIGKILL is heard. */
const say = (line: WorkerLine): void => void writeSync(1, `${JSON.stringify(line)}\n`);

async function work(name: string, database: string, ledger: string): Promise<void> {
  const handler = shipHandler(openOutside(ledger), name, {
    began: (step, key) => say({ says: "began", step, key }),
    done: (step, answer) => say({ says: "done", step, answer }),
    answered: (step) => say({ says: "answered", step }),
  });
  const embedded = database.startsWith("file:");
  const options = { database, nodeName: `worker-${name}`, handlers: { ship: handler } };
  // The tables are there: on a server `main.ts` has seen to that, and the embedded database does it by itself.
  await using scoria = await createScoria({ ...options, worker: embedded ? timing : false });
  say({ says: "ready" });
  if (embedded) await seeRunEnd(scoria);
  else await scoria.runWorker(timing);
}

/** Nobody else may have the embedded database open, so the worker asks for the run itself. */
async function seeRunEnd(scoria: ScoriaCore): Promise<void> {
  const { who, runId } = await startShipment(scoria);
  say({ says: "run", runId });
  await scoria.waitForRun(who, runId, { until: "settled", timeoutMs: patienceMs });
}

const [name = "", database = "", ledger = ""] = process.argv.slice(2);
await work(name, database, ledger);
