import { existsSync, readFileSync, readdirSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

export const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))));

/** Where the caller stood when the command was given; npm changes into the root before it starts us. */
export const callerFolder = process.env.INIT_CWD ?? process.cwd();

/** Everything the bootstrap remembers between runs; goes away with node_modules. */
export const memoryFolder = join(root, "node_modules", ".scoria");

/** The folders of the workspace that have a package.json, the root first. */
export function packageFolders() {
  const nested = ["packages", "examples", "tooling"].flatMap((group) => {
    const folder = join(root, group);
    return existsSync(folder) ? readdirSync(folder).map((name) => join(folder, name)) : [];
  });
  return [root, ...nested.sort()].filter((folder) => existsSync(join(folder, "package.json")));
}

/**
 * @param {string} folder
 * @returns {{ packageManager: string, optionalDependencies: Record<string, string> }}
 */
export function readManifest(folder) {
  return JSON.parse(readFileSync(join(folder, "package.json"), "utf8"));
}
