import { Hono } from "hono";
import type { Host } from "./host.ts";

export function honoApp({ dashboard, signIn }: Host): Hono {
  const app = new Hono();
  app.all("/scoria/*", (c) => dashboard(c.req.raw, c));

  app.get("/sign-in", (c) => c.html(signIn.page()));
  app.post("/sign-in", async (c) => {
    const cookie = signIn.begin(await c.req.parseBody());
    if (cookie === undefined) return c.html(signIn.refusal(), 401);
    c.header("set-cookie", cookie);
    return c.redirect(signIn.next, 303);
  });
  app.post("/sign-out", (c) => {
    c.header("set-cookie", signIn.end(c.req.header("cookie")));
    return c.redirect(signIn.path, 303);
  });
  return app;
}
