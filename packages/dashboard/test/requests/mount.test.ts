import { createTestScoria, type TestScoria } from "@scoria/core/testing";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createDashboardHandler, type DashboardOptions } from "../../src/index.ts";

const authorize = (): undefined => undefined;

let scoria: TestScoria;
beforeAll(async () => {
  scoria = await createTestScoria();
});
afterAll(() => scoria.close());

test("without authorize nothing is mounted, and the error shows the lines that mend it", () => {
  for (const options of [{}, undefined, { authorize: undefined }, { authorize: "everyone" }, { authorize: true }]) {
    expect(() => createDashboardHandler(scoria, options as never)).toThrow(
      expect.objectContaining({
        code: "AUTHORIZE_MISSING",
        message: expect.stringContaining(`  createDashboardHandler(scoria, {
    async authorize(request) {
      const user = await yourSession(request.headers.get("cookie"));
      return user?.isOperator ? { actorId: user.id, tenants: user.tenants, can: ["read", "decide"] } : undefined;
    },
  });`) as unknown,
      }),
    );
  }
});

test("what is no facade is refused", () => {
  for (const scoria of [undefined, null, {}, { getRun() {}, close() {} }]) {
    expect(() => createDashboardHandler(scoria as never, { authorize })).toThrow(
      expect.objectContaining({ code: "INVALID_INPUT" }),
    );
  }
});

const refused: readonly (readonly [what: string, options: Record<string, unknown>, names: string])[] = [
  ["a base path that does not begin with a slash", { basePath: "scoria" }, "basePath"],
  ["a base path with a query", { basePath: "/scoria?x=1" }, "basePath"],
  ["a base path that would close an attribute", { basePath: '/"><script>' }, "basePath"],
  ["a base path with an escape", { basePath: "/%2e%2e" }, "basePath"],
  ["a base path that leads up", { basePath: "/ops/../scoria" }, "basePath"],
  ["a base path that leads nowhere", { basePath: "/ops/./scoria" }, "basePath"],
  ["a base path that is another host's", { basePath: "//evil.example" }, "basePath"],
  ["a base path that is no text", { basePath: 7 }, "basePath"],
  ["a mount path that is the API's", { mountPath: "/api" }, "mountPath"],
  ["a mount path that is a page's", { mountPath: "/workflows" }, "mountPath"],
  ["a mount path that begins a route", { mountPath: "/api/runs" }, "mountPath"],
  ["origins that are no list", { origins: "https://ops.example" }, "origins"],
  ["an origin with a path", { origins: ["https://ops.example/"] }, "origins[0]"],
  [
    "an origin that browsers write shorter",
    { origins: ["https://ops.example", "https://b.example:443"] },
    "origins[1]",
  ],
  ["the origin null", { origins: ["null"] }, "origins[0]"],
  ["an origin that is a pattern", { origins: ["https://*.example"] }, "origins[0]"],
  ["an origin of another protocol", { origins: ["ftp://ops.example"] }, "origins[0]"],
  ["pages that are neither on nor off", { pages: "no" }, "pages"],
  ["a frame ancestor that is everybody", { frameAncestors: ["*"] }, "frameAncestors[0]"],
  [
    "a frame ancestor that adds to the policy",
    { frameAncestors: ["https://a.example; script-src *"] },
    "frameAncestors[0]",
  ],
  ["frame ancestors that are no list", { frameAncestors: "'self'" }, "frameAncestors"],
  ["a redaction that is no function", { redact: "all" }, "redact"],
  ["no stream at all", { streams: { perOperator: 0 } }, "streams.perOperator"],
  ["streams without end", { streams: { perProcess: Number.POSITIVE_INFINITY } }, "streams.perProcess"],
];

test.each(refused)("%s is refused when it is mounted", (_, options, names) => {
  expect(() => createDashboardHandler(scoria, { authorize, ...(options as Partial<DashboardOptions>) })).toThrow(
    expect.objectContaining({ code: "INVALID_INPUT", message: expect.stringContaining(names) as unknown }),
  );
});

test("an option that is not known is refused with the nearest one", () => {
  expect(() => createDashboardHandler(scoria, { authorize, origin: ["https://ops.example"] } as never)).toThrow(
    expect.objectContaining({ code: "UNKNOWN_OPTION", message: expect.stringContaining("origins") as unknown }),
  );
});

test("it says where the page of a run is", () => {
  const runId = "0199c0de-0000-7000-8000-000000000000";
  const urlBy = (options: Partial<DashboardOptions>): string =>
    createDashboardHandler(scoria, { authorize, ...options }).urlFor(runId);
  expect(urlBy({})).toBe(`/scoria/workflows/${runId}`);
  expect(urlBy({ basePath: "/" })).toBe(`/workflows/${runId}`);
  expect(urlBy({ basePath: "/ops/scoria/", origins: ["https://ops.example", "https://b.example"] })).toBe(
    `https://ops.example/ops/scoria/workflows/${runId}`,
  );
});
