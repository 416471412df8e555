import { chownSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { clusterAccount, type Account } from "./cluster-account.ts";
import { makeClusterFolder, removeStaleClusters } from "./cluster-folder.ts";
import { freePort } from "./free-port.ts";
import { runProgram } from "./run-program.ts";
import { startKeeper, type Keeper } from "./start-keeper.ts";

const START_TIMEOUT_MS = 60_000;
const START_ATTEMPTS = 3;

/** A server of our own; disposing it stops the server and removes everything it wrote. */
export interface Cluster extends AsyncDisposable {
  readonly url: string;
}

export interface ClusterOptions {
  /** Whether it is to be seen at once that pgvector can be had. Default: false. */
  readonly provesVector?: boolean;
  /** Server settings beside or instead of the usual ones. Default: none. */
  readonly settings?: Readonly<Record<string, string>>;
}

/** Starts a fresh PostgreSQL on a free port of the loopback interface. It syncs to disk as a real one does. */
export async function startCluster(bin: string, signal: AbortSignal, options: ClusterOptions = {}): Promise<Cluster> {
  await removeStaleClusters();
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await startOnFreePort(bin, signal, options);
    } catch (error) {
      // Between finding a free port and using it, somebody else may have taken it.
      const portTaken = error instanceof Error && error.message.includes("could not create any TCP/IP sockets");
      if (!portTaken || attempt === START_ATTEMPTS) throw error;
    }
  }
}

async function startOnFreePort(bin: string, signal: AbortSignal, options: ClusterOptions): Promise<Cluster> {
  const account = clusterAccount();
  const folder = makeClusterFolder();
  try {
    if (account) chownSync(folder, account.uid, account.gid);
    await initialise(bin, folder, account, signal);
  } catch (error) {
    rmSync(folder, { recursive: true, force: true });
    throw error;
  }
  const port = await freePort();
  const keeper = keepPostgres(bin, folder, account, { ...usualSettings, ...options.settings, port: String(port) });
  const cluster: Cluster = {
    url: `postgres://postgres@127.0.0.1:${port}/postgres`,
    async [Symbol.asyncDispose]() {
      keeper.process.stdin?.end();
      await keeper.ended;
    },
  };
  try {
    await untilReady(folder, keeper, signal);
    if (options.provesVector === true) await proveVector(bin, cluster.url, signal);
    return cluster;
  } catch (error) {
    await cluster[Symbol.asyncDispose]();
    throw error;
  }
}

async function initialise(
  bin: string,
  folder: string,
  account: Account | undefined,
  signal: AbortSignal,
): Promise<void> {
  const locale = process.platform === "linux" ? "C.UTF-8" : "C";
  const args = ["-D", join(folder, "data"), "-U", "postgres", "-A", "trust", "-E", "UTF8", `--locale=${locale}`];
  await runProgram(join(bin, "initdb"), [...args, "--no-sync"], { cwd: folder, account, signal });
}

const usualSettings: Readonly<Record<string, string>> = {
  listen_addresses: "127.0.0.1",
  unix_socket_directories: "",
  max_connections: "200",
  shared_buffers: "256MB",
};

function keepPostgres(
  bin: string,
  folder: string,
  account: Account | undefined,
  settings: Readonly<Record<string, string>>,
): Keeper {
  return startKeeper({
    folder,
    program: join(bin, "postgres"),
    args: [
      "-D",
      join(folder, "data"),
      ...Object.entries(settings).flatMap(([name, value]) => ["-c", `${name}=${value}`]),
    ],
    ...(account === undefined ? {} : { account }),
    endings: ["SIGINT", "SIGQUIT"],
  });
}

async function untilReady(folder: string, keeper: Keeper, signal: AbortSignal): Promise<void> {
  const deadline = performance.now() + START_TIMEOUT_MS;
  while (!reportsReady(folder)) {
    if (keeper.process.exitCode !== null) throw new Error(`PostgreSQL did not start:\n${await keeper.ended}`);
    if (performance.now() > deadline) throw new Error(`PostgreSQL was not ready after ${START_TIMEOUT_MS / 1000} s.`);
    await wait(50, undefined, { signal });
  }
}

/** The server writes its state into the eighth line of this file. */
function reportsReady(folder: string): boolean {
  try {
    return (
      readFileSync(join(folder, "data", "postmaster.pid"), "utf8")
        .split("\n")[7]
        ?.trim() === "ready"
    );
  } catch {
    return false;
  }
}

async function proveVector(bin: string, url: string, signal: AbortSignal): Promise<void> {
  const statement = "begin; create extension vector; rollback";
  await runProgram(join(bin, "psql"), [url, "-q", "-v", "ON_ERROR_STOP=1", "-c", statement], { signal });
}
