import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";

export const root: string = dirname(dirname(import.meta.dirname));

export interface Manifest {
  readonly name: string;
  readonly scripts?: Readonly<Record<string, string>>;
}

/** The workspace's packages in one of its groups (`packages`, `examples`, `tooling`), as paths from the root, by name. */
export function packageFolders(group: string): readonly string[] {
  const folder = join(root, group);
  if (!existsSync(folder)) return [];
  return readdirSync(folder)
    .sort()
    .map((name) => `${group}/${name}`)
    .filter((path) => existsSync(join(root, path, "package.json")));
}

export function readManifest(folder: string): Manifest {
  return JSON.parse(readFileSync(join(root, folder, "package.json"), "utf8")) as Manifest;
}
