// Another process shows the desk to operators, until its input ends. It reads, and executes nothing.
import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { createDashboardHandler } from "@scoria/dashboard";
import { toNodeHandler } from "@scoria/dashboard/node";
import { openCounter } from "./desk.js";

await using counter = await openCounter();
const dashboard = createDashboardHandler(counter, {
  authorize: () => ({ actorId: "bo", tenants: ["acme"], can: ["read"] }),
});
const serve = toNodeHandler(dashboard);
const server = createServer((request, response) => void serve(request, response));
server.listen(0, "127.0.0.1");
await once(server, "listening");
console.log(JSON.stringify({ url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/scoria` }));

process.stdin.resume();
await once(process.stdin, "end");
server.closeAllConnections();
server.close();
await once(server, "close");
