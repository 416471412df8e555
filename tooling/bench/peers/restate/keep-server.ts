import { spawn } from "node:child_process";
import { closeSync, openSync } from "node:fs";
import { mkdir, rename, rm, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { createServer, type AddressInfo } from "node:net";
import { arch, platform } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { placeFile, type ServerPlace } from "./server-place.ts";

/** What a keeper is told, as JSON in its only argument. */
export interface KeeperOrder {
  readonly folder: string;
  /** The server is ended when this process has ended, however it ended. */
  readonly whileRuns: number;
}

/**
 * A process of its own that runs a Restate server for as long as another process lives, or until it is told to end.
 *
 * It has to outlive whom it watches: a measuring process may be killed, and recovery kills the one with the handlers.
 */
async function keepServer({ folder, whileRuns }: KeeperOrder): Promise<void> {
  const told = new Promise<void>((resolve) => {
    for (const signal of ["SIGTERM", "SIGINT", "SIGHUP"] as const) process.on(signal, resolve);
  });
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true });
  const [ingress, admin, node, handlers] = await freePorts(4);
  await writeFile(join(folder, "restate.toml"), settings(folder, { ingress, admin, node }));
  const log = openSync(join(folder, "server.log"), "a");
  const server = spawn(serverBinary(), ["--no-logo", "--config-file", join(folder, "restate.toml")], {
    stdio: ["ignore", log, log],
  });
  closeSync(log);
  const ended = new Promise<void>((resolve) => {
    server.once("exit", () => resolve());
    server.once("error", () => resolve());
  });
  await writePlace(folder, {
    keeper: process.pid,
    ingressUrl: `http://127.0.0.1:${ingress}`,
    adminUrl: `http://127.0.0.1:${admin}`,
    handlersPort: handlers ?? 0,
  });
  const watch = new AbortController();
  await Promise.race([told, ended, endOf(whileRuns, watch.signal)]);
  watch.abort();
  // Nothing of it is needed any more, so it need not shut down in order.
  server.kill("SIGKILL");
  await ended;
  await rm(folder, { recursive: true, force: true });
}

/** The binary itself and not the package's launcher, which would be one more process to end. */
function serverBinary(): string {
  const launcher = createRequire(createRequire(import.meta.url).resolve("@restatedev/restate-server/package.json"));
  return launcher.resolve(`@restatedev/restate-server-${platform()}-${arch()}/bin/restate-server`);
}

/** All as by default, durability too, but for where it listens, what it tells others, and the partitions. */
function settings(folder: string, ports: Readonly<Record<"ingress" | "admin" | "node", number | undefined>>): string {
  return `
base-dir = ${JSON.stringify(join(folder, "data"))}
node-name = "bench"
listen-mode = "tcp"
bind-ip = "127.0.0.1"
bind-port = ${ports.node}
# The default of 24 is for many cores: on two it was slower at 1, 16 and 64 runs at once.
default-num-partitions = 4
disable-telemetry = true
log-filter = "warn"
log-disable-ansi-codes = true

[ingress]
bind-port = ${ports.ingress}

[admin]
bind-port = ${ports.admin}
disable-web-ui = true
`;
}

/** Ports that nobody listens on: all open at once, so that they differ. */
async function freePorts(count: number): Promise<readonly number[]> {
  const servers = await Promise.all(
    Array.from({ length: count }, async () => {
      const server = createServer();
      await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
      return server;
    }),
  );
  const ports = servers.map((server) => (server.address() as AddressInfo).port);
  await Promise.all(servers.map((server) => new Promise((resolve) => server.close(resolve))));
  return ports;
}

/** Written whole or not at all: others wait for this file. */
async function writePlace(folder: string, place: ServerPlace): Promise<void> {
  await writeFile(`${placeFile(folder)}.new`, JSON.stringify(place));
  await rename(`${placeFile(folder)}.new`, placeFile(folder));
}

async function endOf(pid: number, signal: AbortSignal): Promise<void> {
  while (isRunning(pid) && !signal.aborted) await sleep(200);
}

function isRunning(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

await keepServer(JSON.parse(process.argv[2] ?? "") as KeeperOrder);
