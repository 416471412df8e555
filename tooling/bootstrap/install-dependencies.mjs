import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { delimiter, join } from "node:path";
import { runChild } from "./child.mjs";
import { findPnpmFolder, wantedPnpm } from "./find-pnpm.mjs";
import { quickNetwork } from "./network.mjs";
import { withProgress } from "./progress.mjs";
import { Refusal } from "./refusal.mjs";
import { memoryFolder, packageFolders, root } from "./workspace.mjs";

/** Enough for pnpm's reason; before it stand its retries, one for each package. */
const SHOWN_LINES = 15;

const memory = join(memoryFolder, "installed.json");

/**
 * Installs exactly what the lockfile names, or does nothing when that is already so.
 *
 * @returns {Promise<{ pnpmFolder: string }>}
 */
export async function installDependencies() {
  const key = installKey();
  const remembered = readMemory();
  if (remembered?.key === key && existsSync(remembered.pnpmFolder) && foldersAreLinked()) return remembered;

  return withProgress("Installing dependencies", async () => {
    const pnpmFolder = await findPnpmFolder();
    await pnpmInstall(pnpmFolder);
    mkdirSync(memoryFolder, { recursive: true });
    writeFileSync(memory, JSON.stringify({ key, pnpmFolder }));
    return { pnpmFolder };
  });
}

/** @param {string} pnpmFolder */
async function pnpmInstall(pnpmFolder) {
  const env = { ...quickNetwork(process.env), PATH: pnpmFolder + delimiter + process.env.PATH, CI: "true" };
  const args = ["install", "--frozen-lockfile", "--prefer-offline"];
  const { code, output } = await runChild("pnpm", args, { cwd: root, env, captured: true });
  // pnpm goes on without an optional dependency that it failed to fetch, but ours are the binaries of Node and the compiler.
  if (code === 0 && !output.includes("optional dependency that could not be fetched")) return;
  const advice = output.includes("OUTDATED_LOCKFILE")
    ? `A package.json asks for something that pnpm-lock.yaml does not name: run \`npx --yes ${wantedPnpm} install\` and commit the lockfile.`
    : "Check that this machine reaches the npm registry (`npm ping`) and has disk space left, then run the same command again.";
  throw new Refusal(
    `${lastLines(output)}\n\n\`pnpm ${args.join(" ")}\` did not install everything (exit code ${code}). ${advice}`,
  );
}

/** @param {string} output */
function lastLines(output) {
  return output.trim().split("\n").slice(-SHOWN_LINES).join("\n");
}

function installKey() {
  const hash = createHash("sha256").update(`${process.platform}-${process.arch}`);
  const manifests = packageFolders().map((folder) => join(folder, "package.json"));
  for (const file of [join(root, "pnpm-lock.yaml"), join(root, "pnpm-workspace.yaml"), ...manifests]) {
    hash.update(`\n${file}\n`).update(readFileSync(file));
  }
  return hash.digest("hex");
}

function foldersAreLinked() {
  return packageFolders().every((folder) => existsSync(join(folder, "node_modules")));
}

/** @returns {{ key: string, pnpmFolder: string } | undefined} */
function readMemory() {
  try {
    return JSON.parse(readFileSync(memory, "utf8"));
  } catch {
    return undefined;
  }
}
