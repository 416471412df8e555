import { afterAll, beforeAll, expect, test } from "vitest";
import type { Permission } from "../../src/index.ts";
import { routes } from "../../src/wire/routes.ts";
import { base, everything, headersOf, openDashboard, operatorOf, type OpenDashboard } from "../open-dashboard.ts";
import { fillDesk, stateOf } from "./busy-desk.ts";
import { sampleCalls, type SampleCall } from "./sample-calls.ts";

let desk: OpenDashboard;
let calls: readonly SampleCall[];
beforeAll(async () => {
  desk = await openDashboard("pglite");
  calls = sampleCalls(await fillDesk(desk.scoria));
});
afterAll(() => desk[Symbol.asyncDispose]());

async function send(call: SampleCall, can: readonly Permission[]): Promise<Response> {
  const init = {
    method: call.method,
    headers: { ...headersOf(operatorOf({ can })), "content-type": "application/json" },
    ...(call.method === "POST" ? { body: JSON.stringify(call.body) } : {}),
  };
  return desk.handler(new Request(`${base}/api${call.path}`, init));
}

test("who lacks one permission is refused what needs it, and nothing comes of asking", async () => {
  const before = await stateOf(desk.scoria);
  let refused = 0;
  for (const call of calls) {
    const { permission } = routes[call.name];
    if (permission === null || permission === "lane") continue;
    for (const missing of new Set(["read", permission] as const)) {
      const answer = await send(
        call,
        everything.filter((one) => one !== missing),
      );
      const { error } = (await answer.json()) as { readonly error: object };
      expect([call.name, answer.status, error]).toEqual([
        call.name,
        403,
        expect.objectContaining({ code: "PERMISSION_MISSING", details: { permission: missing } }),
      ]);
      refused += 1;
    }
  }
  expect(refused).toBeGreaterThan(40);
  expect(await stateOf(desk.scoria)).toEqual(before);
});

test("who may not read is told who they are, and nothing else", async () => {
  const before = await stateOf(desk.scoria);
  const can = everything.filter((permission) => permission !== "read");
  for (const call of calls) {
    const status = call.name === "getOperator" ? 200 : 403;
    expect([call.name, (await send(call, can)).status]).toEqual([call.name, status]);
  }
  for (const path of ["", "/workflows", "/no/such/page", "/assets/shell.css", "/assets/no-such-file.js"]) {
    const headers = headersOf(operatorOf({ can }));
    expect((await desk.handler(new Request(`${base}${path}`, { headers }))).status).toBe(403);
  }
  expect(await stateOf(desk.scoria)).toEqual(before);
});

test("no permission of one kind gives another", async () => {
  const effects = calls.filter(({ method, name }) => method === "POST" && routes[name].permission !== "lane");
  for (const call of effects) {
    const others = everything.filter((permission) => permission !== routes[call.name].permission);
    for (const other of others) {
      expect([call.name, other, (await send(call, ["read", other])).status]).toEqual([call.name, other, 403]);
    }
  }
});
