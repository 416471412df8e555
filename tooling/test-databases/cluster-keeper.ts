import { spawn } from "node:child_process";
import { openSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";

/** How long a server may take to say goodbye to its clients before it is made to. */
const PATIENCE_MS = 10_000;

/**
 * Holds one PostgreSQL server as long as its standard input stays open, then stops it and removes its folder. The pipe
 * closes however the process at its other end dies, so that not even `kill -9` leaves a server behind.
 */
function keepCluster(folder: string, postgres: string, ids: string, settings: readonly string[]): void {
  const log = join(folder, "server.log");
  const file = openSync(log, "a");
  const [uid, gid] = ids === "" ? [] : ids.split(":").map(Number);
  const account = uid === undefined || gid === undefined ? {} : { uid, gid };
  const server = spawn(postgres, ["-D", join(folder, "data"), ...settings], {
    ...account,
    cwd: folder,
    stdio: ["ignore", file, file],
  });

  let stopping = false;
  process.stdin.resume().on("close", () => {
    stopping = true;
    server.kill("SIGINT");
    setTimeout(() => server.kill("SIGQUIT"), PATIENCE_MS).unref();
  });
  const end = (): void => {
    if (!stopping) process.stderr.write(readFileSync(log, "utf8").slice(-4000));
    rmSync(folder, { recursive: true, force: true });
    process.exit(stopping ? 0 : 1);
  };
  server.on("exit", end);
  server.on("error", end);
}

const [folder = "", postgres = "", ids = "", ...settings] = process.argv.slice(2);
keepCluster(folder, postgres, ids, settings);
