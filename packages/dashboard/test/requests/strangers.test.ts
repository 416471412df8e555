import { createTestScoria, type TestScoria } from "@scoria/core/testing";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createDashboardHandler } from "../../src/index.ts";
import { base, origin } from "../open-dashboard.ts";
import { noSubjects, sampleCalls } from "./sample-calls.ts";

let scoria: TestScoria;
beforeAll(async () => {
  scoria = await createTestScoria();
});
afterAll(() => scoria.close());

const elsewhere = [
  "",
  "/",
  "/workflows",
  `/workflows/${noSubjects.runId}`,
  "/no/such/page",
  "/assets/shell.css",
  "/assets/scoria-dashboard.js",
  "/assets/no-such-file.js",
  "/api",
  "/api/no-such-route",
  "/api/openapi.json?x=1",
  `/api/runs?${"x".repeat(9_000)}`,
  "/api//runs",
  "/%ff",
];

const methods = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "PROPFIND"];

test("a stranger gets the same refusal for everything, whatever there is", async () => {
  const handler = createDashboardHandler(scoria, { authorize: () => undefined });
  const paths = [...elsewhere, ...sampleCalls(noSubjects).map(({ path }) => `/api${path}`)];
  const said = new Set<string>();
  for (const path of paths) {
    for (const method of methods) {
      const body = method === "POST" ? { body: "{", headers: { origin, "content-type": "text/plain" } } : {};
      const answer = await handler(new Request(`${base}${path}`, { method, ...body }));
      const headers = Object.fromEntries(answer.headers);
      said.add(JSON.stringify([answer.status, headers, method === "HEAD" ? "" : await answer.text()]));
    }
  }
  // With a body, and for HEAD without.
  expect(said.size).toBe(2);
  expect([...said].every((answer) => answer.startsWith("[401,"))).toBe(true);
  expect([...said][0]).toContain("NOT_AUTHORIZED");
});

test("the body of a stranger's request is not read", async () => {
  const handler = createDashboardHandler(scoria, { authorize: () => undefined });
  let isRead = false;
  const body = new ReadableStream({ pull: () => void (isRead = true) }, { highWaterMark: 0 });
  const init = { method: "POST", body, duplex: "half", headers: { origin, "content-type": "application/json" } };
  expect((await handler(new Request(`${base}/api/runs`, init as RequestInit))).status).toBe(401);
  expect(isRead).toBe(false);
});
