import { createDashboardHandler, type Authorized } from "@scoria/dashboard";
import { Hono, type Context } from "hono";
import { expect, test } from "vitest";
import { openHost } from "../src/host.ts";
import { listen } from "../src/listen.ts";
import { findOperator } from "../src/operators.ts";
import { openRefundDesk } from "../src/refund-desk.ts";
import { code } from "./browser.ts";
import { describeMount, inProcess } from "./describe-mount.ts";

describeMount("Hono", inProcess(listen.hono));

test("app.mount of Hono cuts the path off, and it is found all the same", async () => {
  await using host = await openHost({ code });
  const app = new Hono();
  app.mount("/scoria", host.dashboard);
  const [cookie = ""] = host.signIn.begin({ name: "rita", code })?.split(";") ?? [];
  const answer = await app.request("/scoria/api/operator", { headers: { cookie } });
  expect(await answer.json()).toMatchObject({ actorId: "rita", tenants: ["acme"] });
  expect((await app.request("/scoria/api/operator")).status).toBe(401);
});

test("authorize is handed Hono's own context, with what middleware has set", async () => {
  interface Env {
    Variables: { operator: Authorized | undefined };
  }
  await using desk = await openRefundDesk();
  const dashboard = createDashboardHandler(desk, { authorize: (_request, c: Context<Env>) => c.get("operator") });
  const app = new Hono<Env>();
  app.use(async (c, next) => {
    c.set("operator", findOperator(c.req.header("x-user") ?? ""));
    await next();
  });
  app.all("/scoria/*", (c) => dashboard(c.req.raw, c));
  const answer = await app.request("/scoria/api/operator", { headers: { "x-user": "rita" } });
  expect(await answer.json()).toMatchObject({ actorId: "rita" });
  expect((await app.request("/scoria/api/operator")).status).toBe(401);
});
