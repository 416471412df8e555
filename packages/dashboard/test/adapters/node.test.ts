import { once } from "node:events";
import { createServer, type RequestListener, type ServerResponse } from "node:http";
import { connect as connectHttp2, createServer as createHttp2Server, type Http2ServerRequest } from "node:http2";
import { connect } from "node:net";
import { text } from "node:stream/consumers";
import compression from "compression";
import express, { type Request as ExpressRequest } from "express";
import { ScoriaError } from "@scoria/core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { toNodeHandler, type NodeContext } from "../../src/adapters/node.ts";
import { createDashboardHandler, type DashboardHandler } from "../../src/index.ts";
import { authorizeByHeader, headersOf, openDashboard, operatorOf, type OpenDashboard } from "../open-dashboard.ts";
import { listen } from "./listen.ts";

type Mount = (dashboard: DashboardHandler<NodeContext>) => RequestListener;

/** A host of Express that does `before` to each request, and has the dashboard under `path`. */
const inExpress =
  (path: string, ...before: readonly express.RequestHandler[]): Mount =>
  (dashboard) => {
    const app = express();
    for (const middleware of before) app.use(middleware);
    app.use(path, toNodeHandler(dashboard));
    return app;
  };

const mounts: Readonly<Record<string, Mount>> = {
  "as a listener of node:http": (dashboard) => (req, res) => void toNodeHandler(dashboard)(req, res),
  "under a path of Express": inExpress("/scoria"),
  "under no path of Express": inExpress("/"),
  "behind express.json()": inExpress("/scoria", express.json()),
  "behind express.urlencoded()": inExpress("/scoria", express.urlencoded()),
  "behind express.text() for everything": inExpress("/scoria", express.text({ type: "*/*" })),
  "behind express.raw() for everything": inExpress("/scoria", express.raw({ type: "*/*" })),
};

const started = { tenantId: "acme", kind: "refund", input: { orderId: "Ä-1" } };

let desk: OpenDashboard;

beforeAll(async () => {
  desk = await openDashboard("pglite");
});

afterAll(() => desk[Symbol.asyncDispose]());

for (const [place, mount] of Object.entries(mounts)) {
  test(`${place}, a body arrives as it was sent, and each path leads where it should`, async () => {
    await using server = await listen(createServer(mount(desk.handler)));
    const headers = { ...headersOf(operatorOf()), origin: server.origin };
    const answer = await fetch(`${server.origin}/scoria/api/runs`, {
      method: "POST",
      headers: { ...headers, "content-type": "application/json" },
      body: JSON.stringify(started),
    });
    const { run } = (await answer.json()) as { readonly run: { readonly runId: string } };
    expect(answer.status).toBe(200);
    const read = await fetch(`${server.origin}/scoria/api/runs/${run.runId}`, { headers });
    expect(await read.json()).toMatchObject({ kind: "refund", input: started.input });
    expect((await fetch(`${server.origin}/scoria`, { headers })).headers.get("content-type")).toMatch(/^text\/html/);
    expect((await fetch(`${server.origin}/scoria/`, { headers, method: "HEAD" })).status).toBe(200);
    expect((await fetch(`${server.origin}/scoria/api/nothing`, { headers })).status).toBe(404);
    expect((await fetch(`${server.origin}/scoria/api/runs`)).status).toBe(401);
  });
}

test("authorize is handed what middleware found out, and a Request that can be copied", async () => {
  interface SignedIn extends ExpressRequest {
    user?: string;
  }
  const dashboard = createDashboardHandler(desk.scoria, {
    authorize(request, { req, res }: NodeContext<SignedIn>) {
      const copy = new Request(request, { headers: { "x-copied": "yes" } });
      if (copy.headers.get("x-copied") !== "yes" || res.req !== req) return undefined;
      return operatorOf({ actorId: req.user ?? "nobody" });
    },
  });
  const app = express();
  app.use((req: SignedIn, _res, next) => {
    req.user = "rita";
    next();
  });
  app.use("/scoria", toNodeHandler(dashboard));
  await using server = await listen(createServer(app));
  const answer = await fetch(`${server.origin}/scoria/api/operator`);
  expect(await answer.json()).toMatchObject({ actorId: "rita" });
});

test("a tab that is closed frees its stream", async () => {
  const dashboard = createDashboardHandler(desk.scoria, { authorize: authorizeByHeader, streams: { perOperator: 1 } });
  const { run } = await desk.client().call("startRun", { body: started });
  const left = Promise.withResolvers<void>();
  const handler = toNodeHandler(dashboard);
  const listener = (req: Parameters<typeof handler>[0], res: ServerResponse): void => {
    if (req.headers["x-tab"] !== undefined) res.once("close", () => left.resolve());
    void handler(req, res);
  };
  await using server = await listen(createServer(listener));
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

test("a stream passes through a middleware that compresses, as it is written", async () => {
  const { run } = await desk.client().call("startRun", { body: started });
  await using server = await listen(createServer(inExpress("/scoria", compression({ threshold: 0 }))(desk.handler)));
  const headers = headersOf(operatorOf());
  const read = await fetch(`${server.origin}/scoria/api/runs`, { headers });
  expect(read.headers.get("content-encoding")).not.toBeNull();
  const stream = await fetch(`${server.origin}/scoria/api/runs/${run.runId}/stream`, { headers });
  expect(stream.headers.get("content-encoding")).toBeNull();
  const reader = stream.body?.pipeThrough(new TextDecoderStream()).getReader();
  let seen = "";
  // The run waits for a person, so nothing but what is there already can push these lines out.
  while (!seen.includes("approval.requested")) seen += (await reader?.read())?.value ?? "";
  await reader?.cancel();
});

test("what is thrown goes to the host's error handler", async () => {
  const app = express();
  app.use(
    "/scoria",
    toNodeHandler(() => Promise.reject(new Error("The database is not there yet."))),
  );
  app.use(((error, _req, res, _next) => {
    res.status(503).send(`The host says: ${String(error)}`);
  }) satisfies express.ErrorRequestHandler);
  await using server = await listen(createServer(app));
  const answer = await fetch(`${server.origin}/scoria`);
  expect([answer.status, await answer.text()]).toEqual([503, "The host says: Error: The database is not there yet."]);
});

test("where there is no error handler, what is thrown is answered as a refusal that tells only what Scoria says", async () => {
  const errors = [new ScoriaError("CLOSED", "It is closed."), new Error("password=hunter2")];
  const handler = toNodeHandler(() => Promise.reject(errors.shift() ?? new Error("no more")));
  await using server = await listen(createServer((req, res) => void handler(req, res)));
  const closed = await fetch(`${server.origin}/scoria`);
  expect([closed.status, await closed.json()]).toEqual([503, { error: { code: "CLOSED", message: "It is closed." } }]);
  const failed = await fetch(`${server.origin}/scoria`);
  expect(failed.status).toBe(500);
  expect(await failed.text()).not.toContain("hunter2");
});

test("a body that is refused unread does not stand in the way of the next request", async () => {
  await using server = await listen(createServer((req, res) => void toNodeHandler(desk.handler)(req, res)));
  const socket = connect(server.port, "127.0.0.1");
  const host = `host: 127.0.0.1:${server.port}`;
  socket.write(`POST /scoria/api/runs HTTP/1.1\r\n${host}\r\ncontent-length: 700000\r\n\r\n${"x".repeat(700_000)}`);
  socket.write(`GET /scoria/api/runs HTTP/1.1\r\n${host}\r\nconnection: close\r\n\r\n`);
  expect((await text(socket)).match(/HTTP\/1\.1 401 /g)).toHaveLength(2);
});

test("a body without an end is refused, and its connection closed", async () => {
  await using server = await listen(createServer((req, res) => void toNodeHandler(desk.handler)(req, res)));
  const socket = connect(server.port, "127.0.0.1");
  const headers = { ...headersOf(operatorOf()), origin: server.origin, "content-type": "application/json" };
  const head = [
    "POST /scoria/api/runs/cancel HTTP/1.1",
    `host: 127.0.0.1:${server.port}`,
    "transfer-encoding: chunked",
  ];
  socket.write([...head, ...Object.entries(headers).map(([name, value]) => `${name}: ${value}`), "", ""].join("\r\n"));
  const chunk = `${(16_384).toString(16)}\r\n${"x".repeat(16_384)}\r\n`;
  for (let sent = 0; sent < 5; sent += 1) socket.write(chunk);
  const answer = await text(socket);
  expect(answer).toMatch(/^HTTP\/1\.1 413 [^]*\r\nconnection: close\r\n/i);
  expect(answer).toContain('"PAYLOAD_TOO_LARGE"');
});

test("a method that no Request can have is refused as a stranger is, since the host cannot be asked", async () => {
  await using server = await listen(createServer((req, res) => void toNodeHandler(desk.handler)(req, res)));
  const socket = connect(server.port, "127.0.0.1");
  socket.write("TRACE /scoria HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n");
  expect(await text(socket)).toMatch(/^HTTP\/1\.1 401 [^]*"NOT_AUTHORIZED"/);
});

test("over HTTP/2, where a method comes as it was written, a stranger is refused in the same words for each", async () => {
  const dashboard = createDashboardHandler(desk.scoria, { authorize: () => undefined });
  const handler = toNodeHandler<Http2ServerRequest>(dashboard);
  await using server = await listen(createHttp2Server((req, res) => void handler(req, res)));
  const session = connectHttp2(server.origin);
  const said = new Set<string>();
  for (const method of ["GET", "get", "Get", "TRACE", "trace", "track", "connect", "Foo"]) {
    const stream = session.request({ ":method": method, ":path": "/scoria/api/runs" });
    stream.end();
    const [head] = (await once(stream, "response")) as [Readonly<Record<string, string | number>>];
    said.add(`${head[":status"]} ${await text(stream)}`);
  }
  expect([...said]).toEqual([expect.stringMatching(/^401 .*NOT_AUTHORIZED/)]);
  session.close();
});

test("it answers over HTTP/2", async () => {
  const handler = toNodeHandler<Http2ServerRequest>(desk.handler);
  await using server = await listen(createHttp2Server((req, res) => void handler(req, res)));
  const session = connectHttp2(server.origin);
  const headers = { ...headersOf(operatorOf()), origin: server.origin, "content-type": "application/json" };
  const stream = session.request({ ":method": "POST", ":path": "/scoria/api/runs", ...headers });
  stream.end(JSON.stringify(started));
  const [head] = (await once(stream, "response")) as [Readonly<Record<string, string | number>>];
  expect(head[":status"]).toBe(200);
  expect(JSON.parse(await text(stream))).toMatchObject({ run: { kind: "refund" } });
  session.close();
});
