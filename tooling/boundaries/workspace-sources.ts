import { existsSync, globSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";

export const root: string = dirname(dirname(import.meta.dirname));

/** What a package.json says that matters for imports. */
export interface Manifest {
  readonly name: string;
  readonly exports?: Readonly<Record<string, unknown>>;
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly peerDependencies?: Readonly<Record<string, string>>;
  readonly devDependencies?: Readonly<Record<string, string>>;
}

/** One package of the workspace with its own sources, by path from the package's folder. */
export interface PackageSources {
  /** Path from the root, such as `packages/core`. */
  readonly folder: string;
  readonly manifest: Manifest;
  readonly sources: ReadonlyMap<string, string>;
}

/** Reads every package of `packages/` and `examples/` as it stands on disk. */
export function readWorkspace(): readonly PackageSources[] {
  return ["packages", "examples"].flatMap((group) => {
    const folder = join(root, group);
    const names = existsSync(folder) ? readdirSync(folder).sort() : [];
    return names
      .filter((name) => existsSync(join(folder, name, "package.json")))
      .map((name) => readPackage(`${group}/${name}`));
  });
}

function readPackage(folder: string): PackageSources {
  const path = join(root, folder);
  const files = globSync("{src,test}/**/*.{ts,tsx,mts,js,mjs}", { cwd: path }).sort();
  return {
    folder,
    manifest: JSON.parse(readFileSync(join(path, "package.json"), "utf8")) as Manifest,
    sources: new Map(files.map((file) => [file, readFileSync(join(path, file), "utf8")])),
  };
}
