import { serve, type ServerType } from "@hono/node-server";
import { isScoriaError } from "@scoria/core";
import type { AddressInfo } from "node:net";
import { refundDeskApp } from "./app.ts";
import { openBilling } from "./billing.ts";
import { decider, requester } from "./dashboard.ts";
import { OperatorLink } from "./operator-link.ts";
import { openDesk, type Desk } from "./scoria.ts";
import { withProgress } from "./terminal/with-progress.ts";
import { firstCommand } from "./welcome.ts";

const hostname = "127.0.0.1";

/** What stops the server before it serves; the message is for the person who started it. */
class CannotServe extends Error {}

async function main(): Promise<void> {
  const port = readPort(process.env.PORT);
  const database = process.env.DATABASE_URL ?? "file:.scoria/db";
  const what =
    process.env.DATABASE_URL === undefined ? "the embedded database in .scoria/db" : "the database of DATABASE_URL";
  const desk = await withProgress(`Opening ${what}`, () => openDesk(database, openBilling(".scoria/billing.json")));
  try {
    const links = { decider: new OperatorLink(decider), requester: new OperatorLink(requester) };
    const server = await listen(desk, Object.values(links), port);
    const { port: bound } = server.address() as AddressInfo;
    const origin = `http://${hostname}:${bound}`;
    console.log(howToBegin(origin, links));
    await untilTold();
    await closeServer(server);
    console.log("\nClosed. What waited still waits.");
  } finally {
    await desk.close();
  }
}

interface Links {
  readonly decider: OperatorLink;
  readonly requester: OperatorLink;
}

function howToBegin(origin: string, links: Links): string {
  return `
The refund desk is open at ${origin} (Ctrl-C closes it).

Try:
  ${firstCommand(origin)}
  curl -s ${origin}/

See and decide what waits in the operators' dashboard. This link signs you in on this
machine, and works once:
  ${links.decider.href(origin)}

Ask for refunds there by a form: this link signs you in as ana, and works once too. Open
it in a private window, to be both; what ana asks for, ana does not decide:
  ${links.requester.href(origin)}`;
}

function readPort(given: string | undefined): number {
  if (given === undefined || given === "") return 3000;
  const port = Number(given);
  if (/^\d{1,5}$/.test(given) && port <= 65_535) return port;
  throw new CannotServe(
    "PORT must be a whole number from 0 to 65535; 0 takes any that is free. Example: PORT=3001 npm start",
  );
}

function listen(desk: Desk, links: readonly OperatorLink[], port: number): Promise<ServerType> {
  return new Promise((resolve, reject) => {
    const server = serve({ fetch: refundDeskApp(desk, links).fetch, port, hostname }, () => resolve(server));
    server.once("error", (error: NodeJS.ErrnoException) => reject(whyNot(error, port)));
  });
}

function whyNot(error: NodeJS.ErrnoException, port: number): Error {
  if (error.code === "EADDRINUSE") {
    return new CannotServe(
      `Port ${port} is taken by another program. Choose another one: PORT=${port === 65_535 ? 3001 : port + 1} npm start`,
    );
  }
  if (error.code === "EACCES")
    return new CannotServe(`Port ${port} is not yours to take. Choose one above 1023: PORT=3001 npm start`);
  return error;
}

function untilTold(): Promise<void> {
  return new Promise((resolve) => {
    // Once each: a second signal ends the process at once.
    process.once("SIGINT", () => resolve());
    process.once("SIGTERM", () => resolve());
  });
}

/** Longer than any answer takes but a stream of the dashboard, which has no end of its own. */
const closingMs = 3_000;

/** Takes no new requests, and lets those under way finish. */
function closeServer(server: ServerType): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    if (!("closeAllConnections" in server)) return;
    server.closeIdleConnections();
    setTimeout(() => server.closeAllConnections(), closingMs).unref();
  });
}

void main().catch((error: unknown) => {
  if (!(error instanceof CannotServe) && !isScoriaError(error)) throw error;
  console.error(isScoriaError(error) ? `${error.code}: ${error.message}` : error.message);
  process.exitCode = 1;
});
