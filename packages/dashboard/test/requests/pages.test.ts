import { afterAll, beforeAll, expect, test } from "vitest";
import { createDashboardHandler } from "../../src/index.ts";
import {
  authorizeByHeader,
  headersOf,
  openDashboard,
  operatorOf,
  origin,
  type OpenDashboard,
} from "../open-dashboard.ts";

let desk: OpenDashboard;
beforeAll(async () => {
  desk = await openDashboard("pglite");
});
afterAll(() => desk[Symbol.asyncDispose]());

async function page(path: string, basePath = "/scoria"): Promise<{ readonly status: number; readonly html: string }> {
  const handler = createDashboardHandler(desk.scoria, { authorize: authorizeByHeader, basePath });
  const answer = await handler(new Request(`${origin}${path}`, { headers: headersOf(operatorOf()) }));
  return { status: answer.status, html: await answer.text() };
}

test("each page is the same shell, and what is no page is told so with it", async () => {
  const { html } = await page("/scoria");
  const runId = "0199c0de-0000-7000-8000-000000000000";
  for (const path of [
    "/",
    "/workflows",
    `/workflows/${runId}`,
    "/approvals",
    `/approvals/${runId}`,
    "/sessions",
    "/sessions/a%2Fb",
    "/queues",
    "/nodes",
    "/schedules",
    "/start",
    "/lanes/semantic",
  ]) {
    expect([path, await page(`/scoria${path}`)]).toEqual([path, { status: 200, html }]);
  }
  for (const path of [
    "/workflows/a/b",
    "/none",
    "/lanes",
    "/index.html",
    "/constructor",
    "/<script>alert(1)</script>",
  ]) {
    expect([path, await page(`/scoria${path}`)]).toEqual([path, { status: 404, html }]);
  }
});

test("the shell has no script, style or handler of its own in it, and loads nothing from elsewhere", async () => {
  const { html } = await page("/scoria/workflows/<img src=x onerror=alert(1)>");
  expect(html).not.toMatch(/<style|style=|\son\w+=|javascript:|alert|srcdoc|<base/i);
  expect([...html.matchAll(/<script[^>]*>([^<]*)<\/script>/g)].map(([, inner]) => inner)).toEqual([""]);
  expect([...html.matchAll(/(?:src|href)="([^"]*)"/g)].map(([, url]) => url)).toEqual([
    "/scoria/assets/scoria.svg",
    "/scoria/assets/shell.css",
    "/scoria/assets/scoria-dashboard.js",
  ]);
});

test("what it loads is below the base path, wherever that is", async () => {
  for (const [basePath, base] of [
    ["/", ""],
    ["/ops/~desk_1.0", "/ops/~desk_1.0"],
  ] as const) {
    const { html } = await page(`${base}/queues`, basePath);
    expect(html).toContain(`<scoria-dashboard base="${base}">`);
    expect(html).toContain(`href="${base}/assets/shell.css"`);
  }
});

test("what the shell loads is there, by its name only", async () => {
  for (const [name, type] of [
    ["shell.css", "text/css; charset=utf-8"],
    ["scoria.svg", "image/svg+xml"],
  ] as const) {
    const answer = await desk.handler(
      new Request(`${origin}/scoria/assets/${name}`, { headers: headersOf(operatorOf()) }),
    );
    expect([name, answer.status, answer.headers.get("content-type")]).toEqual([name, 200, type]);
  }
  for (const name of ["", "Shell.css", "shell.css.map", "shell", ".", "package.json", "assets.ts", "constructor"]) {
    expect([name, (await page(`/scoria/assets/${name}`)).status]).toEqual([name, 404]);
  }
});
