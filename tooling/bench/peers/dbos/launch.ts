import { DBOS } from "@dbos-inc/dbos-sdk";

/** Scopes the rows, so that a client which enqueues says whose work it is. */
export const application = "bench";

/**
 * Launches the process's one DBOS; what it shall run must be registered before.
 *
 * Its pool stays at the default of 10 connections, which was the fastest of those tried (32 and 64 were slower at 64 runs at
 * once). Tracing and export of logs are off by default. A fixed version stands for an unchanged program: DBOS recovers and
 * dequeues only what belongs to its own.
 */
export async function launch(databaseUrl: string): Promise<void> {
  DBOS.setConfig({
    name: application,
    systemDatabaseUrl: databaseUrl,
    applicationVersion: "1",
    logLevel: "error",
  });
  await DBOS.launch();
}
