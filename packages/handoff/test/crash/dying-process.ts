// Told where to die, it begins a run and sees it through until the engine comes to that place.
import { createScoria, quietLogger } from "@scoria/core";
import { atFailPoint, type FailPoint } from "@scoria/core/testing";
import { begin, handlers, lanes, seeThrough, type Beginning, type Desk } from "./story.ts";

const [, , database = "", how, point] = process.argv;

atFailPoint(point as FailPoint, () => {
  process.kill(process.pid, "SIGKILL");
});
const desk: Desk = await createScoria({
  database,
  lanes,
  handlers,
  migrate: "auto",
  logger: quietLogger,
  worker: { leaseMs: 60_000, heartbeatMs: 20_000, pollMs: 50 },
});
const { runId } = await begin(desk, how as Beginning);
await seeThrough(desk, runId);
await desk.close();
