/**
 * Shows the dashboard over a desk with something of everything, on loopback, until it is stopped:
 * `node test/elements/serve-desk.ts [port]`. The elements must have been built.
 */
import { serveShownDesk } from "./serve-shown-desk.ts";

const desk = await serveShownDesk(Number(process.argv[2] ?? 0));
console.log(desk.url);

// Something moves, as it does in an app that is used.
const caller = desk.scoria.identity({ actorId: "ben@acme.example", tenantId: "acme", sessionId: "chat-81c0" });
const timer = setInterval(() => void desk.scoria.startRun(caller, { initialStep: { kind: "answer" } }), 15_000);

for (const signal of ["SIGINT", "SIGTERM"] as const) {
  process.once(signal, () => {
    clearInterval(timer);
    void desk[Symbol.asyncDispose]();
  });
}
