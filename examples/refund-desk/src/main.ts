import { isScoriaError } from "@scoria/core";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join, resolve } from "node:path";
import { parseArgs } from "node:util";
import { openBilling } from "./billing.ts";
import { OrderFileRefused, readOrderFile, type OrderEntry } from "./order-file.ts";
import { openDesk } from "./scoria.ts";
import { tellStory } from "./story/tell-story.ts";
import { bold, heading, say } from "./terminal/say.ts";
import { withProgress } from "./terminal/with-progress.ts";
import { count } from "./terminal/words.ts";

const usage = `Usage: npm run demo [-- <orders.json>]

Shows refunds from request to verified evidence: who asks, what runs, what waits for
a person, who decides, and what is on record. It uses an embedded database in a new
folder, which is removed at the end; nothing is left behind.

  npm run demo                        the orders in examples/refund-desk/orders.json
  npm run demo -- my-orders.json      your own orders
  npm run demo -- --help              this text

An order file is a JSON array of orders:

  { "orderId": "A-1", "tenantId": "acme", "actorId": "ana", "sessionId": "chat-1",
    "cents": 2490, "reason": "The mug arrived broken" }

A refund over 10000 cents (100 EUR) waits for a person. A bad order is refused by
itself and the others go on. NO_COLOR turns the colours off.`;

const wrongUsage = 64;

async function main(): Promise<number> {
  const args = readArguments();
  if (args === undefined) return wrongUsage;
  if (args.help) {
    console.log(usage);
    return 0;
  }
  try {
    await showDesk(args.file ?? join(import.meta.dirname, "..", "orders.json"), args.file);
    return 0;
  } catch (error) {
    if (!(error instanceof OrderFileRefused) && !isScoriaError(error)) throw error;
    console.error(isScoriaError(error) ? `${error.code}: ${error.message}` : error.message);
    return 1;
  }
}

function readArguments(): { readonly help: boolean; readonly file: string | undefined } | undefined {
  try {
    const { values, positionals } = parseArgs({
      options: { help: { type: "boolean", short: "h", default: false } },
      allowPositionals: true,
    });
    if (positionals.length <= 1) return { help: values.help, file: positionals[0] };
    console.error("One order file at a time.");
  } catch {
    console.error("There is no such option.");
  }
  console.error(`\n${usage}`);
  return undefined;
}

async function showDesk(path: string, givenAs: string | undefined): Promise<void> {
  // npm changes into the workspace first; INIT_CWD is where the command was typed.
  const entries = readOrderFile(resolve(process.env.INIT_CWD ?? process.cwd(), path), givenAs ?? basename(path));
  console.log(`${bold("Refund desk")}: ${count(entries.length, "request")} in ${givenAs ?? basename(path)}\n`);
  if (entries.length === 0) say("The file has no orders, so there is nothing to show.");
  else await withFolder((folder) => run(folder, entries));
  sayWhatNext();
}

async function run(folder: string, entries: readonly OrderEntry[]): Promise<void> {
  const billing = openBilling();
  await using desk = await withProgress("Opening the embedded database", () =>
    openDesk(`file:${join(folder, "db")}`, billing),
  );
  await tellStory(desk, billing, entries);
}

/** Gives a new folder that is gone afterwards, also when the demo is interrupted. */
async function withFolder(work: (folder: string) => Promise<void>): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), "scoria-refund-desk-"));
  process.once("exit", () => rmSync(folder, { recursive: true, force: true }));
  process.once("SIGINT", () => process.exit(130));
  process.once("SIGTERM", () => process.exit(143));
  await work(folder);
}

function sayWhatNext(): void {
  heading("Try next", "From the folder of this repository:");
  say(
    "npm run demo -- examples/refund-desk/bad-orders.json",
    "                                  some are refused, the others go on",
    "npm run demo -- my-orders.json    your own orders; --help shows their form",
    "npm start                         the same desk over HTTP; restart it at will",
    "docs/life-of-a-run.md             what happens between start and resume",
  );
}

// A reader that has seen enough, such as `head`, closes the pipe; that is no error of ours.
process.stdout.on("error", (error: NodeJS.ErrnoException) => {
  if (error.code !== "EPIPE") throw error;
});

void main().then((code) => {
  process.exitCode = code;
});
