import { spawn } from "node:child_process";
import { constants } from "node:os";
import { Refusal } from "./refusal.mjs";

const windows = process.platform === "win32";

/**
 * Runs a program to its end. Signals that reach us go on to it, and it decides how to end.
 *
 * @param {string} command
 * @param {readonly string[]} args
 * @param {{ cwd: string, env?: NodeJS.ProcessEnv, captured?: boolean }} options `captured` collects its output instead of showing it
 * @returns {Promise<{ code: number, output: string }>} a program that a signal ended has the code 128 + signal
 */
export function runChild(command, args, { cwd, env = process.env, captured = false }) {
  return new Promise((resolve, reject) => {
    // Windows starts npm's and pnpm's command files only through its shell.
    const shell = windows && !command.endsWith(".exe");
    /** @type {import("node:child_process").StdioOptions} */
    const stdio = captured ? ["ignore", "pipe", "pipe"] : "inherit";
    const child = spawn(command, shell ? args.map(quoted) : args, { cwd, env, shell, stdio });

    let output = "";
    child.stdout?.on("data", (chunk) => (output += chunk));
    child.stderr?.on("data", (chunk) => (output += chunk));

    const stopForwarding = forwardSignals((signal) => child.kill(signal));
    child.on("error", (error) => {
      stopForwarding();
      const code = "code" in error ? String(error.code) : error.message;
      reject(new Refusal(`\`${command}\` could not be started (${code}). ${adviceFor(command)}`));
    });
    child.on("close", (code, signal) => {
      stopForwarding();
      resolve({ code: signal ? 128 + constants.signals[signal] : (code ?? 1), output });
    });
  });
}

/** How often we look whether npm's shell is still there. */
const ORPHAN_CHECK_MS = 500;

/** @param {(signal: NodeJS.Signals) => void} forward */
function forwardSignals(forward) {
  // A terminal gives Ctrl-C to the child as well; a second one from us would look like "stop at once".
  const interrupt = () => {
    if (!process.stdin.isTTY) forward("SIGINT");
  };
  const terminate = () => forward("SIGTERM");
  process.on("SIGINT", interrupt);
  process.on("SIGTERM", terminate);
  process.on("SIGHUP", terminate);
  // npm ends its shell when it is told to end, and the shell tells nobody.
  const parent = process.ppid;
  const orphanCheck = setInterval(() => {
    if (process.env.npm_lifecycle_event !== undefined && process.ppid !== parent) terminate();
  }, ORPHAN_CHECK_MS);
  return () => {
    clearInterval(orphanCheck);
    process.off("SIGINT", interrupt);
    process.off("SIGTERM", terminate);
    process.off("SIGHUP", terminate);
  };
}

/** @param {string} argument */
function quoted(argument) {
  return /[^\w@%+=:,./\\-]/.test(argument) ? `"${argument.replaceAll('"', '\\"')}"` : argument;
}

/** @param {string} command */
function adviceFor(command) {
  if (command === "npx") return "It comes with npm: install npm, or put pnpm on PATH, then run the same command again.";
  return "Check that it is there and may be run, then run the same command again.";
}
