import { expect, test } from "vitest";
import { runCommand } from "./run-command.ts";

const here = import.meta.dirname;

test("a program's output and exit code come back", async () => {
  const script = 'console.log("out"); console.error("err"); process.exitCode = 3;';
  const { code, output } = await runNode(script, new AbortController().signal);
  expect(code).toBe(3);
  expect(output.split("\n").sort()).toEqual(["", "err", "out"]);
});

test("a program that is not there is a failure with its name, not an exception", async () => {
  const result = await runCommand("no-such-program", [], { cwd: here, env: {}, signal: new AbortController().signal });
  expect(result.code).not.toBe(0);
  expect(result.output).toContain("no-such-program");
});

test("an abort ends a program together with those it started", async () => {
  const interruption = new AbortController();
  // The grandchild holds the pipe open: the command only returns once both have ended.
  const script = `require("node:child_process").spawn(process.execPath, ["-e", "setInterval(() => {}, 1000)"], { stdio: "inherit" });`;
  const running = runNode(script, interruption.signal);
  interruption.abort();
  await expect(running).resolves.toMatchObject({ code: null });
});

function runNode(script: string, signal: AbortSignal): ReturnType<typeof runCommand> {
  return runCommand(process.execPath, ["-e", script], { cwd: here, env: { PATH: process.env["PATH"] }, signal });
}
