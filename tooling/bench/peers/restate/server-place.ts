import { createHash } from "node:crypto";
import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";

/** Where a server is: kept in its folder, for the other processes of the same measurement. */
export interface ServerPlace {
  /** The process that keeps the server, and ends it. */
  readonly keeper: number;
  readonly ingressUrl: string;
  readonly adminUrl: string;
  /** Where the server finds the handlers: whoever has them listens here, also after a restart. */
  readonly handlersPort: number;
}

const patienceMs = 30_000;

/**
 * The folder of a measurement's server. All its processes have the same database URL, which no other measurement has, so
 * they find each other by it.
 */
export function serverFolder(databaseUrl: string): string {
  const key = createHash("sha256").update(databaseUrl).digest("hex").slice(0, 16);
  return join(tmpdir(), `bench-restate-${key}`);
}

export function placeFile(folder: string): string {
  return join(folder, "place.json");
}

/** Waits for a server that another process of the same measurement has started. */
export async function findServer(databaseUrl: string): Promise<ServerPlace> {
  const file = placeFile(serverFolder(databaseUrl));
  for (let waited = 0; !existsSync(file); waited += 20) {
    if (waited > patienceMs) throw new Error(`There is no Restate server: ${file} is missing.`);
    await sleep(20);
  }
  return JSON.parse(await readFile(file, "utf8")) as ServerPlace;
}
