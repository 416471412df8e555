import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { shellAssets } from "./shell-assets.ts";

/** A file that the page loads. */
export interface Asset {
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly contentType: string;
  /** Whether its name changes with what is in it. */
  readonly isHashed: boolean;
}

const contentTypes: Readonly<Record<string, string>> = {
  js: "text/javascript; charset=utf-8",
  css: "text/css; charset=utf-8",
  svg: "image/svg+xml",
};

// Two levels below the package, from the sources as from what is built of them. Of a `new URL("…", import.meta.url)` a host's
// bundler would make a file of its own, and stop at a folder.
const folder = join(fileURLToPath(import.meta.url), "../../../dist/elements");

let all: Promise<ReadonlyMap<string, Asset>> | undefined;

/** The file of this name; only names of files that are there are looked up, so no path leads elsewhere. */
export async function findAsset(name: string): Promise<Asset | undefined> {
  const own = shellAssets.get(name);
  if (own !== undefined) return { ...own, isHashed: false };
  all ??= readAssets().catch((error: unknown) => {
    all = undefined;
    throw error;
  });
  return (await all).get(name);
}

/** Once, at the first request: they are a few hundred kB. Sources that nobody has built have none. */
async function readAssets(): Promise<ReadonlyMap<string, Asset>> {
  const names = await readdir(folder).catch((error: NodeJS.ErrnoException): readonly string[] => {
    if (error.code === "ENOENT") return [];
    throw error;
  });
  const entry = names.includes("manifest.json") ? await readEntry() : undefined;
  const assets = await Promise.all(
    names.map(async (name): Promise<readonly [string, Asset][]> => {
      const contentType = contentTypes[name.slice(name.lastIndexOf(".") + 1)];
      if (contentType === undefined) return [];
      const bytes = new Uint8Array(await readFile(join(folder, name)));
      return [[name, { bytes, contentType, isHashed: name !== entry }]];
    }),
  );
  return new Map(assets.flat());
}

/** The file that the page names: all others are named by it, with a hash of what is in them. */
async function readEntry(): Promise<string> {
  const manifest = await readFile(join(folder, "manifest.json"), "utf8");
  return (JSON.parse(manifest) as { readonly entry: string }).entry;
}
