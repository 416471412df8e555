import { AsyncLocalStorage } from "node:async_hooks";
import { createServer } from "node:http";
import { expect, test } from "vitest";
import { toNodeHandler, type NodeContext } from "../../src/adapters/node.ts";
import { createDashboardHandler } from "../../src/index.ts";
import { openDashboard, operatorOf } from "../open-dashboard.ts";
import { listen } from "./listen.ts";

test("authorize of an open stream finds what is ambient in its own request, not what is in another's", async () => {
  await using desk = await openDashboard("pglite");
  const ambient = new AsyncLocalStorage<string>();
  const askedAgain = { ana: Promise.withResolvers<string>(), bo: Promise.withResolvers<string>() };
  const asked = new Set<string>();
  const dashboard = createDashboardHandler(desk.scoria, {
    authorize(_request, { req }: NodeContext) {
      const user = req.headers["x-user"] === "ana" ? "ana" : "bo";
      const found = ambient.getStore() ?? "nothing";
      if (asked.has(user)) askedAgain[user].resolve(found);
      asked.add(user);
      return operatorOf({ actorId: user });
    },
  });
  const handler = toNodeHandler(dashboard);
  await using server = await listen(
    createServer((req, res) => void ambient.run(String(req.headers["x-user"]), () => handler(req, res))),
  );
  const body = { tenantId: "acme", kind: "refund", input: { orderId: "A-1" } };
  const { run } = await desk.client().call("startRun", { body });
  const stream = (user: string): Promise<Response> =>
    fetch(`${server.origin}/scoria/api/runs/${run.runId}/stream`, { headers: { "x-user": user } });
  const open = [await stream("ana"), await stream("bo")];
  expect([await askedAgain.ana.promise, await askedAgain.bo.promise]).toEqual(["ana", "bo"]);
  for (const { body } of open) await body?.cancel();
});
