import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { createScoria } from "@scoria/core";
import { createDashboardHandler } from "@scoria/dashboard";
import { toNodeHandler } from "@scoria/dashboard/node";
import type { ReadStreams } from "../apart/read-streams.ts";
import { closedLoop } from "../measure/closed-loop.ts";
import { OtherProcess } from "../measure/other-process.ts";
import { quantile, rounded } from "../measure/statistics.ts";
import type { Workload } from "./workload.ts";

const concurrency = 16;
const watchedRuns = 10;
const stepEveryMs = 50;

export const streams: Workload = {
  name: "streams",
  shows:
    "runs of 10 steps, 16 at once, while 10 other runs record a step of 1 kB every 50 ms; alone, beside 100 live streams of those, " +
    "and with 50 of the 100 taking nothing of what they are sent; their readers are a process on the same two cores",
  variants: [
    { streams: 0, slow: 0 },
    { streams: 100, slow: 0 },
    { streams: 100, slow: 50 },
  ],
  rounds: 5,
  compares: { figure: "runsPerSecond", moreIsBetter: true },
  takes: ({ name }) => name === "scoria",
  async measure({ contestant, databaseUrl, variant }) {
    let isOver = false;
    await using scoria = await createScoria({
      database: databaseUrl,
      migrate: "auto",
      handlers: {
        async work(ctx) {
          for (let step = 0; step < 10; step += 1) await ctx.step(`step ${step}`, () => "x".repeat(200));
        },
        async watched(ctx) {
          for (let step = 0; !isOver; step += 1) {
            await ctx.step(["looked at", String(step)], async () => {
              await new Promise((resolve) => setTimeout(resolve, stepEveryMs));
              return "x".repeat(1_000);
            });
          }
        },
      },
    });
    const who = scoria.identity({ actorId: "bench", tenantId: "bench" });
    const dashboard = createDashboardHandler(scoria, {
      authorize: () => ({ actorId: "operator", tenants: ["bench"], can: ["read"] }),
      streams: { perOperator: 1_000, perProcess: 1_000 },
    });
    const server = createServer((req, res) => void toNodeHandler(dashboard)(req, res));
    const port = await listen(server);
    await using readers = await OtherProcess.start<ReadStreams>("read-streams.ts", contestant.name, {
      databaseUrl,
      concurrency,
    });
    const watched = await Promise.all(
      Array.from({ length: watchedRuns }, () => scoria.startRun(who, { initialStep: { kind: "watched" } })),
    );
    const count = Number(variant["streams"]);
    await readers.ask("open", {
      port,
      runIds: watched.map(({ runId }) => runId),
      streams: count,
      slow: Number(variant["slow"]),
    });
    let before = { events: 0, ended: 0 };
    let after = before;
    const looped = await closedLoop(
      async () => {
        const { runId } = await scoria.startRun(who, { initialStep: { kind: "work" } });
        await scoria.waitForRun(who, runId, { until: "settled", timeoutMs: 60_000 });
      },
      { concurrency, warmMs: 2_000, measuredMs: 5_000 },
      {
        begin: async () => void (before = await readers.ask("read")),
        end: async () => void (after = await readers.ask("read")),
      },
    );
    isOver = true;
    server.closeAllConnections();
    server.close();
    return {
      runsPerSecond: rounded(looped.done / looped.seconds),
      p95Ms: rounded(quantile(looped.tookMs, 0.95)),
      eventsPerSecond: rounded((after.events - before.events) / looped.seconds),
      streamsCut: after.ended,
      rssMiB: rounded(process.memoryUsage.rss() / 2 ** 20),
    };
  },
};

async function listen(server: Server): Promise<number> {
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return (server.address() as AddressInfo).port;
}
