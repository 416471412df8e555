import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { livenessOf, thisProcess } from "./process-identity.ts";

const hasProc = existsSync("/proc/self/stat");

test("this process is alive, as far as the platform tells", () => {
  expect(livenessOf(thisProcess())).toBe(hasProc ? "alive" : "unknown");
});

test.runIf(hasProc)("a process that was given the id of an earlier one is not that one", () => {
  expect(livenessOf({ ...thisProcess(), startTicks: "1" })).toBe("gone");
});

test.runIf(hasProc)("nothing survives a restart of the machine", () => {
  expect(livenessOf({ ...thisProcess(), bootId: "another boot" })).toBe("gone");
});

test("a process of another host or container is not judged", () => {
  expect(livenessOf({ ...thisProcess(), host: "elsewhere.example" })).toBe("unknown");
  expect(livenessOf({ ...thisProcess(), pidNamespace: "pid:[1]" })).toBe("unknown");
});

test("a process that has ended is gone", async () => {
  const child = spawn(process.execPath, ["--eval", ""], { stdio: "ignore" });
  const identity = { ...thisProcess(), pid: child.pid ?? 0 };
  await once(child, "exit");
  expect(livenessOf(identity)).toBe("gone");
});

test.runIf(hasProc)("a killed process that its parent has not noticed is gone", async () => {
  // The shell's own child ends, and exec leaves it a parent that never asks for it.
  const parent = spawn("sh", ["-c", "sh -c 'echo $$; exec sleep 0.01' & exec tail -f /dev/null"], {
    stdio: ["ignore", "pipe", "ignore"],
  });
  try {
    const [line] = (await once(parent.stdout, "data")) as [Buffer];
    const pid = Number(line.toString());
    await expect.poll(() => stateOf(pid), { interval: 5 }).toBe("Z");
    expect(livenessOf({ ...thisProcess(), pid, startTicks: startOf(pid) })).toBe("gone");
  } finally {
    parent.kill("SIGKILL");
  }
});

const statOf = (pid: number): string[] => {
  const text = readFileSync(`/proc/${pid}/stat`, "utf8");
  return text.slice(text.lastIndexOf(")") + 2).split(" ");
};
const stateOf = (pid: number): string | undefined => statOf(pid)[0];
const startOf = (pid: number): string => statOf(pid)[19] ?? "";
