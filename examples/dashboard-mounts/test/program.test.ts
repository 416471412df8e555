import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { expect, onTestFinished, test } from "vitest";
import { Browser } from "./browser.ts";

function start(...args: readonly string[]) {
  const script = join(import.meta.dirname, "..", "src", "main.ts");
  const child = spawn(process.execPath, [script, ...args], { env: { ...process.env, PORT: "0" } });
  onTestFinished(() => void child.kill("SIGKILL"));
  return { child, ended: once(child, "close") };
}

test("the program says where the dashboard is and with which code to sign in, and ends when it is told", async () => {
  const { child, ended } = start("hono");
  let said = "";
  for (const output of [child.stdout, child.stderr]) output.on("data", (chunk) => (said += String(chunk)));
  while (!/code is .+\n/.test(said)) {
    await Promise.race([once(child.stdout, "data"), ended.then(() => expect.fail(said))]);
  }
  const [, origin = ""] = /at (http:\/\/127\.0\.0\.1:\d+)\/scoria/.exec(said) ?? [];
  const [, code = ""] = /code is (.+)\n/.exec(said) ?? [];
  const rita = new Browser(origin);
  expect((await rita.ask("/sign-in")).status).toBe(200);
  expect((await rita.signIn("rita", code)).status).toBe(303);
  expect((await rita.ask("/scoria")).status).toBe(200);
  child.kill("SIGTERM");
  expect(await ended).toEqual([0, null]);
});

test("without the name of a framework it says which there are", async () => {
  const { child, ended } = start("rails");
  expect(await text(child.stderr)).toContain("node src/main.ts express | hono | node-http | fastify");
  expect(await ended).toEqual([1, null]);
});
