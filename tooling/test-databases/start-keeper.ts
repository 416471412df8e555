import { spawn, type ChildProcess } from "node:child_process";
import { join } from "node:path";
import type { KeptServer } from "./server-keeper.ts";

/** The process that holds a server; the server stops when this one's input is ended. */
export interface Keeper {
  readonly process: ChildProcess;
  /** Resolves with what it had to say when it has ended. */
  readonly ended: Promise<string>;
}

export function startKeeper(server: KeptServer): Keeper {
  const keeper = spawn(
    process.execPath,
    [join(import.meta.dirname, "server-keeper.ts"), JSON.stringify(server)],
    // Its own process group: a Ctrl-C at the terminal must not take the server away from tests that are still ending.
    { detached: true, stdio: ["pipe", "ignore", "pipe"] },
  );
  let said = "";
  keeper.stderr.on("data", (chunk: Buffer) => (said += chunk.toString()));
  return { process: keeper, ended: new Promise((resolve) => keeper.on("close", () => resolve(said))) };
}
