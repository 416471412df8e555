import { existsSync, readFileSync, readdirSync } from "node:fs";
import { dirname, join } from "node:path";

export const root: string = dirname(dirname(import.meta.dirname));

/** What a public package's package.json says that matters to those who install it. */
export interface PublicManifest {
  readonly name: string;
  readonly version: string;
  readonly private?: boolean;
  readonly license?: string;
  readonly scripts?: Readonly<Record<string, string>>;
  readonly exports?: Readonly<Record<string, unknown>>;
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly peerDependencies?: Readonly<Record<string, string>>;
}

export interface PublicPackage {
  /** The folder's full path. */
  readonly folder: string;
  readonly manifest: PublicManifest;
}

/** Every package of `packages/` that is to be published. */
export function publicPackages(): readonly PublicPackage[] {
  const group = join(root, "packages");
  return readdirSync(group)
    .sort()
    .map((name) => join(group, name))
    .filter((folder) => existsSync(join(folder, "package.json")))
    .map((folder) => ({ folder, manifest: readManifest(folder) }))
    .filter(({ manifest }) => manifest.private !== true);
}

function readManifest(folder: string): PublicManifest {
  return JSON.parse(readFileSync(join(folder, "package.json"), "utf8")) as PublicManifest;
}
