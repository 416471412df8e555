// Run as a process of its own: fires the schedules that are due on the database that is named first, and dies at the place
// that is named second. It has no handler for what it starts.
import { atFailPoint, type FailPoint } from "../../../src/fail-points.ts";
import { createScoria } from "../../../src/index.ts";
import { quietLogger } from "../../../src/seams/logger.ts";

const [, , database = "", place] = process.argv;

async function fire(): Promise<void> {
  atFailPoint(place as FailPoint, () => {
    process.kill(process.pid, "SIGKILL");
  });
  await createScoria({
    database,
    migrate: "check",
    worker: { leaseMs: 30_000, heartbeatMs: 10_000, pollMs: 50 },
    logger: quietLogger,
    handlers: { other: () => null },
  });
}

void fire();
