import { afterAll, beforeAll, expect, test } from "vitest";
import { toNodeHandler } from "../../src/adapters/node.ts";
import { createDashboardHandler, type DashboardOptions } from "../../src/index.ts";
import {
  authorizeByHeader,
  base,
  headersOf,
  openDashboard,
  operatorOf,
  type OpenDashboard,
} from "../open-dashboard.ts";
import { fillDesk } from "./busy-desk.ts";
import { serveRaw, type RawServer } from "./raw-http.ts";
import { sampleCalls, type SampleCall } from "./sample-calls.ts";

let desk: OpenDashboard;
let server: RawServer;
let calls: readonly SampleCall[];
beforeAll(async () => {
  desk = await openDashboard("pglite");
  server = await serveRaw(toNodeHandler(desk.handler));
  calls = sampleCalls(await fillDesk(desk.scoria));
});
afterAll(async () => {
  await server[Symbol.asyncDispose]();
  await desk[Symbol.asyncDispose]();
});

const { "x-operator": cookie = "" } = headersOf(operatorOf());
const pages = ["", "/", "/workflows", "/approvals/x", "/no/such/page"];
const assets = ["/assets/shell.css", "/assets/scoria.svg"];
const refusals = [
  "/api/none",
  "/assets/none.js",
  "/api/runs?limit=x",
  "/api/runs/x",
  "/api/queues/pause",
  `/api/runs?${"x".repeat(9_000)}`,
];

const inert = "default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'; sandbox";

test("every answer of the API forbids to cache, guess, embed, frame and run it", async () => {
  const asked = [
    ...calls.map(({ method, path, body }) => [method, `/api${path}`, JSON.stringify(body)] as const),
    ...refusals.map((path) => ["GET", path, ""] as const),
    ...refusals.map((path) => ["DELETE", path, ""] as const),
  ];
  for (const [method, path, body] of asked) {
    if (path.endsWith("/stream")) continue;
    const headers = [
      ["X-Operator", cookie],
      ["Sec-Fetch-Site", "same-origin"],
      ["Content-Type", "application/json"],
    ] as const;
    const answer = await server.send({
      method,
      target: `/scoria${path}`,
      headers,
      ...(method === "POST" ? { body } : {}),
    });
    expect([path, answer.status]).toEqual([path, expect.not.toSatisfy((status) => status === 0 || status >= 500)]);
    expect([path, Object.fromEntries(answer.headers)]).toEqual([
      path,
      {
        "cache-control": ["no-store"],
        "content-security-policy": [inert],
        "content-type": ["application/json; charset=utf-8"],
        "cross-origin-resource-policy": ["same-origin"],
        "referrer-policy": ["no-referrer"],
        "scoria-api-version": ["1"],
        "x-content-type-options": ["nosniff"],
        "x-frame-options": ["DENY"],
        ...(answer.status === 405 ? { allow: [expect.stringMatching(/^(GET|POST)/) as unknown] } : {}),
        // What Node writes itself.
        date: [expect.any(String)],
        connection: ["close"],
        ...(answer.headers.has("content-length")
          ? { "content-length": [expect.any(String)] }
          : { "transfer-encoding": ["chunked"] }),
      },
    ]);
    expect(JSON.parse(answer.body)).toBeTypeOf("object");
  }
});

async function headersAt(path: string, options: Partial<DashboardOptions> = {}): Promise<Record<string, string>> {
  const handler = createDashboardHandler(desk.scoria, { authorize: authorizeByHeader, ...options });
  const answer = await handler(new Request(`${base}${path}`, { headers: headersOf(operatorOf()) }));
  await answer.body?.cancel();
  return Object.fromEntries(answer.headers);
}

const policy = (ancestors: string): string =>
  "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self'; font-src 'self'; base-uri 'none'; " +
  `form-action 'none'; frame-ancestors ${ancestors}; require-trusted-types-for 'script'; trusted-types lit-html`;

test("a page may run and ask what is ours, and nobody may frame it", async () => {
  for (const path of [...pages, ...assets]) {
    expect([path, await headersAt(path)]).toEqual([
      path,
      {
        "cache-control": "no-store",
        "content-security-policy": policy("'none'"),
        "content-type": expect.stringMatching(/^(text\/(html|css); charset=utf-8|image\/svg\+xml)$/) as unknown,
        "cross-origin-opener-policy": "same-origin",
        "cross-origin-resource-policy": "same-origin",
        "permissions-policy": "camera=(), microphone=(), geolocation=(), payment=(), usb=()",
        "referrer-policy": "no-referrer",
        "scoria-api-version": "1",
        "x-content-type-options": "nosniff",
        "x-frame-options": "DENY",
      },
    ]);
  }
});

test("whom the host names may frame pages, and still nothing of the API", async () => {
  const options = { frameAncestors: ["'self'", "https://portal.example"] };
  for (const path of pages) {
    const { "content-security-policy": csp, "x-frame-options": frames } = await headersAt(path, options);
    expect([csp, frames]).toEqual([policy("'self' https://portal.example"), undefined]);
  }
  expect(await headersAt("/api/runs", options)).toMatchObject({
    "content-security-policy": inert,
    "x-frame-options": "DENY",
  });
});

test("a stream is not to be cached, changed or gathered on its way", async () => {
  const { path } = calls.find(({ name }) => name === "streamRun") as SampleCall;
  expect(await headersAt(`/api${path}`)).toMatchObject({
    "cache-control": "no-store, no-transform",
    "content-security-policy": inert,
    "content-type": "text/event-stream",
    "x-accel-buffering": "no",
    "x-content-type-options": "nosniff",
  });
});

test("HEAD is answered as GET is, without the body", async () => {
  const paths = [
    ...pages,
    ...assets,
    ...refusals,
    ...calls.filter(({ method }) => method === "GET").map(({ path }) => `/api${path}`),
  ];
  for (const path of paths) {
    const [get, head] = await Promise.all(
      ["GET", "HEAD"].map((method) =>
        desk.handler(new Request(`${base}${path}`, { method, headers: headersOf(operatorOf()) })),
      ),
    );
    expect([path, head?.status, [...(head?.headers ?? [])]]).toEqual([path, get?.status, [...(get?.headers ?? [])]]);
    expect([path, head?.body]).toEqual([path, null]);
    await get?.body?.cancel();
  }
});

test("a method that is not served is answered by those that are", async () => {
  const allowed = async (path: string, method: string): Promise<unknown> => {
    const answer = await desk.handler(new Request(`${base}${path}`, { method, headers: headersOf(operatorOf()) }));
    return [answer.status, answer.headers.get("allow")];
  };
  for (const { method, path, name } of calls.filter((call) => call.name !== "startRun" && call.name !== "listRuns")) {
    if (name === "readLane" || name === "actOnLane" || name === "cancelRuns" || name === "retryRuns") continue;
    expect([name, await allowed(`/api${path}`, "PUT")]).toEqual([name, [405, method === "GET" ? "GET, HEAD" : "POST"]]);
  }
  expect(await allowed("/api/runs", "DELETE")).toEqual([405, "GET, HEAD, POST"]);
  for (const path of [...pages, ...assets]) {
    for (const method of ["POST", "PUT", "DELETE", "OPTIONS"])
      expect(await allowed(path, method)).toEqual([405, "GET, HEAD"]);
  }
});
