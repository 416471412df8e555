import { createScoria } from "@scoria/core";
import { join } from "node:path";
import { startShipment } from "./start-shipment.ts";
import type { Outcome, Stage } from "./story.ts";
import { dim, heading, say } from "./terminal.ts";
import { WorkerLost, WorkerWatch } from "./watch-workers.ts";

/** One process at a time on an embedded database: it is killed in the middle of the run, and its successor goes on. */
export async function crashEmbedded({ folder, ledger, cleanups }: Stage): Promise<Outcome> {
  const database = `file:${join(folder, "db")}`;
  heading(
    "1  One process, and a kill",
    "The embedded database is for one process at a time. This one is killed in its third step.",
  );
  const watch = new WorkerWatch({ database, ledger });
  cleanups.use(await watch.start("A"));
  const kill = await watch.killed;
  await kill.victim.ended;

  heading("2  Another process on the same folder", "It asks for the run by the same key, and gets the same run.");
  const successor = cleanups.use(await watch.start("B"));
  const { code } = await successor.ended;
  if (code !== 0)
    throw new WorkerLost(`Worker B ended with ${code} before the run had ended; its own words are above.`);
  watch.tell("worker B", "saw the run end, and ended with 0");
  say(
    "",
    dim("No lease is waited for here: the lock of the folder says that the killed process is gone."),
    dim("On a server the lease is 30 s by default."),
  );

  const scoria = cleanups.use(await createScoria({ database, worker: false }));
  return { scoria, shipment: await startShipment(scoria), attempts: watch.attempts, kill };
}
