import { migrate } from "@scoria/core";
import { Client } from "pg";
import { fillQueue, kind, tenants } from "../claim/fill-queue.ts";
import { timeClaims } from "../claim/time-claims.ts";
import { requireUnanalysed, stopAutovacuum } from "../measure/without-autovacuum.ts";
import type { Workload } from "./workload.ts";

const claims = 100;
const most = 32;

export const claim: Workload = {
  name: "claim",
  shows:
    "one claim of 32 runs out of 1,000,000 queued, nine of ten of which are one tenant's that came before 999 others; " +
    "never analysed, and analysed",
  variants: [{ runs: 1_000_000 }],
  // Filling takes a minute or more, and each figure is of a hundred claims.
  rounds: 1,
  compares: { figure: "analysedP50Ms", moreIsBetter: false },
  takes: ({ name }) => name === "scoria",
  async measure({ databaseUrl, variant }) {
    await migrate({ database: databaseUrl });
    await stopAutovacuum(databaseUrl);
    const client = new Client({ connectionString: databaseUrl });
    await client.connect();
    try {
      await fillQueue(databaseUrl, client, Number(variant["runs"]));
      await client.query("checkpoint");
      const before = await timeClaims(databaseUrl, kind, claims, most);
      await requireUnanalysed(databaseUrl);
      await client.query("analyze");
      const after = await timeClaims(databaseUrl, kind, claims, most);
      return {
        unanalysedP50Ms: before.p50Ms,
        unanalysedP95Ms: before.p95Ms,
        analysedP50Ms: after.p50Ms,
        analysedP95Ms: after.p95Ms,
        tenantsServed: before.tenants,
        ofTenants: tenants,
      };
    } finally {
      await client.end();
    }
  },
};
