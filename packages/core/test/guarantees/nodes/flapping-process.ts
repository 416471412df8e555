// Run as a process of its own: a node of this name, until it is killed, or told to end.
import { writeSync } from "node:fs";
import { createScoria, quietLogger } from "../../../src/index.ts";

async function work(): Promise<void> {
  const [database = "", nodeName = ""] = process.argv.slice(2);
  const scoria = await createScoria({
    database,
    nodeName,
    logger: quietLogger,
    worker: {
      leaseMs: 900,
      heartbeatMs: 300,
      pollMs: 50,
      quarantine: { downs: 3, windowMs: 600_000, forMs: 3_600_000 },
    },
    handlers: { flap: () => process.pid },
  });
  const worked = scoria.runWorker();
  // It listens for what ends it from here on.
  writeSync(1, "ready\n");
  await worked;
}

void work();
