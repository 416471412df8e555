// Run as a process of its own: one node of the desk, in the version that it is told. Says what it has to say in lines of JSON.
import { writeSync } from "node:fs";
import pg from "pg";
import { createScoria } from "../../../src/index.ts";
import { loggerOf } from "../../../src/seams/logger.ts";
import { deskHandlers, noteLane, type Version } from "./desk.ts";

interface Task {
  readonly database: string;
  readonly version: Version;
  readonly name: string;
}

const { database, version, name } = JSON.parse(process.argv[2] ?? "") as Task;
const outside = new pg.Pool({ connectionString: database, application_name: "outside", max: 2 });
const say = (word: object): void => void writeSync(1, `${JSON.stringify(word)}\n`);

await using scoria = await createScoria({
  database,
  migrate: "check",
  nodeName: name,
  worker: { concurrency: 8, leaseMs: 30_000, pollMs: 50 },
  logger: loggerOf((level, message, fields) => {
    if (level === "warn" || level === "error") say({ what: level, message, ...fields });
  }),
  lanes: { note: noteLane(version) },
  handlers: deskHandlers(version, async (runId, step) => {
    await outside.query("insert into public.effects (run_id, step, version) values ($1, $2, $3)", [
      runId,
      step,
      version,
    ]);
  }),
});
say({ what: "ready" });
await scoria.runWorker();
await outside.end();
