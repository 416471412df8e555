import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { expect, test } from "vitest";

const printUrl = ["-e", "console.log(process.env.DATABASE_URL ?? 'none', process.argv.slice(1).join(' '))", "--"];

function urlGivenTo(...args: readonly string[]): string {
  const script = join(import.meta.dirname, "server-if-any.ts");
  const env = { ...process.env, DATABASE_URL: "postgres://somebody@db.internal/app" };
  const { stdout, stderr } = spawnSync(process.execPath, [script, process.execPath, ...printUrl, ...args], {
    encoding: "utf8",
    env,
  });
  expect(stderr).toBe("");
  return stdout.trim();
}

test("a command gets the server that the caller named", () => {
  expect(urlGivenTo("--crash")).toBe("postgres://somebody@db.internal/app --crash");
});

test("a command that stays embedded, or only shows its help, gets none", () => {
  expect(urlGivenTo("--crash", "--embedded")).toBe("none --crash --embedded");
  expect(urlGivenTo("--crash", "--help")).toBe("none --crash --help");
});
