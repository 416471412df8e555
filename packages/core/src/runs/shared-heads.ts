import type { TenantDoor } from "../database/tenant-door.ts";
import { readHeads } from "./run-head.ts";
import type { RunSummary } from "./run.ts";

interface Asked {
  readonly runId: string;
  readonly resolve: (head: RunSummary | undefined) => void;
  readonly reject: (error: unknown) => void;
}

const mostInOne = 256;

/**
 * Reads heads for many who ask at about the same time. While one statement is under way, what is asked for the same tenants
 * meanwhile shares the next: when a commit ends many runs, those who wait for them cost one statement and not one each.
 * Nobody is answered by a statement that began before it was asked.
 */
export class SharedHeads {
  readonly #readAs: TenantDoor;
  readonly #queues = new Map<string, Asked[]>();

  constructor(readAs: TenantDoor) {
    this.#readAs = readAs;
  }

  /** Undefined: there is no such run, or it is another tenant's. @throws what the driver throws */
  read(tenants: readonly string[], runId: string): Promise<RunSummary | undefined> {
    return new Promise((resolve, reject) => {
      const key = JSON.stringify(tenants);
      const queue = this.#queues.get(key);
      const asked: Asked = { runId, resolve, reject };
      if (queue !== undefined) {
        queue.push(asked);
        return;
      }
      const begun = [asked];
      this.#queues.set(key, begun);
      void this.#drain(key, tenants, begun);
    });
  }

  async #drain(key: string, tenants: readonly string[], queue: Asked[]): Promise<void> {
    // Starts in the next microtask: what is asked in the same tick shares the first statement.
    await Promise.resolve();
    while (queue.length > 0) {
      const batch = queue.splice(0, mostInOne);
      try {
        const heads = await readHeads(
          this.#readAs(tenants),
          tenants,
          batch.map(({ runId }) => runId),
        );
        for (const { runId, resolve } of batch) resolve(heads.get(runId));
      } catch (error) {
        for (const { reject } of batch) reject(error);
      }
    }
    this.#queues.delete(key);
  }
}
