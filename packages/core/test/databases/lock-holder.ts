// Run as a process of its own: opens or locks a folder when told to, says what came of it, and stays until it is ended.
import { once } from "node:events";
import { openDatabase } from "../../src/database.ts";
import { lockFolder } from "../../src/databases/pglite-lock.ts";
import { isScoriaError } from "../../src/errors/scoria-error.ts";

const [verb, folder] = process.argv.slice(2) as [verb: "open" | "write" | "lock", folder: string];
const logger = { debug() {}, info() {}, warn() {}, error() {} };
const say = (line: string): boolean => process.stdout.write(`${line}\n`);
/** Outside of anything that could be collected. */
const kept: unknown[] = [];

say("ready");
await once(process.stdin, "data");
try {
  if (verb === "lock") kept.push(await lockFolder(folder));
  else {
    const db = await openDatabase({ url: `file:${folder}`, logger });
    kept.push(db);
    if (verb === "write") {
      await db.writer.query({ text: "create table if not exists kept (n int primary key)", values: [] });
      say("open");
      for (let n = 1; ; n += 1) {
        await db.writer.query({ name: "keep", text: "insert into kept values ($1) returning n", values: [n] });
        say(`kept ${n}`);
      }
    }
  }
  say("open");
} catch (error) {
  say(isScoriaError(error) ? `${error.code} ${JSON.stringify(error.details)}` : "failed");
}
process.stdin.resume();
