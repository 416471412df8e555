import type { TenantRetention } from "./retention.ts";

type Mutable<T> = { -readonly [Key in keyof T]: T[Key] };

/** What a pass did, by tenant. */
export class TenantCounts {
  readonly #counts = new Map<string, Mutable<TenantRetention>>();

  add(tenantId: string, of: "payloadsPruned" | "runsDeleted" | "leftForLanes"): void {
    const there = this.#counts.get(tenantId) ?? { tenantId, payloadsPruned: 0, runsDeleted: 0, leftForLanes: 0 };
    there[of] += 1;
    this.#counts.set(tenantId, there);
  }

  /** By tenant id. */
  all(): readonly TenantRetention[] {
    return [...this.#counts.values()].toSorted((a, b) => (a.tenantId < b.tenantId ? -1 : 1));
  }
}
