import { testIdentity } from "@scoria/core/testing";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createDashboardHandler, type Authorize, type DashboardHandler } from "../../src/index.ts";
import { base, openDashboard, operatorOf, type OpenDashboard } from "../open-dashboard.ts";
import { ledger } from "./ledger.ts";
import { EventReader } from "./read-events.ts";

const ana = testIdentity();

let desk: OpenDashboard;
let runId: string;
beforeAll(async () => {
  desk = await openDashboard("pglite", { handlers: ledger });
  ({ runId } = await desk.scoria.startRun(ana, { initialStep: { kind: "ledger" } }));
  await desk.scoria.waitForRun(ana, runId, { until: "waiting" });
});
afterAll(() => desk[Symbol.asyncDispose]());

function ask(handler: DashboardHandler): Promise<Response> {
  return handler(new Request(`${base}/api/runs/${runId}/stream?after=1`));
}

/** What a host answers from one moment on of somebody who could see the run before. */
const changes: readonly (readonly [what: string, answer: Authorize<unknown>, end: string])[] = [
  ["answers nothing", () => undefined, "refused"],
  ["names other tenants", () => operatorOf({ tenants: ["globex"] }), "refused"],
  ["takes the permission to read away", () => operatorOf({ can: ["decide", "nodes"] }), "refused"],
  ["throws", () => Promise.reject(new Error("The sessions cannot be read.")), "refused"],
  ["answers something else than an operator", () => ({ actorId: "op" }) as never, "refused"],
  ["answers a Response", () => new Response(null, { status: 302, headers: { location: "/sign-in" } }), "refused"],
  ["does not answer", () => new Promise(() => {}), "refused"],
  ["says that it is somebody else", () => operatorOf({ actorId: "bo" }), "closed"],
];

describe("over time", { concurrent: true }, () => {
  test.each(changes)("a stream ends within ten seconds when the host %s", async (_, answer, end) => {
    let isRevoked = false;
    const handler = createDashboardHandler(desk.scoria, {
      authorize: (request, context) => (isRevoked ? answer(request, context) : operatorOf()),
    });
    const reader = new EventReader(await ask(handler));
    expect((await reader.entries(1)).map(({ type }) => type)).toEqual(["run.waiting"]);
    isRevoked = true;
    const revokedAt = performance.now();
    expect((await reader.rest()).end).toBe(end);
    expect(performance.now() - revokedAt).toBeLessThan(10_000);
  });

  test("what a reader has not taken when it is refused, it does not get", async () => {
    let isRevoked = false;
    const handler = createDashboardHandler(desk.scoria, {
      authorize: () => (isRevoked ? undefined : operatorOf()),
      streams: { perOperator: 1 },
    });
    const response = await ask(handler);
    isRevoked = true;
    // Its place is free as soon as it is cut off.
    await expect
      .poll(
        () =>
          freeAgain(
            handler,
            () => (isRevoked = false),
            () => (isRevoked = true),
          ),
        { timeout: 12_000, interval: 500 },
      )
      .toBe(true);
    await expect(new EventReader(response).rest()).rejects.toThrow("cut off");
  });

  test("a stream of a run where nothing happens shows that it lives", async () => {
    const handler = createDashboardHandler(desk.scoria, { authorize: () => operatorOf() });
    const reader = new EventReader(await ask(handler));
    const kinds = [await reader.next(), await reader.next(), await reader.next()].map((seen) => seen?.kind);
    // As it opened, the one entry there is, and a beat.
    expect(kinds).toEqual(["comment", "entry", "comment"]);
    await reader.leave();
  });
});

/** Whether a stream can be opened, which is closed at once. */
async function freeAgain(handler: DashboardHandler, letIn: () => void, keepOut: () => void): Promise<boolean> {
  letIn();
  const answer = await ask(handler);
  keepOut();
  await answer.body?.cancel();
  return answer.status === 200;
}
