import { chownSync, rmSync, writeFileSync } from "node:fs";
import { connect } from "node:net";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { clusterAccount } from "./cluster-account.ts";
import { makeClusterFolder } from "./cluster-folder.ts";
import { freePort } from "./free-port.ts";
import { startKeeper, type Keeper } from "./start-keeper.ts";

const START_TIMEOUT_MS = 20_000;

/** A pooler of our own; disposing it stops it and removes everything it wrote. */
export interface Pooler extends AsyncDisposable {
  /** The server's url, but through the pooler. Any database of the server is reached by its name. */
  readonly url: string;
}

/**
 * Starts pgbouncer in transaction mode before the server of `serverUrl`, on a free port of the loopback interface. Whoever
 * connects is the user of that url.
 */
export async function startPooler(program: string, serverUrl: string, signal: AbortSignal): Promise<Pooler> {
  const account = clusterAccount();
  const folder = makeClusterFolder();
  const port = await freePort();
  const config = join(folder, "pgbouncer.ini");
  writeFileSync(config, configOf(new URL(serverUrl), port), { mode: 0o600 });
  if (account) for (const path of [folder, config]) chownSync(path, account.uid, account.gid);
  const keeper = startKeeper({
    folder,
    program,
    args: [config],
    ...(account === undefined ? {} : { account }),
    endings: ["SIGTERM", "SIGKILL"],
  });
  const url = new URL(serverUrl);
  url.host = `127.0.0.1:${port}`;
  const pooler: Pooler = {
    url: url.href,
    async [Symbol.asyncDispose]() {
      keeper.process.stdin?.end();
      await keeper.ended;
      rmSync(folder, { recursive: true, force: true });
    },
  };
  try {
    await untilReady(port, keeper, signal);
    return pooler;
  } catch (error) {
    await pooler[Symbol.asyncDispose]();
    throw error;
  }
}

function configOf(server: URL, port: number): string {
  const quoted = (text: string): string => `'${decodeURIComponent(text).replaceAll("'", "''")}'`;
  const password = server.password === "" ? "" : ` password=${quoted(server.password)}`;
  return [
    "[databases]",
    `* = host=${server.hostname} port=${server.port || "5432"} user=${quoted(server.username)}${password}`,
    "[pgbouncer]",
    "listen_addr = 127.0.0.1",
    `listen_port = ${port}`,
    "unix_socket_dir =",
    "auth_type = any",
    "pool_mode = transaction",
    "max_client_conn = 2000",
    // Of each database. Tests have many, one after the other, and the server a limit for all.
    "default_pool_size = 10",
    "server_idle_timeout = 10",
    "",
  ].join("\n");
}

async function untilReady(port: number, keeper: Keeper, signal: AbortSignal): Promise<void> {
  const deadline = performance.now() + START_TIMEOUT_MS;
  while (!(await listens(port))) {
    if (keeper.process.exitCode !== null) throw new Error(`pgbouncer did not start:\n${await keeper.ended}`);
    if (performance.now() > deadline) throw new Error(`pgbouncer was not ready after ${START_TIMEOUT_MS / 1000} s.`);
    await wait(50, undefined, { signal });
  }
}

function listens(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ host: "127.0.0.1", port });
    const answer = (is: boolean) => (): void => {
      socket.destroy();
      resolve(is);
    };
    socket.on("connect", answer(true)).on("error", answer(false));
  });
}
