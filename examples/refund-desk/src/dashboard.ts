import { createDashboardHandler, type Authorized, type DashboardHandler } from "@scoria/dashboard";
import type { OperatorLink } from "./operator-link.ts";
import type { Desk } from "./scoria.ts";

/** Sees the tenants of the examples on the welcome page, and may do everything. */
export const decider: Authorized = {
  actorId: "operator",
  tenants: ["acme", "globex"],
  can: ["read", "start", "decide", "cancel", "retry", "queues", "nodes", "schedules"],
};

/** Asks for refunds there by a form, as she does over HTTP. What she asks for, somebody else decides. */
export const requester: Authorized = { actorId: "ana", tenants: ["acme"], can: ["read", "start"] };

/** The dashboard of the desk, for whoever opened one of the links. */
export function deskDashboard(desk: Desk, links: readonly OperatorLink[]): DashboardHandler {
  return createDashboardHandler(desk, {
    authorize(request) {
      const cookies = request.headers.get("cookie");
      return links.find((link) => link.isOperator(cookies))?.operator ?? howToSignIn();
    },
  });
}

function howToSignIn(): Response {
  const said =
    "Open an operator link that the desk printed when it started. Each works once; start the desk again for others.\n";
  return new Response(said, { status: 401, headers: { "content-type": "text/plain; charset=utf-8" } });
}
