import { Client } from "pg";
import { quantile, rounded, sorted } from "../measure/statistics.ts";

export interface Claims {
  readonly p50Ms: number;
  readonly p95Ms: number;
  /** How many tenants had a run among all that were claimed. */
  readonly tenants: number;
}

/** Claims so often so many, one claim after the other, as a worker process does it: by one statement that is prepared once. */
export async function timeClaims(databaseUrl: string, kind: string, claims: number, most: number): Promise<Claims> {
  const client = new Client({ connectionString: databaseUrl });
  await client.connect();
  try {
    const tookMs: number[] = [];
    const served = new Set<string>();
    // As a node does: each claim goes on where the one before came to.
    let lastTenant = "";
    for (let claim = 0; claim < claims; claim += 1) {
      const began = performance.now();
      const { rows } = await client.query<{ tenant_id: string }>({
        name: "scoria_claim_runs",
        text: "select * from scoria.claim_runs($1, $2::text[], $3::smallint, $4::uuid[], $5, $6)",
        values: ["bench", [kind], entryFormat, null, most, lastTenant],
      });
      tookMs.push(performance.now() - began);
      if (rows.length !== most) throw new Error(`A claim of ${most} runs got ${rows.length}.`);
      for (const { tenant_id: tenantId } of rows) served.add(tenantId);
      const inOrder = rows.map((row) => row.tenant_id).toSorted();
      lastTenant = inOrder.findLast((tenant) => tenant <= lastTenant) ?? inOrder.at(-1) ?? "";
    }
    const times = sorted(tookMs);
    return { p50Ms: rounded(quantile(times, 0.5)), p95Ms: rounded(quantile(times, 0.95)), tenants: served.size };
  } finally {
    await client.end();
  }
}

/** As core's own is: the format of the entries that the claiming node can read. */
const entryFormat = 1;
