import { createScoria } from "@scoria/core";
import type { Client } from "pg";
import { cloneRuns } from "./clone-runs.ts";

export const tenants = 1_000;
/** What a worker claims for; nobody works here. */
export const kind = "work";

const realRuns = 300;
const largestTenant = "tenant-1";

/**
 * Queues so many runs of 1,000 tenants: nine of ten are one tenant's, who came before the others. That is the worst order for
 * those. A few hundred are started for real, the others are their clones.
 */
export async function fillQueue(databaseUrl: string, client: Client, runs: number): Promise<void> {
  await using scoria = await createScoria({ database: databaseUrl, worker: false });
  const who = scoria.identity({ actorId: "bench", tenantId: largestTenant, sessionId: "bench" });
  await scoria.startRuns(
    who,
    Array.from({ length: realRuns }, (_, number) => ({ initialStep: { kind }, input: { number } })),
  );
  const clones = runs - realRuns;
  const ofLargest = runs * 0.9 - realRuns;
  await cloneRuns(client, clones, {
    tenant: `case when n <= ${ofLargest} then '${largestTenant}' else 'tenant-' || 2 + n % ${tenants - 1} end`,
  });

  // A clone must be what a start would have left, evidence and all.
  const { rows } = await client.query<{ run_id: string; tenant_id: string }>(
    "select run_id, tenant_id from scoria.runs order by run_id desc limit 3 offset $1",
    [realRuns],
  );
  for (const { run_id: runId, tenant_id: tenantId } of rows) {
    const check = await scoria.verifyEvidence(scoria.identity({ actorId: "bench", tenantId }), runId);
    if (!check.ok) throw new Error(`The clone ${runId} does not hold: ${JSON.stringify(check)}`);
  }
}
