import { connect, type Socket } from "node:net";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { testIdentity, type TestEngine } from "@scoria/core/testing";
import { expect, test } from "vitest";
import { toNodeHandler } from "../../src/adapters/node.ts";
import { onEachEngine } from "../on-each-engine.ts";
import { base, headersOf, openDashboard, operatorOf, type OpenDashboard } from "../open-dashboard.ts";
import { serveRaw, written } from "../requests/raw-http.ts";
import { ledger } from "./ledger.ts";
import { EventReader } from "./read-events.ts";

const ana = testIdentity();
const bytes = 500_000;

/** What is in use here, in bytes, when all that can be has been thrown away. */
function inUse(): number {
  setFlagsFromString("--expose-gc");
  const collect = runInNewContext("gc") as () => void;
  collect();
  collect();
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
}

/** Opens the stream over a socket, and reads nothing from it after so many bytes. */
async function openAndStop(port: number, runId: string, afterBytes: number): Promise<Socket> {
  const { "x-operator": cookie = "" } = headersOf(operatorOf());
  const request = { target: `/scoria/api/runs/${runId}/stream`, headers: [["X-Operator", cookie]] } as const;
  const socket = connect(port, "127.0.0.1");
  socket.write(written(port, request));
  let received = 0;
  await new Promise<void>((resolve) => {
    socket.on("data", (chunk) => {
      received += chunk.length;
      if (received < afterBytes) return;
      socket.pause();
      resolve();
    });
  });
  return socket;
}

/** By how many MB more is in use than before, once what it took to write and read has gone. */
async function grownSince(before: number, engine: TestEngine): Promise<number> {
  let least = Number.POSITIVE_INFINITY;
  const grown = (): number => (least = Math.min(least, Math.round((inUse() - before) / 1_000_000)));
  if (engine === "postgres") await expect.poll(grown, { timeout: 5_000, interval: 200 }).toBeLessThan(16);
  return grown();
}

async function statusOf({ handler }: OpenDashboard, runId: string): Promise<number> {
  const answer = await handler(new Request(`${base}/api/runs/${runId}/stream`, { headers: headersOf(operatorOf()) }));
  await answer.body?.cancel();
  return answer.status;
}

onEachEngine("a reader that takes nothing", (engine) => {
  // The embedded database lives in the memory that is measured, with all that is written to it: there it is only cut off.
  const count = engine === "postgres" ? 100 : 30;

  test("costs no memory, is cut off, and its run goes on", { timeout: 90_000 }, async () => {
    await using desk = await openDashboard(engine, {
      handlers: ledger,
      dashboard: { streams: { perOperator: 1 } },
      scoria: { rails: { maxBytes: 200_000_000 } },
    });
    await using server = await serveRaw(toNodeHandler(desk.handler));
    const { runId: small } = await desk.scoria.startRun(ana, { initialStep: { kind: "ledger" } });
    const { runId } = await desk.scoria.startRun(ana, { initialStep: { kind: "archive" }, input: { count, bytes } });
    const socket = await openAndStop(server.port, runId, 1);
    const gone = new Promise<void>((resolve) => server.onceClosed(resolve));
    const before = inUse();
    const run = await desk.scoria.waitForRun(ana, runId, { until: "settled", timeoutMs: 60_000 });
    expect(run).toMatchObject({ status: "completed", output: count });
    const grown = await grownSince(before, engine);
    const figure = "memory for a reader that takes nothing";
    const isHeld = (await statusOf(desk, small)) === 429;
    console.log(JSON.stringify({ figure, engine, writtenMb: (count * bytes) / 1_000_000, grownMb: grown, isHeld }));
    await gone;
    socket.destroy();
    // Its place is free, the process lives, and another reads from the start.
    await expect.poll(() => statusOf(desk, small)).toBe(200);
    // One that stops in the middle of what was written before costs no more.
    const late = await openAndStop(server.port, runId, 2 * bytes);
    await grownSince(before, engine);
    late.destroy();
    await expect.poll(() => statusOf(desk, small)).toBe(200);
    const all = await desk.handler(
      new Request(`${base}/api/runs/${runId}/stream`, { headers: headersOf(operatorOf()) }),
    );
    const { entries, end } = await new EventReader(all).rest();
    expect([entries.length, end]).toEqual([count + 2, "ended"]);
  });
});
