import { createTestScoria, type TestScoria } from "@scoria/core/testing";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createDashboardHandler, type Authorized } from "../../src/index.ts";
import { base, everything, operatorOf } from "../open-dashboard.ts";

interface Logged {
  readonly message: string;
  readonly fields: unknown;
}

const log: Logged[] = [];
let scoria: TestScoria;
beforeAll(async () => {
  const quiet = (): void => {};
  const error = (message: string, fields: unknown): void => void log.push({ message, fields });
  scoria = await createTestScoria({ logger: { debug: quiet, info: quiet, warn: quiet, error } });
});
afterAll(() => scoria.close());

/** Asks for the operator's own record, of a host that answers so; with what the host's log says. */
async function answerOf(
  authorize: () => unknown,
): Promise<{ readonly response: Response; readonly logged: readonly Logged[] }> {
  log.length = 0;
  const handler = createDashboardHandler(scoria, { authorize: authorize as () => undefined });
  return { response: await handler(new Request(`${base}/api/operator`)), logged: [...log] };
}

const proxy = new Proxy({}, { get: () => undefined, has: () => true });
const throwing = {
  get actorId(): string {
    throw new Error("no");
  },
  tenants: ["acme"],
  can: ["read"],
};

const refusals: readonly (readonly [what: string, answer: unknown])[] = [
  ["null", null],
  ["false", false],
  ["true", true],
  ["a name", "op"],
  ["an empty object", {}],
  ["a list", []],
  ["a proxy", proxy],
  ["an object that throws when it is read", throwing],
  ["no actor", { tenants: ["acme"], can: ["read"] }],
  ["a blank actor", operatorOf({ actorId: "  " })],
  ["an actor that is an object", operatorOf({ actorId: { id: "op" } as never })],
  ["no tenants", { actorId: "op", can: ["read"] }],
  ["an empty list of tenants", operatorOf({ tenants: [] })],
  ["one tenant that is no list", operatorOf({ tenants: "acme" as never })],
  ["a tenant twice", operatorOf({ tenants: ["acme", "acme"] })],
  ["a tenant that is nobody", operatorOf({ tenants: [null] as never })],
  ["more tenants than 1,000", operatorOf({ tenants: Array.from({ length: 1_001 }, (_, n) => `t${n}`) })],
  ["no permissions", { actorId: "op", tenants: ["acme"] }],
  ["a permission that is no list", operatorOf({ can: "read" as never })],
  ["a permission that there is not", operatorOf({ can: ["read", "everything"] as never })],
  ["a permission that is a name of objects", operatorOf({ can: ["read", "constructor"] as never })],
  ["a list of permissions with a hole in it", operatorOf({ can: Object.assign([], { 1: "read" }) })],
  ["a Response that shows something", new Response("welcome")],
  ["a Response that is an error of the host", new Response("oops", { status: 500 })],
];

test.each(refusals)("%s is a refusal", async (_, answer) => {
  const { response, logged } = await answerOf(() => answer);
  expect(response.status).toBe(401);
  expect(await response.json()).toMatchObject({ error: { code: "NOT_AUTHORIZED" } });
  // Only what a host means to answer is no mistake of it.
  expect(logged).toHaveLength(answer === null ? 0 : 1);
});

test("undefined is a refusal that is no mistake", async () => {
  const { response, logged } = await answerOf(() => undefined);
  expect([response.status, logged]).toEqual([401, []]);
});

test("an error is a refusal, and the log has it without its secrets", async () => {
  const secret = "AKIAIOSFODNN7EXAMPLE";
  const rejected = await answerOf(() => Promise.reject(new Error(`no session for ${secret}`)));
  const thrown = await answerOf(() => {
    throw new TypeError("user is undefined");
  });
  for (const { response } of [rejected, thrown]) {
    expect(response.status).toBe(401);
    expect(await response.text()).not.toMatch(/session|undefined/);
  }
  expect(JSON.stringify(thrown.logged)).toContain("user is undefined");
  expect(JSON.stringify(rejected.logged)).toContain("no session for");
  expect(JSON.stringify(rejected.logged)).not.toContain(secret);
});

test("no answer within five seconds is a refusal, and one that comes later changes nothing", async () => {
  const late = Promise.withResolvers<Authorized>();
  const { response, logged } = await answerOf(() => late.promise);
  late.resolve(operatorOf());
  expect(response.status).toBe(401);
  expect(logged[0]?.message).toContain("5000 ms");
});

test.each([302, 303, 401, 403, 404, 429])("a Response with the status %i is sent as it is", async (status) => {
  const own = new Response("<p>Sign in</p>", { status, headers: { location: "/sign-in", "x-host": "1" } });
  const { response } = await answerOf(() => own);
  expect(response.status).toBe(status);
  expect(Object.fromEntries(response.headers)).toMatchObject({ location: "/sign-in", "x-host": "1" });
  expect(await response.text()).toBe("<p>Sign in</p>");
});

test("a Response of another class than the global one is sent as it is: some servers put their own in its place", async () => {
  const own = new Response("<p>Sign in</p>", { status: 303, headers: { location: "/sign-in" } });
  const platforms = globalThis.Response;
  globalThis.Response = class extends platforms {};
  try {
    const { response } = await answerOf(() => own);
    expect(response.status).toBe(303);
    expect(response.headers.get("location")).toBe("/sign-in");
  } finally {
    globalThis.Response = platforms;
  }
});

test("it is handed the request, and what the framework knows beside it", async () => {
  const asked: unknown[] = [];
  const handler = createDashboardHandler<{ readonly user: string }>(scoria, {
    authorize: (request, { user }) => {
      asked.push([request.url, request.headers.get("cookie"), user]);
      return { actorId: user, tenants: ["acme"], can: everything };
    },
  });
  const request = new Request(`${base}/api/operator?`, { headers: { cookie: "session=1" } });
  const answer = await handler(request, { user: "bo" });
  expect(await answer.json()).toMatchObject({ actorId: "bo", tenants: ["acme"] });
  expect(asked).toEqual([[`${base}/api/operator?`, "session=1", "bo"]]);
});

test("who asks is asked anew for each request", async () => {
  let operator: Authorized | undefined = operatorOf();
  const handler = createDashboardHandler(scoria, { authorize: () => operator });
  const ask = async (): Promise<number> => (await handler(new Request(`${base}/api/runs`))).status;
  expect(await ask()).toBe(200);
  operator = undefined;
  expect(await ask()).toBe(401);
});
