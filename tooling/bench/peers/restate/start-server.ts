import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import type { KeeperOrder } from "./keep-server.ts";
import { findServer, serverFolder, type ServerPlace } from "./server-place.ts";

const patienceMs = 60_000;

/** Starts a server for the measurement of this database URL. It ends with the process `whileRuns` at the latest. */
export async function startServer(databaseUrl: string, whileRuns: number): Promise<ServerPlace> {
  const order: KeeperOrder = { folder: serverFolder(databaseUrl), whileRuns };
  // Detached, as what is sent to this process and its group must not reach the keeper.
  spawn(process.execPath, [join(import.meta.dirname, "keep-server.ts"), JSON.stringify(order)], {
    detached: true,
    stdio: "ignore",
  }).unref();
  return await findServer(databaseUrl);
}

/** Tells the server where the handlers are, as soon as it can take that. They must be listening. */
export async function registerHandlers(databaseUrl: string, place: ServerPlace): Promise<void> {
  const body = JSON.stringify({ uri: `http://127.0.0.1:${place.handlersPort}` });
  let answer = "none";
  for (let waited = 0; waited < patienceMs; waited += 50) {
    try {
      const response = await fetch(`${place.adminUrl}/deployments`, {
        method: "POST",
        headers: { "content-type": "application/json" },
        body,
      });
      if (response.ok) return;
      answer = await response.text();
    } catch (error) {
      answer = String(error);
    }
    await sleep(50);
  }
  const log = await readFile(join(serverFolder(databaseUrl), "server.log"), "utf8").catch(() => "");
  throw new Error(`The Restate server takes no handlers: ${answer}\n${log.slice(-2_000)}`);
}

/** Resolves when the server has ended and its folder is gone. */
export async function endServer(databaseUrl: string, { keeper }: ServerPlace): Promise<void> {
  try {
    process.kill(keeper, "SIGTERM");
  } catch {
    // It has ended by itself.
  }
  for (let waited = 0; existsSync(serverFolder(databaseUrl)); waited += 20) {
    if (waited > patienceMs)
      throw new Error(`The Restate server does not end: ${serverFolder(databaseUrl)} is still there.`);
    await sleep(20);
  }
}
