import { isScoriaError, ScoriaError, type Identity, type RunSummary } from "@scoria/core";
import { Hono, type Context } from "hono";
import { bodyLimit } from "hono/body-limit";
import { z } from "zod";
import { check } from "./check.ts";
import { deskDashboard } from "./dashboard.ts";
import { httpStatus } from "./http-status.ts";
import type { OperatorLink } from "./operator-link.ts";
import { refundRequest } from "./orders.ts";
import { startRefund, type Desk } from "./scoria.ts";
import { welcome } from "./welcome.ts";

const decisionBody = z.strictObject({
  decision: z.enum(["approved", "rejected"], 'must be "approved" or "rejected"'),
  reason: z.string("must be text").max(2_000, "must be text of at most 2000 characters").optional(),
});

const bodyBytes = 16 * 1024;
/** How long an answer waits for a run to get somewhere. The run goes on if it takes longer. */
const patienceMs = 2_000;

/** The refund desk over HTTP, and its dashboard under /scoria. */
export function refundDeskApp(desk: Desk, links: readonly OperatorLink[]): Hono {
  const app = new Hono();
  const dashboard = deskDashboard(desk, links);
  app.all("/scoria/*", (c) => dashboard(c.req.raw, c));
  app.use(bodyLimit({ maxSize: bodyBytes, onError: tooLarge }));

  app.get("/operator", (c) => {
    const token = c.req.query("token");
    const cookie = links.map((link) => link.redeem(token)).find((one) => one !== undefined);
    if (cookie === undefined) return c.text("This link was used, or is none. Start the desk again for another.\n", 403);
    c.header("set-cookie", cookie);
    return c.redirect("/scoria", 303);
  });

  app.get("/", (c) => c.text(welcome(new URL(c.req.url).origin)));

  app.post("/refunds", async (c) => {
    const who = identityOf(desk, c);
    const { runId } = await startRefund(desk, who, check(refundRequest, await readJson(c), "a refund request"));
    return c.json(await standingSoon(desk, who, runId, "waiting"), 201, { location: `/refunds/${runId}` });
  });

  app.get("/refunds/:runId", async (c) => c.json(await desk.getRun(identityOf(desk, c), c.req.param("runId"))));

  app.get("/refunds/:runId/evidence", async (c) => {
    const who = identityOf(desk, c);
    const { runId, status, entries } = await desk.getRunDetail(who, c.req.param("runId"));
    return c.json({ runId, status, entries, verified: await desk.verifyEvidence(who, runId) });
  });

  app.get("/approvals", async (c) => c.json(await desk.listApprovals(identityOf(desk, c), { status: "pending" })));

  app.post("/approvals/:approvalId", async (c) => {
    const who = identityOf(desk, c);
    const { decision, reason } = check(decisionBody, await readJson(c), "a decision");
    const chosen = reason === undefined ? { decision } : { decision, reason };
    const { runId } = await desk.decideApproval(who, c.req.param("approvalId"), chosen);
    return c.json(await standingSoon(desk, who, runId, "settled"));
  });

  app.notFound((c) => c.json({ code: "NOT_FOUND", message: "There is no such page. GET / lists what there is." }, 404));
  app.onError((error, c) => {
    if (isScoriaError(error)) return c.json({ code: error.code, message: error.message }, httpStatus(error));
    console.error(error);
    return c.json({ code: "INTERNAL", message: "Something went wrong here; the server's log says what." }, 500);
  });
  return app;
}

/**
 * Who acts. These headers stand in for the host's own session: a real host takes actor and tenant from what it has
 * authenticated, and never from what a caller may write.
 */
function identityOf(desk: Desk, c: Context): Identity {
  const header = (name: string): string => {
    const value = c.req.header(name);
    if (value !== undefined && value.trim() !== "") return value;
    throw new ScoriaError("INVALID_IDENTITY", `The header ${name} is missing. It says who acts; GET / shows how.`, {
      header: name,
    });
  };
  return desk.identity({
    actorId: header("x-actor"),
    tenantId: header("x-tenant"),
    sessionId: c.req.header("x-session"),
  });
}

async function readJson(c: Context): Promise<unknown> {
  try {
    return await c.req.json();
  } catch {
    throw new ScoriaError("INVALID_INPUT", "The body is not JSON. Send one JSON object.", { path: "body" });
  }
}

function tooLarge(): never {
  throw new ScoriaError("PAYLOAD_TOO_LARGE", `The body has more than ${bodyBytes} bytes.`, { path: "body" });
}

/** The run as it stands once it waits or has ended, or as it stands after a short while. */
async function standingSoon(
  desk: Desk,
  who: Identity,
  runId: string,
  until: "waiting" | "settled",
): Promise<RunSummary> {
  try {
    return await desk.waitForRun(who, runId, { until, timeoutMs: patienceMs });
  } catch (error) {
    if (isScoriaError(error, "WAIT_TIMED_OUT")) return desk.getRun(who, runId);
    throw error;
  }
}
