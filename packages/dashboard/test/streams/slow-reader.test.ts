import { connect, type Socket } from "node:net";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { testIdentity } from "@scoria/core/testing";
import { expect, test } from "vitest";
import { toNodeHandler } from "../../src/adapters/node.ts";
import { onEachEngine } from "../on-each-engine.ts";
import { base, headersOf, openDashboard, operatorOf, type OpenDashboard } from "../open-dashboard.ts";
import { serveRaw, written } from "../requests/raw-http.ts";
import { ledger } from "./ledger.ts";
import { EventReader } from "./read-events.ts";

const ana = testIdentity();
const pages = { count: 100, bytes: 500_000 };

/** What is in use here, in bytes, when all that can be has been thrown away. */
function inUse(): number {
  setFlagsFromString("--expose-gc");
  const collect = runInNewContext("gc") as () => void;
  collect();
  collect();
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
}

/** Opens the stream over a socket, and reads nothing from it after the first bytes. */
async function openAndStop(port: number, runId: string): Promise<Socket> {
  const { "x-operator": cookie = "" } = headersOf(operatorOf());
  const request = { target: `/scoria/api/runs/${runId}/stream`, headers: [["X-Operator", cookie]] } as const;
  const socket = connect(port, "127.0.0.1");
  socket.write(written(port, request));
  await new Promise<void>((resolve) => socket.once("data", () => resolve()));
  socket.pause();
  return socket;
}

async function statusOf({ handler }: OpenDashboard, runId: string): Promise<number> {
  const answer = await handler(new Request(`${base}/api/runs/${runId}/stream`, { headers: headersOf(operatorOf()) }));
  await answer.body?.cancel();
  return answer.status;
}

onEachEngine("a reader that takes nothing", (engine) => {
  test("costs no memory, is cut off, and its run goes on", { timeout: 90_000 }, async () => {
    await using desk = await openDashboard(engine, {
      handlers: ledger,
      dashboard: { streams: { perOperator: 1 } },
      scoria: { rails: { maxBytes: 200_000_000 } },
    });
    await using server = await serveRaw(toNodeHandler(desk.handler));
    const { runId: small } = await desk.scoria.startRun(ana, { initialStep: { kind: "ledger" } });
    const { runId } = await desk.scoria.startRun(ana, { initialStep: { kind: "archive" }, input: pages });
    const socket = await openAndStop(server.port, runId);
    const gone = new Promise<void>((resolve) => server.onceClosed(resolve));
    const before = inUse();
    const run = await desk.scoria.waitForRun(ana, runId, { until: "settled", timeoutMs: 60_000 });
    expect(run).toMatchObject({ status: "completed", output: pages.count });
    // What it took to write them goes by and by.
    let least = Number.POSITIVE_INFINITY;
    const grown = (): number => (least = Math.min(least, Math.round((inUse() - before) / 1_000_000)));
    if (engine === "postgres") await expect.poll(grown, { timeout: 5_000, interval: 200 }).toBeLessThan(16);
    // The embedded database lives in the memory that is measured, with all that is written to it.
    const figure = "a reader that takes nothing while 50 MB are written";
    console.log(JSON.stringify({ figure, engine, grownMb: grown(), isHeld: (await statusOf(desk, small)) === 429 }));
    await gone;
    socket.destroy();
    // Its place is free, the process lives, and another reads from the start.
    await expect.poll(() => statusOf(desk, small)).toBe(200);
    const all = await desk.handler(
      new Request(`${base}/api/runs/${runId}/stream`, { headers: headersOf(operatorOf()) }),
    );
    const { entries, end } = await new EventReader(all).rest();
    expect([entries.length, end]).toEqual([pages.count + 2, "ended"]);
  });
});
