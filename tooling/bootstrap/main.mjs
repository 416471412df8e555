import { delimiter, dirname, join } from "node:path";
import { buildFor } from "./build-packages.mjs";
import { runChild } from "./child.mjs";
import { commandLineFor, commands } from "./commands.mjs";
import { installDependencies } from "./install-dependencies.mjs";
import { pinnedNode } from "./pinned-node.mjs";
import { Refusal } from "./refusal.mjs";
import { callerFolder, root } from "./workspace.mjs";

const UNKNOWN_COMMAND = 64;

/**
 * Sets the workspace up as far as it is not, then runs one of its commands on the workspace's own Node.
 *
 * @param {readonly string[]} argv
 * @returns {Promise<number>} the exit code
 */
export async function main([name, ...args]) {
  if (name === "--help" || name === "-h") {
    console.log(usage());
    return 0;
  }
  const command = name !== undefined && Object.hasOwn(commands, name) ? commands[name] : undefined;
  if (command === undefined) {
    console.error(usage());
    return UNKNOWN_COMMAND;
  }
  try {
    return await runCommand(commandLineFor(command, args), args);
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    console.error(error.message);
    return error instanceof Refusal ? error.exitCode : 1;
  }
}

/**
 * @param {import("./commands.mjs").CommandLine} command
 * @param {readonly string[]} args
 */
async function runCommand({ builds, run: [program, ...fixed] }, args) {
  const { pnpmFolder } = await installDependencies();
  const node = pinnedNode();
  const path = [dirname(node), join(root, "node_modules", ".bin"), pnpmFolder, process.env.PATH ?? ""];
  const env = {
    ...process.env,
    PATH: path.join(delimiter),
    INIT_CWD: callerFolder,
    DO_NOT_TRACK: "1",
    TURBO_TELEMETRY_DISABLED: "1",
  };
  if (builds) await buildFor(builds, env);
  const { code } = await runChild(program === "node" ? node : program, [...fixed, ...args], { cwd: root, env });
  return code;
}

function usage() {
  const names = Object.keys(commands);
  const width = Math.max(...names.map((name) => name.length));
  const lines = Object.entries(commands).map(([name, { summary }]) => `  ${name.padEnd(width)}  ${summary}`);
  return ["Usage: node tooling/run.mjs <command> [arguments]", "", ...lines].join("\n");
}
