import { afterAll, beforeAll, expect, test } from "vitest";
import { createDashboardHandler, type DashboardHandler, type DashboardOptions } from "../../src/index.ts";
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

function mounted(options: Partial<DashboardOptions>): DashboardHandler {
  return createDashboardHandler(desk.scoria, { authorize: authorizeByHeader, ...options });
}

const json = { "content-type": "application/json" };
const pause = { method: "POST", headers: json, body: JSON.stringify({ queue: "default" }) };

interface Asked {
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

const asked: readonly (readonly [path: string, init: Asked])[] = [
  ["", {}],
  ["/", {}],
  ["/workflows", {}],
  ["/no/such/page", {}],
  ["/assets/shell.css", {}],
  ["/assets/no-such.js", {}],
  ["/api/operator", {}],
  ["/api/runs?limit=1", {}],
  ["/api/runs?limit=none", {}],
  ["/api/no-such-route", {}],
  ["/api/queues/pause", {}],
  ["/api/queues/pause", pause],
  ["/api/queues/pause", { ...pause, headers: { ...json, origin: "https://evil.example" } }],
  ["/api/queues/pause", { ...pause, headers: { ...json, origin: "null", "sec-fetch-site": "cross-site" } }],
];

/** What a mount answers, with its base path written as `<base>`. */
async function answersAt(handler: DashboardHandler, base: string, at: string): Promise<readonly unknown[]> {
  const answers: unknown[] = [];
  // At the root there is nothing to write so but the attribute that has it.
  const named = (text: string): string =>
    text.replaceAll(` base="${base}"`, ' base="<base>"').replaceAll(`="${base}/assets`, '="<base>/assets');
  for (const [path, { headers, ...init }] of asked) {
    const request = new Request(`${origin}${at}${path}`, {
      ...init,
      headers: { ...headersOf(operatorOf()), ...headers },
    });
    const answer = await handler(request);
    const body = named(await answer.text());
    answers.push([path, init.method, answer.status, answer.headers.get("content-type"), body]);
  }
  return answers;
}

const mounts: readonly (readonly [what: string, options: Partial<DashboardOptions>, base: string, at: string])[] = [
  ["at the root", { basePath: "/" }, "", ""],
  ["under a longer path", { basePath: "/ops/scoria" }, "/ops/scoria", "/ops/scoria"],
  ["under a path with a slash at its end", { basePath: "/ops/scoria/" }, "/ops/scoria", "/ops/scoria"],
  ["by a framework that cuts its path off", { basePath: "/ops/scoria" }, "/ops/scoria", ""],
  ["behind a proxy that cuts a prefix off", { basePath: "/ops/scoria", mountPath: "/" }, "/ops/scoria", ""],
  ["behind a proxy that changes a prefix", { basePath: "/ops", mountPath: "/internal/desk" }, "/ops", "/internal/desk"],
];

test.each(mounts)("mounted %s it answers the same", async (_, options, base, at) => {
  const usual = await answersAt(mounted({}), "/scoria", "/scoria");
  expect(await answersAt(mounted(options), base, at)).toEqual(usual);
  expect(usual.map((answer) => (answer as unknown[])[2])).toEqual([
    200, 200, 200, 404, 200, 404, 200, 200, 400, 404, 405, 200, 403, 403,
  ]);
});

test("a path beside the mount is none of the dashboard's", async () => {
  const handler = mounted({ basePath: "/ops" });
  for (const path of ["/opsx/api/operator", "/other/api/operator", "/ops.evil/api/operator"]) {
    const answer = await handler(new Request(`${origin}${path}`, { headers: headersOf(operatorOf()) }));
    expect([path, answer.status]).toEqual([path, 404]);
  }
});

test("where origins are named, an effect comes from one of them and from nowhere else", async () => {
  const handler = mounted({ origins: ["https://ops.example", "https://ops.example:8443"] });
  const from = async (headers: Record<string, string>): Promise<number> => {
    const { "x-operator": operator = "" } = headersOf(operatorOf());
    const rest = { ...json, "x-operator": operator };
    return (
      await handler(new Request(`${origin}/scoria/api/queues/pause`, { ...pause, headers: { ...rest, ...headers } }))
    ).status;
  };
  expect(await from({ origin: "https://ops.example" })).toBe(200);
  expect(await from({ origin: "https://ops.example:8443", "sec-fetch-site": "same-origin" })).toBe(200);
  for (const headers of [
    { origin },
    { origin, "sec-fetch-site": "same-origin" },
    { "sec-fetch-site": "same-origin" },
    { origin: "https://ops.example", "sec-fetch-site": "same-site" },
    { origin: "https://ops.example:443" },
    { origin: "http://ops.example" },
    {},
  ]) {
    expect([headers, await from(headers as Record<string, string>)]).toEqual([headers, 403]);
  }
});

test("without pages only the API is served", async () => {
  const handler = mounted({ pages: false });
  const statusOf = async (path: string): Promise<number> =>
    (await handler(new Request(`${origin}/scoria${path}`, { headers: headersOf(operatorOf()) }))).status;
  expect(await statusOf("/api/operator")).toBe(200);
  for (const path of ["", "/", "/workflows", "/assets/shell.css", "/no/such/page"]) {
    expect([path, await statusOf(path)]).toEqual([path, 404]);
  }
});
