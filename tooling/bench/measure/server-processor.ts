import { readFileSync } from "node:fs";
import type { Client } from "pg";

/**
 * The processor time that the server's sessions of one database have used: what its work costs, whatever else the machine does
 * meanwhile. Only on Linux, and only when the server is on this machine; elsewhere it stands still.
 */
export class ServerProcessor {
  readonly #client: Client;
  #sessions: readonly number[] = [];

  /** The client's own session is not counted. */
  constructor(client: Client) {
    this.#client = client;
  }

  /** Looks which sessions there are. What they did before counts for nothing as long as the same are compared. */
  async look(): Promise<void> {
    const { rows } = await this.#client.query<{ pid: number }>(
      "select pid from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()",
    );
    this.#sessions = rows.map(({ pid }) => pid);
  }

  usedMs(): number {
    return this.#sessions.reduce((sum, pid) => sum + usedNs(pid), 0) / 1_000_000;
  }
}

/** The first figure of the scheduler's statistics is the time on a processor. */
function usedNs(pid: number): number {
  try {
    return Number(readFileSync(`/proc/${pid}/schedstat`, "utf8").split(" ", 1)[0]);
  } catch {
    return 0;
  }
}
