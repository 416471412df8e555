import { createScoria, migrate, quietLogger, type ScoriaCore } from "@scoria/core";
import { operatorSurface } from "@scoria/core/operator";
import { Client } from "pg";
import { fillRuns, loudTenant, smallTenant, tenantNames } from "../lists/fill-runs.ts";
import { timeCalls, timeLists, type ListTimes } from "../lists/time-lists.ts";
import { ServerProcessor } from "../measure/server-processor.ts";
import { requireUnanalysed, stopAutovacuum } from "../measure/without-autovacuum.ts";
import { quantile, rounded } from "../measure/statistics.ts";
import type { Figures, Workload } from "./workload.ts";

export const lists: Workload = {
  name: "lists",
  shows:
    "pages of 50 out of 100,000 runs of one tenant, and of 100 tenants with one that has 100 runs: by every filter of listRuns, " +
    "alone and in pairs, also where nothing matches, first page and deep page; and what an operator's page reads beside; " +
    "never analysed, and analysed; Server is the processor time of the server, SlowestP95 that of the filters it has most work with",
  variants: [
    { runs: 100_000, tenants: 1 },
    { runs: 100_000, tenants: 100 },
  ],
  rounds: 1,
  compares: { figure: "analysedListServerSlowestP95Ms", moreIsBetter: false },
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
      const server = new ServerProcessor(client);
      const before = await readAll(scoria, tenants, server);
      await requireUnanalysed(databaseUrl);
      await client.query("analyze");
      const after = await readAll(scoria, tenants, server);
      return { ...named("unanalysed", before), ...named("analysed", after) };
    } finally {
      await client.end();
    }
  },
};

async function readAll(scoria: ScoriaCore, tenants: number, server: ServerProcessor): Promise<Figures> {
  const operator = scoria.operator({ actorId: "bench", tenants: tenantNames(tenants) });
  const ofOne = tenants === 1 ? "tenant-0" : smallTenant;
  const one = await timeLists(scoria, scoria.identity({ actorId: "bench", tenantId: ofOne }), server);
  const many = tenants === 1 ? undefined : await timeLists(scoria, operator, server);
  const loud = scoria.identity({ actorId: "bench", tenantId: loudTenant });
  const surface = operatorSurface(scoria);
  const p95s = async (name: string, call: () => Promise<unknown>): Promise<Figures> => {
    const { took, worked } = await timeCalls(server, call);
    return { [`${name}P95Ms`]: p95(took), [`${name}ServerP95Ms`]: p95(worked) };
  };
  return {
    ...listFigures("list", one),
    ...(many === undefined ? {} : listFigures("operatorList", many)),
    ...(await p95s("sessions", () => scoria.listSessions(operator))),
    ...(await p95s("overview", () => surface.overview(operator))),
    ...(await p95s("largeOutputs", () => scoria.listRuns(loud))),
  };
}

function listFigures(name: string, { took, worked, slowestP95Ms, slowest }: ListTimes): Figures {
  // A figure cannot say which it was.
  console.log(`  ${name}: the server works longest for "${slowest}"`);
  return {
    [`${name}P50Ms`]: rounded(quantile(took, 0.5)),
    [`${name}P95Ms`]: p95(took),
    [`${name}ServerP50Ms`]: rounded(quantile(worked, 0.5)),
    [`${name}ServerP95Ms`]: p95(worked),
    [`${name}ServerSlowestP95Ms`]: slowestP95Ms,
  };
}

function p95(times: readonly number[]): number {
  return rounded(quantile(times, 0.95));
}

function named(state: string, figures: Figures): Figures {
  return Object.fromEntries(
    Object.entries(figures).map(([name, figure]) => [`${state}${name[0]?.toUpperCase()}${name.slice(1)}`, figure]),
  );
}
