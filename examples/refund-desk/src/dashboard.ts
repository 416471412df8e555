import { createDashboardHandler, type Authorized, type DashboardHandler } from "@scoria/dashboard";
import type { OperatorLink } from "./operator-link.ts";
import type { Desk } from "./scoria.ts";

/** Sees the tenants of the examples on the welcome page, and may do everything. */
const operator: Authorized = {
  actorId: "operator",
  tenants: ["acme", "globex"],
  can: ["read", "start", "decide", "cancel", "retry", "queues", "nodes", "schedules"],
};

/** The dashboard of the desk, for whoever opened the operator link. */
export function deskDashboard(desk: Desk, link: OperatorLink): DashboardHandler {
  return createDashboardHandler(desk, {
    authorize: (request) => (link.isOperator(request.headers.get("cookie")) ? operator : howToSignIn()),
  });
}

function howToSignIn(): Response {
  const said =
    "Open the operator link that the desk printed when it started. It works once; start the desk again for another.\n";
  return new Response(said, { status: 401, headers: { "content-type": "text/plain; charset=utf-8" } });
}
