// Run as a process of its own: a node with nothing to do, that says how much of a processor it used.
import { writeSync } from "node:fs";
import { setTimeout as time } from "node:timers/promises";
import { createScoria, quietLogger } from "../../../src/index.ts";

const say = (word: string): void => void writeSync(1, `${word}\n`);

async function idle(): Promise<void> {
  const [, , database = "", ms = ""] = process.argv;
  // The defaults: they are what is measured.
  await using _ = await createScoria({ database, logger: quietLogger, handlers: { never: () => null } });
  await time(2_000); // what it does once, at its start
  say("begins");
  const before = process.cpuUsage();
  const begun = performance.now();
  await time(Number(ms));
  const { user, system } = process.cpuUsage(before);
  say(JSON.stringify({ cpuMs: (user + system) / 1_000, wallMs: performance.now() - begun }));
}

void idle();
