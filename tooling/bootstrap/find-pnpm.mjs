import { existsSync } from "node:fs";
import { delimiter, dirname, join } from "node:path";
import { runChild } from "./child.mjs";
import { quickNetwork } from "./network.mjs";
import { Refusal } from "./refusal.mjs";
import { readManifest, root } from "./workspace.mjs";

/** pnpm as the root package.json asks for it, such as `pnpm@12.21.0`. */
export const wantedPnpm = readManifest(root).packageManager;

/**
 * Finds the folder that has a fitting `pnpm`: the caller's own of the same major version, else one that npm fetches into its cache.
 *
 * @returns {Promise<string>}
 */
export async function findPnpmFolder() {
  const own = folderOnPath(process.env.PATH ?? "");
  if (own && (await isSameMajor())) return own;

  const fetch = ["--yes", `--package=${wantedPnpm}`, "-c", "node -p process.env.PATH"];
  const fetched = await runChild("npx", fetch, { cwd: root, env: quickNetwork(process.env), captured: true });
  const folder = fetched.code === 0 ? folderOnPath(fetched.output.trim().split("\n").at(-1) ?? "") : undefined;
  if (folder) return folder;
  throw new Refusal(
    `${fetched.output.trim()}\n\n\`npx --yes ${wantedPnpm}\` failed with exit code ${fetched.code}, so nothing could be installed. Check that this machine reaches the npm registry (\`npm ping\`), or put ${wantedPnpm} on PATH, then run the same command again.`,
  );
}

async function isSameMajor() {
  // Asked outside the workspace, where pnpm answers for itself and does not switch to the version that a package.json names.
  const env = { ...process.env, COREPACK_ENABLE_DOWNLOAD_PROMPT: "0" };
  const { code, output } = await runChild("pnpm", ["--version"], { cwd: dirname(root), env, captured: true });
  return code === 0 && `pnpm@${output.trim().split(".")[0]}` === wantedPnpm.split(".")[0];
}

/** @param {string} path */
function folderOnPath(path) {
  const names = process.platform === "win32" ? ["pnpm.cmd", "pnpm.exe"] : ["pnpm"];
  return path.split(delimiter).find((folder) => folder !== "" && names.some((name) => existsSync(join(folder, name))));
}
