import { spawnSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { commandLineFor, commands } from "./commands.mjs";
import { root } from "./workspace.mjs";

const entry = join(root, "tooling", "run.mjs");

test("--help lists every command, and an unknown one gets the same list and exit code 64", () => {
  const help = spawnSync(process.execPath, [entry, "--help"], { encoding: "utf8" });
  const unknown = spawnSync(process.execPath, [entry, "constructor"], { encoding: "utf8" });
  for (const name of Object.keys(commands)) expect(help.stdout).toContain(`\n  ${name} `);
  expect({ help: help.status, unknown: unknown.status }).toEqual({ help: 0, unknown: 64 });
  expect(unknown.stderr).toBe(help.stdout);
});

test("a Node that is too old gets one sentence", () => {
  const pretend = `Object.defineProperty(process, "versions", { value: { node: "16.20.0" } }); import(${JSON.stringify(entry)});`;
  const { status, stderr } = spawnSync(process.execPath, ["-e", pretend], { encoding: "utf8" });
  expect(status).toBe(1);
  expect(stderr.trim().split("\n")).toEqual([expect.stringContaining("start on Node 18 or newer")]);
});

test("where npm is missing, the message says so", () => {
  const env = { PATH: "", npm_config_cache: "" };
  const script = `import(${JSON.stringify(join(root, "tooling/bootstrap/find-pnpm.mjs"))})
    .then(({ findPnpmFolder }) => findPnpmFolder()).catch((error) => console.log(error.message));`;
  const { stdout } = spawnSync(process.execPath, ["-e", script], { encoding: "utf8", env });
  expect(stdout).toMatch(/`npx` could not be started .* install npm/);
});

test("every script of the root package is a command", () => {
  const { scripts } = JSON.parse(readFileSync(join(root, "package.json"), "utf8")) as {
    scripts: Record<string, string>;
  };
  for (const [name, line] of Object.entries(scripts)) {
    expect(line).toBe(`node tooling/run.mjs ${name}`);
    expect(Object.keys(commands)).toContain(name);
  }
});

test("an option may stand for another program: `demo -- --crash` gets a server, and `demo` needs none", () => {
  const { demo } = commands;
  if (demo === undefined) throw new Error("There is no demo.");
  expect(commandLineFor(demo, ["my-orders.json"])).toBe(demo);
  expect(commandLineFor(demo, ["my-orders.json"]).run.join(" ")).toBe("node examples/refund-desk/src/main.ts");
  const crash = commandLineFor(demo, ["--embedded", "--crash"]);
  expect(crash.run).toContain("tooling/test-databases/server-if-any.ts");
  expect(existsSync(join(root, crash.builds ?? ""))).toBe(true);
  for (const part of crash.run.filter((each) => each.includes("/"))) expect(existsSync(join(root, part))).toBe(true);
});
