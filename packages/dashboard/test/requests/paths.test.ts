import { afterAll, beforeAll, expect, test } from "vitest";
import { toNodeHandler } from "../../src/adapters/node.ts";
import { headersOf, openDashboard, operatorOf, type OpenDashboard } from "../open-dashboard.ts";
import { serveRaw, type RawAnswer, type RawServer } from "./raw-http.ts";

let desk: OpenDashboard;
let server: RawServer;
beforeAll(async () => {
  desk = await openDashboard("pglite");
  server = await serveRaw(toNodeHandler(desk.handler));
});
afterAll(async () => {
  await server[Symbol.asyncDispose]();
  await desk[Symbol.asyncDispose]();
});

const { "x-operator": cookie = "" } = headersOf(operatorOf());

function get(target: string): Promise<RawAnswer> {
  return server.send({ target, headers: [["X-Operator", cookie]] });
}

// The platform's own reading of an address: a browser asks for these in no other way.
const same = [
  "/scoria/api/operator",
  "/scoria/api/operator/",
  "/scoria/api/operator?",
  "/scoria/api/./operator",
  "/scoria/api/runs/../operator",
  "/scoria/assets/%2e%2e/api/operator",
  "/scoria/assets/..\\api\\operator",
  "/scoria/api/%6fperator",
];

test.each(same)("%s is the operator's record", async (target) => {
  const { status, body } = await get(target);
  expect([status, JSON.parse(body)]).toEqual([200, expect.objectContaining({ actorId: "op", tenants: ["acme"] })]);
});

test("a target in absolute form is taken for its path", async () => {
  for (const host of [server.origin, "http://evil.example", "https://evil.example:8443"]) {
    expect((await get(`${host}/scoria/api/operator`)).status).toBe(200);
    expect((await get(`${host}/scoria/api/no-such-route`)).status).toBe(404);
  }
});

const absent = [
  "//evil.example/scoria/api/operator",
  "///scoria/api/operator",
  "/scoria//api/operator",
  "/scoria/api//operator",
  "/scoria/api/operator//",
  "/SCORIA/api/operator",
  "/scoria/API/operator",
  "/scoria/api/Operator",
  "/%73coria/api/operator",
  "/scoria%2Fapi/operator",
  "/scoria/api%2Foperator",
  "/scoria%2fapi%2foperator",
  "/scoria/%61pi%00/operator",
  "/scoria/api/operator%00",
  "/scoria/api/operator%20",
  "/scoria/api/operator;x=1",
  "/scoria;x/api/operator",
  "/scoria/api/operator.json",
  "/scoria/api/%c0%af/operator",
  "/scoria/api/%ff",
  "/scoria/api/%E0%80%AF",
  "/scoria/api/%",
  "/scoria/api/%zz",
  "/scoria/api/..%2foperator",
  "/scoria/api/%252e%252e/operator",
  "/scoria/api/%5c..%5coperator",
  "/scoria/api/__proto__",
  "/scoria/api/constructor",
  "/scoria/api/lanes/__proto__/constructor",
  "/scoria/api/lanes/constructor/prototype",
  "/scoria/api/lanes/toString/valueOf",
  "/scoria/api",
  "/scoria/api/",
  "/scoria/constructor",
  "/scoria/assets",
  "/scoria/assets/",
  "/scoria/assets/__proto__",
  "/scoria/assets/constructor",
  "/scoria/assets/shell.css%00.js",
  "/scoria/assets/%2e%2e%2fpackage.json",
  "/scoria/assets/..%2f..%2fpackage.json",
  "/scoria/assets/..%5c..%5cpackage.json",
  "/scoria/assets/%2fetc%2fpasswd",
  "/scoria/assets/file:%2f%2f%2fetc%2fpasswd",
  "/scoria/assets/....//....//etc/passwd",
  "/scoria/assets/scoria-dashboard.js.map",
  "/etc/passwd",
  "/scoria/..%2f..%2fetc%2fpasswd",
  "/scoria/../../etc/passwd",
  "*",
];

test.each(absent)("%s is not there", async (target) => {
  const { status, body } = await get(target);
  expect(status).toBe(404);
  expect(body).not.toMatch(/actorId|root:|"name"/);
});

const malformed = [
  "/scoria/api/runs/__proto__",
  "/scoria/api/runs/constructor",
  "/scoria/api/runs/%2e%2e%2foperator",
  "/scoria/api/runs/0199C0DE-0000-7000-8000-000000000000",
  "/scoria/api/runs/0199c0de-0000-7000-8000-000000000000%00",
  "/scoria/api/runs/0199c0de-0000-7000-8000-000000000000%0a/entries",
  "/scoria/api/runs/' or 1=1 --".replaceAll(" ", "%20"),
  "/scoria/api/approvals/%F0%9F%92%A9",
  "/scoria/api/operator?x=1",
  "/scoria/api/operator?__proto__=1",
  "/scoria/api/runs?constructor=1",
  "/scoria/api/runs?__proto__[limit]=1",
  "/scoria/api/runs?limit[]=1",
  "/scoria/api/runs?limit=1&limit=1",
  "/scoria/api/runs?limit=1&%6cimit=2",
  "/scoria/api/runs?limit=0",
  "/scoria/api/runs?limit=201",
  "/scoria/api/runs?limit=-1",
  "/scoria/api/runs?limit=1e1",
  "/scoria/api/runs?limit=0x10",
  "/scoria/api/runs?limit=",
  "/scoria/api/runs?limit=%31%00",
  "/scoria/api/runs?status=",
  "/scoria/api/runs?status=failed,failed",
  "/scoria/api/runs?status=everything",
  "/scoria/api/runs?tenantId=other",
  "/scoria/api/runs?tenants=other",
  "/scoria/api/runs?kind=%00",
  "/scoria/api/runs?sessionId=a%00b",
  `/scoria/api/runs?kind=${"k".repeat(501)}`,
  "/scoria/api/runs?createdAfter=yesterday",
  "/scoria/api/runs?createdAfter=0000-01-01T00:00:00Z",
  "/scoria/api/runs?runId=%25%25%25%25",
  "/scoria/api/approvals?tool=%00",
  `/scoria/api/runs?${Array.from({ length: 21 }, (_, n) => `p${n}=1`).join("&")}`,
];

test.each(malformed)("%s is refused as out of form", async (target) => {
  const { status, body } = await get(target);
  expect([status, body]).toEqual([400, expect.stringContaining("INVALID_INPUT")]);
  // What was sent is not said back.
  expect(body).not.toMatch(/yesterday|everything|other|1=1|kkkk/);
});

test("what is no UTF-8 in a query finds nothing", async () => {
  const { status, body } = await get("/scoria/api/runs?kind=%ff");
  expect([status, body]).toEqual([200, expect.stringContaining('"runs":[]')]);
});

test("an address of more than 8,192 characters is refused", async () => {
  const long = (length: number): string => `/scoria/api/runs?kind=${"k".repeat(length)}`;
  expect((await get(long(8_200))).status).toBe(414);
  expect((await get(`/scoria/api/${"/".repeat(8_200)}`)).status).toBe(414);
  expect((await get(long(20_000))).status).toBe(431);
});

test("a Host that makes an address which is none is refused, and the next request is answered", async () => {
  for (const host of ["127.0.0.1:99999", "evil.example/scoria", "a b", "[::1", "", null]) {
    const { status } = await server.send({ target: "/scoria/api/operator", host, headers: [["X-Operator", cookie]] });
    expect([host, status]).toEqual([host, expect.toSatisfy((one) => one === 200 || one === 400)]);
  }
  expect((await get("/scoria/api/operator")).status).toBe(200);
});
