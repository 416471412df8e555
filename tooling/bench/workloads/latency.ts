import { createScoria, migrate, type ScoriaCore } from "@scoria/core";
import type { NoteFirstLines } from "../apart/note-first-lines.ts";
import { notingHandler } from "../latency/first-lines.ts";
import { machineMs } from "../latency/machine-ms.ts";
import { CommitProbe } from "../measure/commit-probe.ts";
import { OtherProcess } from "../measure/other-process.ts";
import { quantile, rounded, sorted } from "../measure/statistics.ts";
import type { Figures, Workload } from "./workload.ts";

const warmRuns = 200;
const measuredRuns = 500;

export const latency: Workload = {
  name: "latency",
  shows:
    "from the call of startRun to the first line of the first step, one run at a time, beside a lone commit; " +
    "the worker is this process or another, which the notifier wakes",
  variants: [{ worker: "this process" }, { worker: "another process" }],
  rounds: 5,
  compares: { figure: "p50Ms", moreIsBetter: false },
  takes: ({ name }) => name === "scoria",
  async measure({ databaseUrl, variant }) {
    await migrate({ database: databaseUrl });
    return variant["worker"] === "this process" ? await inThisProcess(databaseUrl) : await inAnother(databaseUrl);
  },
};

async function inThisProcess(databaseUrl: string): Promise<Figures> {
  const firstLines = new Map<string, number>();
  await using scoria = await createScoria({ database: databaseUrl, handlers: { work: notingHandler(firstLines) } });
  return await startOneByOne(scoria, databaseUrl, async () => firstLines);
}

async function inAnother(databaseUrl: string): Promise<Figures> {
  const setting = { databaseUrl, concurrency: 1 };
  await using worker = await OtherProcess.start<NoteFirstLines>("note-first-lines.ts", "scoria", setting);
  await using scoria = await createScoria({ database: databaseUrl, worker: false });
  return await startOneByOne(scoria, databaseUrl, async () => new Map(await worker.ask("firstLines")));
}

/** A commit and a run by turns, so that what the machine does meanwhile falls to both. */
async function startOneByOne(
  scoria: ScoriaCore,
  databaseUrl: string,
  readFirstLines: () => Promise<ReadonlyMap<string, number>>,
): Promise<Figures> {
  const who = scoria.identity({ actorId: "bench", tenantId: "acme" });
  await using probe = await CommitProbe.open(databaseUrl);
  const started: { readonly runId: string; readonly calledMs: number }[] = [];
  for (let run = -warmRuns; run < measuredRuns; run += 1) {
    if (run === 0) probe.forget();
    await probe.commit();
    const calledMs = machineMs();
    const { runId } = await scoria.startRun(who, { initialStep: { kind: "work" } });
    if (run >= 0) started.push({ runId, calledMs });
    await scoria.waitForRun(who, runId, { until: "settled", timeoutMs: 60_000 });
  }
  const firstLines = await readFirstLines();
  const tookMs = sorted(started.map(({ runId, calledMs }) => (firstLines.get(runId) ?? Number.NaN) - calledMs));
  const p50Ms = quantile(tookMs, 0.5);
  return {
    p50Ms: rounded(p50Ms),
    p95Ms: rounded(quantile(tookMs, 0.95)),
    maxMs: rounded(quantile(tookMs, 1)),
    commitP50Ms: rounded(probe.p50Ms),
    p50PerCommit: rounded(p50Ms / probe.p50Ms),
  };
}
