import { createServer } from "node:http";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { newFolder, startProgram, type RunningProgram } from "./example-process.ts";

interface Answer {
  readonly status: number;
  readonly body: AnswerBody;
}

/** What the answers are read for; each answer has some of it. */
interface AnswerBody {
  readonly runId: string;
  readonly approvals: readonly { readonly approvalId: string }[];
  readonly entries: readonly { readonly type: string }[];
  readonly verified: { readonly ok: boolean };
}

interface Desk {
  readonly program: RunningProgram;
  readonly origin: string;
  ask(who: readonly [actor: string, tenant: string], path: string, body?: unknown): Promise<Answer>;
}

const ana = ["ana", "acme"] as const;
const rita = ["rita", "acme"] as const;
const gil = ["gil", "globex"] as const;

async function openServer(folder: string): Promise<Desk> {
  const program = startProgram("server.ts", [], folder, { PORT: "0" });
  const [, origin = ""] = await program.shown(/open at (http:\/\/127\.0\.0\.1:\d+)[^]*Try:\n.*\n.*\n/);
  return {
    program,
    origin,
    async ask([actor, tenant], path, body) {
      const response = await fetch(origin + path, {
        headers: { "x-actor": actor, "x-tenant": tenant, "x-session": "chat-1" },
        ...(body === undefined ? {} : { method: "POST", body: typeof body === "string" ? body : JSON.stringify(body) }),
      });
      return { status: response.status, body: (await response.json()) as AnswerBody };
    },
  };
}

async function close({ program }: Desk, signal: NodeJS.Signals): Promise<void> {
  program.child.kill(signal);
  const { code, stdout, stderr } = await program.ended();
  expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
  expect(stdout).toContain("Closed. What waited still waits.");
}

test("the desk answers over HTTP with runs, approvals, evidence and typed refusals", async () => {
  const desk = await openServer(newFolder());
  const cheap = await desk.ask(ana, "/refunds", { orderId: "A-1", cents: 2490, reason: "Broken" });
  expect(cheap).toMatchObject({
    status: 201,
    body: {
      status: "completed",
      tenantId: "acme",
      actorId: "ana",
      sessionId: "chat-1",
      output: { refunded: true, receiptId: "R-1" },
    },
  });
  const request = { orderId: "A-2", cents: 34_900, reason: "It leaks" };
  const dear = await desk.ask(ana, "/refunds", request);
  const { runId } = dear.body;
  expect(dear).toMatchObject({ status: 201, body: { status: "waiting", awaitingApproval: true } });
  expect((await desk.ask(ana, "/refunds", request)).body.runId).toBe(runId);
  expect(await desk.ask(rita, `/refunds/${runId}`)).toMatchObject({ status: 200, body: { runId, status: "waiting" } });

  const { approvals } = (await desk.ask(rita, "/approvals")).body;
  expect(approvals).toMatchObject([
    { runId, tool: "refund", arguments: { orderId: "A-2", cents: 34_900, currency: "EUR" }, requestedBy: "ana" },
  ]);
  const approval = `/approvals/${approvals[0]?.approvalId}`;
  expect((await desk.ask(gil, "/approvals")).body.approvals).toEqual([]);

  const yes = { decision: "approved", reason: "checked" };
  expect(await desk.ask(ana, approval, yes)).toMatchObject({ status: 403, body: { code: "APPROVAL_OWN_REQUEST" } });
  expect(await desk.ask(gil, approval, yes)).toMatchObject({ status: 404, body: { code: "APPROVAL_NOT_FOUND" } });
  expect(await desk.ask(rita, approval, { decision: "maybe" })).toEqual({
    status: 400,
    body: { code: "INVALID_INPUT", message: 'decision must be "approved" or "rejected".' },
  });
  expect(await desk.ask(rita, approval, yes)).toMatchObject({
    status: 200,
    body: { runId, status: "completed", output: { refunded: true, cents: 34_900 } },
  });
  expect(await desk.ask(rita, approval, yes)).toMatchObject({
    status: 409,
    body: { code: "APPROVAL_ALREADY_DECIDED" },
  });

  const evidence = await desk.ask(rita, `/refunds/${runId}/evidence`);
  expect(evidence.body).toMatchObject({ runId, status: "completed", verified: { ok: true, entries: 8 } });
  expect(evidence.body.entries.map(({ type }) => type)).toContain("approval.decided");

  const absent = `${runId.slice(0, -1)}${runId.endsWith("0") ? "1" : "0"}`;
  const [foreign, unknown] = [await desk.ask(gil, `/refunds/${runId}`), await desk.ask(gil, `/refunds/${absent}`)];
  expect(foreign).toMatchObject({ status: 404, body: { code: "RUN_NOT_FOUND" } });
  expect(JSON.stringify(unknown).replaceAll(absent, runId)).toBe(JSON.stringify(foreign));
  expect((await desk.ask(gil, `/refunds/${runId}/evidence`)).status).toBe(404);

  expect(await desk.ask(ana, "/refunds/nonsense")).toMatchObject({ status: 400, body: { code: "INVALID_INPUT" } });
  expect(await desk.ask(ana, "/refunds", { ...request, tenantId: "globex" })).toMatchObject({
    status: 400,
    body: { code: "INVALID_INPUT" },
  });
  expect(await desk.ask(ana, "/refunds", "[1")).toMatchObject({ status: 400, body: { code: "INVALID_INPUT" } });
  expect(await desk.ask(ana, "/refunds", { ...request, cents: 20_000 })).toMatchObject({
    status: 409,
    body: { code: "IDEMPOTENCY_MISMATCH" },
  });
  expect(await desk.ask(ana, "/refunds", "x".repeat(20_000))).toMatchObject({
    status: 413,
    body: { code: "PAYLOAD_TOO_LARGE" },
  });
  expect(await desk.ask(ana, "/nowhere")).toMatchObject({ status: 404, body: { code: "NOT_FOUND" } });

  const nobody = await fetch(`${desk.origin}/approvals`);
  expect([nobody.status, await nobody.json()]).toEqual([
    400,
    { code: "INVALID_IDENTITY", message: expect.stringContaining("x-actor") },
  ]);
  const welcome = await (await fetch(desk.origin)).text();
  expect(welcome).toContain(`curl -s ${desk.origin}/approvals`);
  await close(desk, "SIGINT");
});

test("an operator opens the printed link once, decides in the dashboard, and the desk closes while they watch", async () => {
  const desk = await openServer(newFolder());
  const [link = ""] = await desk.program.shown(/http:\S+\/operator\?token=\S+/);
  const nobody = await fetch(`${desk.origin}/scoria`);
  expect([nobody.status, await nobody.text()]).toEqual([401, expect.stringContaining("operator link")]);
  expect((await fetch(`${desk.origin}/operator?token=guess`)).status).toBe(403);
  const opened = await fetch(link, { redirect: "manual" });
  expect([opened.status, opened.headers.get("location")]).toEqual([303, "/scoria"]);
  expect((await fetch(link, { redirect: "manual" })).status).toBe(403);

  const headers = { cookie: opened.headers.get("set-cookie")?.split(";")[0] ?? "" };
  expect(await (await fetch(`${desk.origin}/scoria`, { headers })).text()).toContain("<scoria-dashboard");
  const { runId } = (await desk.ask(ana, "/refunds", { orderId: "A-2", cents: 34_900, reason: "It leaks" })).body;
  const api = `${desk.origin}/scoria/api`;
  const found = await (await fetch(`${api}/approvals?status=pending`, { headers })).json();
  expect(found).toMatchObject({ approvals: [{ runId, tool: "refund" }] });
  const [{ approvalId, argumentsHash }] = (found as { approvals: [{ approvalId: string; argumentsHash: string }] })
    .approvals;
  const decided = await fetch(`${api}/approvals/${approvalId}/decide`, {
    method: "POST",
    headers: { ...headers, origin: desk.origin, "content-type": "application/json" },
    body: JSON.stringify({ decision: "approved", argumentsHash }),
  });
  expect(decided.status).toBe(200);
  await desk.ask(ana, "/refunds", { orderId: "A-3", cents: 34_900, reason: "It leaks" });
  const waiting = (await (await fetch(`${api}/runs?status=waiting`, { headers })).json()) as {
    runs: [{ runId: string }];
  };
  const stream = await fetch(`${api}/runs/${waiting.runs[0].runId}/stream`, { headers });
  expect(stream.status).toBe(200);
  await close(desk, "SIGTERM");
});

test("a run that waits outlives the server, stopped or killed, and ends under the same runId", async () => {
  const folder = newFolder();
  const first = await openServer(folder);
  const { runId } = (await first.ask(ana, "/refunds", { orderId: "A-9", cents: 20_000, reason: "Late" })).body;
  await close(first, "SIGTERM");

  const second = await openServer(folder);
  expect((await second.ask(ana, `/refunds/${runId}`)).body).toMatchObject({ runId, status: "waiting" });
  second.program.child.kill("SIGKILL");
  await second.program.ended();

  const third = await openServer(folder);
  const { approvals } = (await third.ask(rita, "/approvals")).body;
  expect(approvals).toMatchObject([{ runId }]);
  const decided = await third.ask(rita, `/approvals/${approvals[0]?.approvalId}`, { decision: "approved" });
  expect(decided.body).toMatchObject({ runId, status: "completed", output: { refunded: true } });
  expect((await third.ask(ana, `/refunds/${runId}/evidence`)).body.verified.ok).toBe(true);
  await close(third, "SIGTERM");
  expect(JSON.parse(readFileSync(join(folder, ".scoria", "billing.json"), "utf8"))).toMatchObject([
    { orderId: "A-9", cents: 20_000 },
  ]);
});

test("a port that is taken, or is none, is said with the way out", async () => {
  const other = createServer().listen(0, "127.0.0.1");
  onTestFinished(() => void other.close());
  await once(other, "listening");
  const { port } = other.address() as AddressInfo;
  const taken = await startProgram("server.ts", [], newFolder(), { PORT: String(port) }).ended();
  expect(taken.code).toBe(1);
  expect(taken.stderr).toMatch(new RegExp(`^Port ${port} is taken by another program\\. .*PORT=\\d+ npm start\n$`));

  const none = await startProgram("server.ts", [], newFolder(), { PORT: "http" }).ended();
  expect(none).toMatchObject({ code: 1, stdout: "" });
  expect(none.stderr).toMatch(/^PORT must be a whole number/);
});
