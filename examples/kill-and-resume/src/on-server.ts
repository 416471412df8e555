import { createScoria } from "@scoria/core";
import { newDatabase } from "./new-database.ts";
import { startShipment } from "./start-shipment.ts";
import { patienceMs, type Outcome, type Stage } from "./story.ts";
import { dim, heading, say } from "./terminal.ts";
import { WorkerWatch } from "./watch-workers.ts";

/** Two worker processes on one PostgreSQL server: one is killed in the middle of the run, and the other finishes it. */
export async function crashOnServer(serverUrl: string, { ledger, cleanups }: Stage): Promise<Outcome> {
  heading(
    "1  Two workers, one PostgreSQL",
    "Each is a process of its own. This one only starts the run and watches it.",
  );
  const database = cleanups.use(await newDatabase(serverUrl));
  const scoria = cleanups.use(await createScoria({ database: database.url, migrate: "auto", worker: false }));
  const watch = new WorkerWatch({ database: database.url, ledger });
  const workers = [cleanups.use(await watch.start("A")), cleanups.use(await watch.start("B"))];

  heading("2  One run, and a kill", "Whichever worker takes the run is killed in its third step.");
  watch.startClock();
  const shipment = await startShipment(scoria);
  watch.tell("here", `started run ${shipment.runId}`);
  const kill = await watch.killed;
  await kill.victim.ended;
  say(
    "",
    dim("Nobody tells the other worker. It takes the run over when the last heartbeat of the"),
    dim("killed one is older than its lease: 4 s here, so that you need not wait; 30 s is the default."),
    "",
  );
  await scoria.waitForRun(shipment.who, shipment.runId, { until: "settled", timeoutMs: patienceMs });
  watch.tell("here", "the run has ended");

  for (const worker of workers.filter((each) => each !== kill.victim)) {
    worker.kill("SIGTERM");
    const { code } = await worker.ended;
    watch.tell(`worker ${worker.name}`, `was told to end (SIGTERM) and ended with ${code}`);
  }
  return { scoria, shipment, attempts: watch.attempts, kill };
}
