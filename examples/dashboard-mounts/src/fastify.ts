import Fastify, { type FastifyInstance } from "fastify";
import { fastifyDashboard } from "@scoria/dashboard/fastify";
import type { Host } from "./host.ts";
import type { SignInForm } from "./sign-in.ts";

export function fastifyApp({ dashboard, signIn }: Host): FastifyInstance {
  const app = Fastify();
  void app.register(fastifyDashboard(dashboard), { prefix: "/scoria" });

  app.addContentTypeParser("application/x-www-form-urlencoded", { parseAs: "string" }, (_request, body, done) =>
    done(null, Object.fromEntries(new URLSearchParams(String(body)))),
  );
  app.get("/sign-in", (_request, reply) => reply.type("text/html; charset=utf-8").send(signIn.page()));
  app.post<{ Body: SignInForm | undefined }>("/sign-in", (request, reply) => {
    const cookie = signIn.begin(request.body ?? {});
    if (cookie === undefined) return reply.code(401).type("text/html; charset=utf-8").send(signIn.refusal());
    return reply.header("set-cookie", cookie).redirect(signIn.next, 303);
  });
  app.post("/sign-out", (request, reply) =>
    reply.header("set-cookie", signIn.end(request.headers.cookie)).redirect(signIn.path, 303),
  );
  return app;
}
