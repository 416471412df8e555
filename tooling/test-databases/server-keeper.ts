import { spawn } from "node:child_process";
import { openSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";

/** How long a server may take to say goodbye to its clients before it is made to. */
const PATIENCE_MS = 10_000;

/** What to keep, as one argument of JSON. */
export interface KeptServer {
  /** It may write there; removed when it has ended. */
  readonly folder: string;
  readonly program: string;
  readonly args: readonly string[];
  /** The account to run as. Left out: the present one. */
  readonly account?: { readonly uid: number; readonly gid: number };
  /** What makes it end without waiting for its clients, and what does when that has not. */
  readonly endings: readonly [NodeJS.Signals, NodeJS.Signals];
}

/**
 * Holds one server as long as its standard input stays open, then stops it and removes its folder. The pipe closes however
 * the process at its other end dies, so that not even `kill -9` leaves a server behind.
 */
function keepServer({ folder, program, args, account, endings }: KeptServer): void {
  const log = join(folder, "server.log");
  const file = openSync(log, "a");
  const server = spawn(program, args, { ...account, cwd: folder, stdio: ["ignore", file, file] });

  let stopping = false;
  process.stdin.resume().on("close", () => {
    stopping = true;
    server.kill(endings[0]);
    setTimeout(() => server.kill(endings[1]), PATIENCE_MS).unref();
  });
  const end = (): void => {
    if (!stopping) process.stderr.write(readFileSync(log, "utf8").slice(-4000));
    rmSync(folder, { recursive: true, force: true });
    process.exit(stopping ? 0 : 1);
  };
  server.on("exit", end);
  server.on("error", end);
}

keepServer(JSON.parse(process.argv[2] ?? "") as KeptServer);
