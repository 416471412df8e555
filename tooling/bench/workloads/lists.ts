import { createScoria, migrate, quietLogger, type ScoriaCore } from "@scoria/core";
import { operatorSurface } from "@scoria/core/operator";
import { Client } from "pg";
import { fillRuns, loudTenant, smallTenant, tenantNames } from "../lists/fill-runs.ts";
import { timeCalls, timeLists } from "../lists/time-lists.ts";
import { requireUnanalysed, stopAutovacuum } from "../measure/without-autovacuum.ts";
import { quantile, rounded } from "../measure/statistics.ts";
import type { Figures, Workload } from "./workload.ts";

export const lists: Workload = {
  name: "lists",
  shows:
    "pages of 50 out of 100,000 runs of one tenant, and of 100 tenants with one that has 100 runs: by every filter of listRuns, " +
    "alone and in pairs, also where nothing matches, first page and deep page; and what an operator's page reads beside; " +
    "never analysed, and analysed",
  variants: [
    { runs: 100_000, tenants: 1 },
    { runs: 100_000, tenants: 100 },
  ],
  rounds: 1,
  compares: { figure: "analysedSlowestP95Ms", moreIsBetter: false },
  takes: ({ name }) => name === "scoria",
  async measure({ databaseUrl, variant }) {
    const tenants = Number(variant["tenants"]);
    await migrate({ database: databaseUrl });
    await stopAutovacuum(databaseUrl);
    const client = new Client({ connectionString: databaseUrl });
    await client.connect();
    try {
      await fillRuns(client, Number(variant["runs"]), tenants);
      await using scoria = await createScoria({ database: databaseUrl, worker: false, logger: quietLogger });
      const before = await readAll(scoria, tenants);
      await requireUnanalysed(databaseUrl);
      await client.query("analyze");
      const after = await readAll(scoria, tenants);
      return { ...named("unanalysed", before), ...named("analysed", after) };
    } finally {
      await client.end();
    }
  },
};

async function readAll(scoria: ScoriaCore, tenants: number): Promise<Figures> {
  const operator = scoria.operator({ actorId: "bench", tenants: tenantNames(tenants) });
  const ofOne = tenants === 1 ? "tenant-0" : smallTenant;
  const one = await timeLists(scoria, scoria.identity({ actorId: "bench", tenantId: ofOne }));
  const many = tenants === 1 ? one : await timeLists(scoria, operator);
  // A figure cannot say which it was.
  console.log(`  slowest of one: ${one.slowest}; of the operator: ${many.slowest}`);
  const loud = scoria.identity({ actorId: "bench", tenantId: loudTenant });
  const surface = operatorSurface(scoria);
  const p95 = async (call: () => Promise<unknown>): Promise<number> => rounded(quantile(await timeCalls(call), 0.95));
  return {
    listP50Ms: one.p50Ms,
    listP95Ms: one.p95Ms,
    slowestP95Ms: one.slowestP95Ms,
    ...(tenants === 1
      ? {}
      : { operatorP50Ms: many.p50Ms, operatorP95Ms: many.p95Ms, operatorSlowestP95Ms: many.slowestP95Ms }),
    sessionsP95Ms: await p95(() => scoria.listSessions(operator)),
    overviewP95Ms: await p95(() => surface.overview(operator)),
    largeOutputsP95Ms: await p95(() => scoria.listRuns(loud)),
  };
}

function named(state: string, figures: Figures): Figures {
  return Object.fromEntries(
    Object.entries(figures).map(([name, figure]) => [`${state}${name[0]?.toUpperCase()}${name.slice(1)}`, figure]),
  );
}
