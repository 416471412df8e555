import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { text } from "node:stream/consumers";
import { toNodeHandler } from "@scoria/dashboard/node";
import type { Host } from "./host.ts";

const html = { "content-type": "text/html; charset=utf-8" };

export function nodeServer({ dashboard, signIn }: Host): Server {
  const serveDashboard = toNodeHandler(dashboard);

  const answer = async (req: IncomingMessage, res: ServerResponse): Promise<void> => {
    const { pathname } = new URL(req.url ?? "/", "http://localhost");
    if (/^\/scoria(\/|$)/.test(pathname)) return serveDashboard(req, res);

    if (req.method === "GET" && pathname === "/sign-in") {
      res.writeHead(200, html).end(signIn.page());
    } else if (req.method === "POST" && pathname === "/sign-in") {
      const cookie = signIn.begin(Object.fromEntries(new URLSearchParams(await text(req))));
      if (cookie === undefined) res.writeHead(401, html).end(signIn.refusal());
      else res.writeHead(303, { location: signIn.next, "set-cookie": cookie }).end();
    } else if (req.method === "POST" && pathname === "/sign-out") {
      res.writeHead(303, { location: signIn.path, "set-cookie": signIn.end(req.headers.cookie) }).end();
    } else {
      res.writeHead(404).end();
    }
  };
  return createServer((req, res) => void answer(req, res).catch(() => res.destroy()));
}
