import Fastify, { type FastifyInstance } from "fastify";
import { afterAll, beforeAll, expect, test } from "vitest";
import { fastifyDashboard, type FastifyContext } from "../../src/adapters/fastify.ts";
import { createDashboardHandler } from "../../src/index.ts";
import { authorizeByHeader, headersOf, openDashboard, operatorOf, type OpenDashboard } from "../open-dashboard.ts";

const started = { tenantId: "acme", kind: "refund", input: { orderId: "Ä-1" } };

/** An app of Fastify that listens on loopback until the end of the block. */
async function listening(app: FastifyInstance): Promise<AsyncDisposable & { readonly origin: string }> {
  const origin = await app.listen({ port: 0, host: "127.0.0.1", listenTextResolver: () => "" });
  return {
    origin,
    [Symbol.asyncDispose]: async () => {
      app.server.closeAllConnections();
      await app.close();
    },
  };
}

let desk: OpenDashboard;

beforeAll(async () => {
  desk = await openDashboard("pglite");
});

afterAll(() => desk[Symbol.asyncDispose]());

for (const prefix of ["/scoria", "/", "/ops/scoria"]) {
  test(`under the prefix ${prefix}, a body arrives as it was sent, and each path leads where it should`, async () => {
    const basePath = prefix === "/" ? "" : prefix;
    const dashboard = createDashboardHandler(desk.scoria, { authorize: authorizeByHeader, basePath: prefix });
    const app = Fastify();
    await app.register(fastifyDashboard(dashboard), { prefix });
    await using server = await listening(app);
    const at = `${server.origin}${basePath}`;
    const headers = { ...headersOf(operatorOf()), origin: server.origin };
    const answer = await fetch(`${at}/api/runs`, {
      method: "POST",
      headers: { ...headers, "content-type": "application/json" },
      body: JSON.stringify(started),
    });
    const { run } = (await answer.json()) as { readonly run: { readonly runId: string } };
    expect(answer.status).toBe(200);
    const read = await fetch(`${at}/api/runs/${run.runId}`, { headers });
    expect(await read.json()).toMatchObject({ kind: "refund", input: started.input });
    expect((await fetch(`${at}/`, { headers })).headers.get("content-type")).toMatch(/^text\/html/);
    expect((await fetch(`${at}/`, { headers, method: "HEAD" })).status).toBe(200);
    expect((await fetch(`${at}/api/nothing`, { headers })).status).toBe(404);
    expect((await fetch(`${at}/api/runs`)).status).toBe(401);
  });
}

test("the app's own hooks and body parsers run as they would without it", async () => {
  const users = new WeakMap<object, string>();
  const dashboard = createDashboardHandler(desk.scoria, {
    authorize: (_request, { request }: FastifyContext) => operatorOf({ actorId: users.get(request) ?? "nobody" }),
  });
  const app = Fastify();
  app.addHook("onRequest", async (request) => void users.set(request, "rita"));
  app.addHook("onSend", async (_request, reply) => void reply.header("x-of-the-host", "yes"));
  app.post("/echo", async (request) => request.body);
  await app.register(fastifyDashboard(dashboard), { prefix: "/scoria" });
  await using server = await listening(app);

  const answer = await fetch(`${server.origin}/scoria/api/operator`);
  expect(await answer.json()).toMatchObject({ actorId: "rita" });
  expect(answer.headers.get("x-of-the-host")).toBe("yes");
  const echoed = await fetch(`${server.origin}/echo`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: '{"parsed":true}',
  });
  expect(await echoed.json()).toEqual({ parsed: true });
});

test("a tab that is closed frees its stream", async () => {
  const dashboard = createDashboardHandler(desk.scoria, { authorize: authorizeByHeader, streams: { perOperator: 1 } });
  const { run } = await desk.client().call("startRun", { body: started });
  const left = Promise.withResolvers<void>();
  const app = Fastify();
  app.addHook("onRequest", async (request, reply) => {
    if (request.headers["x-tab"] !== undefined) reply.raw.once("close", () => left.resolve());
  });
  await app.register(fastifyDashboard(dashboard), { prefix: "/scoria" });
  await using server = await listening(app);
  const stream = `${server.origin}/scoria/api/runs/${run.runId}/stream`;
  const headers = headersOf(operatorOf());
  const tab = new AbortController();
  const open = await fetch(stream, { headers: { ...headers, "x-tab": "1" }, signal: tab.signal });
  expect(open.status).toBe(200);
  expect((await fetch(stream, { headers })).status).toBe(429);
  tab.abort();
  await left.promise;
  const next = await fetch(stream, { headers });
  expect(next.status).toBe(200);
  await next.body?.cancel();
});
