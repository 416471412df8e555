import type { Scoria } from "@scoria/core";
import type { HandoffLane } from "@scoria/handoff";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { toNodeHandler } from "../../src/adapters/node.ts";
import { createDashboardHandler } from "../../src/index.ts";
import { seedDesk } from "./seed-desk.ts";
import { openShownDesk } from "./shown-desk.ts";

/** A dashboard that can be looked at in a browser. */
export interface ServedDesk extends AsyncDisposable {
  /** Where the dashboard is. */
  readonly url: string;
  readonly scoria: Scoria<{ handoff: HandoffLane }>;
}

/** Serves the dashboard on loopback over a desk with something of everything; who asks is `rita@desk.example`. */
export async function serveShownDesk(port = 0): Promise<ServedDesk> {
  const desk = await openShownDesk();
  const { scoria } = desk;
  await seedDesk(scoria);
  const dashboard = createDashboardHandler(scoria, {
    authorize: () => ({
      actorId: "rita@desk.example",
      tenants: ["acme"],
      can: ["read", "start", "decide", "cancel", "retry", "queues", "nodes", "schedules"],
    }),
  });
  const serve = toNodeHandler(dashboard);
  const server = createServer((request, response) => void serve(request, response));
  await new Promise<void>((resolve) => server.listen(port, "127.0.0.1", resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/scoria`,
    scoria,
    async [Symbol.asyncDispose]() {
      desk.endAudits();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      await scoria.close();
    },
  };
}
