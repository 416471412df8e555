import { testIdentity } from "@scoria/core/testing";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { Authorized } from "../../src/index.ts";
import { base, headersOf, openDashboard, operatorOf, type OpenDashboard } from "../open-dashboard.ts";

let desk: OpenDashboard;
let cursor: string;

async function ask(
  path: string,
  operator: Authorized = operatorOf(),
): Promise<{ readonly status: number; readonly body: string }> {
  const answer = await desk.handler(new Request(`${base}/api${path}`, { headers: headersOf(operator) }));
  return { status: answer.status, body: await answer.text() };
}

beforeAll(async () => {
  desk = await openDashboard("pglite");
  for (const tenantId of ["acme", "globex"]) {
    for (const sessionId of ["one", "two", "three"]) {
      const who = testIdentity({ tenantId, sessionId });
      await desk.scoria.startWaitingRun(who, { initialStep: { kind: "refund" }, input: { orderId: sessionId } });
      await desk.scoria.schedules.set(who, sessionId, { kind: "report", cron: "0 3 * * *" });
    }
  }
  const { body } = await ask("/runs?limit=1&kind=refund");
  cursor = (JSON.parse(body) as { readonly nextCursor: string }).nextCursor;
});
afterAll(() => desk[Symbol.asyncDispose]());

test("a cursor goes on where its page ended", async () => {
  const { status, body } = await ask(`/runs?limit=1&kind=refund&cursor=${cursor}`);
  expect([status, JSON.parse(body)]).toEqual([
    200,
    { runs: [expect.objectContaining({ sessionId: "two" })], nextCursor: expect.any(String) as unknown },
  ]);
});

const refused = [400, expect.stringContaining("INVALID_INPUT")];

/** The last character stands for fewer bits than it has, so some that differ there are the same cursor. */
function isSame(one: string, other: string): boolean {
  return Buffer.from(one, "base64url").equals(Buffer.from(other, "base64url"));
}

test("a cursor with any one character changed is refused", async () => {
  for (let at = 0; at < cursor.length; at += 1) {
    const other = cursor[at] === "A" ? "z" : "A";
    const changed = `${cursor.slice(0, at)}${other}${cursor.slice(at + 1)}`;
    if (isSame(changed, cursor)) continue;
    const { status, body } = await ask(`/runs?limit=1&kind=refund&cursor=${changed}`);
    expect([at, status, body]).toEqual([at, ...refused]);
  }
});

test("a cursor that is cut, lengthened, doubled or made up is refused", async () => {
  for (const made of [
    cursor.slice(0, -1),
    cursor.slice(1),
    cursor.slice(0, 10),
    `${cursor}A`,
    `${cursor}${cursor}`,
    "AAAA",
    "0199c0de-0000-7000-8000-000000000000",
    Buffer.from(JSON.stringify({ after: "0199c0de-0000-7000-8000-000000000000" })).toString("base64url"),
    "%00",
    "x".repeat(201),
    "",
  ]) {
    const { status, body } = await ask(`/runs?limit=1&kind=refund&cursor=${made}`);
    expect([made, status, body]).toEqual([made, ...refused]);
  }
});

test("a cursor of one list is refused by every other", async () => {
  for (const path of [
    "/runs?limit=1",
    "/runs?limit=1&kind=charge",
    "/runs?limit=1&kind=refund&status=waiting",
    "/approvals?limit=1",
    "/sessions?limit=1",
    "/schedules?limit=1",
  ]) {
    const own = (JSON.parse((await ask(path)).body) as { readonly nextCursor: string | null }).nextCursor;
    expect([path, await ask(`${path}&cursor=${cursor}`)]).toEqual([path, { status: 400, body: refused[1] }]);
    if (own === null) continue;
    expect(await ask(`/runs?limit=1&kind=refund&cursor=${own}`)).toEqual({ status: 400, body: refused[1] });
  }
});

test("a cursor is of the tenants that it was made for, and of no fewer and no more", async () => {
  for (const tenants of [["globex"], ["acme", "globex"], ["acme", "initech"]]) {
    const { status, body } = await ask(`/runs?limit=1&kind=refund&cursor=${cursor}`, operatorOf({ tenants }));
    expect([tenants, status, body]).toEqual([tenants, ...refused]);
  }
  // It is no secret: a colleague for the same tenants may have it.
  expect((await ask(`/runs?limit=1&kind=refund&cursor=${cursor}`, operatorOf({ actorId: "colleague" }))).status).toBe(
    200,
  );
});
