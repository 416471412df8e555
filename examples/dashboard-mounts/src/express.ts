import express, { type Express } from "express";
import { toNodeHandler } from "@scoria/dashboard/node";
import type { Host } from "./host.ts";

export function expressApp({ dashboard, signIn }: Host): Express {
  const app = express();
  app.use("/scoria", toNodeHandler(dashboard));

  app.get("/sign-in", (_req, res) => {
    res.type("html").send(signIn.page());
  });
  app.post("/sign-in", express.urlencoded(), (req, res) => {
    const cookie = signIn.begin(req.body ?? {});
    if (cookie === undefined) res.status(401).type("html").send(signIn.refusal());
    else res.set("set-cookie", cookie).redirect(303, signIn.next);
  });
  app.post("/sign-out", (req, res) => {
    res.set("set-cookie", signIn.end(req.headers.cookie)).redirect(303, signIn.path);
  });
  return app;
}
