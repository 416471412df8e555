import { readdir, readFile } from "node:fs/promises";

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

// Two levels below the package, from the sources as from what is built of them.
const folder = new URL("../../dist/elements/", import.meta.url);
const hashed = /-[A-Za-z0-9_-]{8,}\.\w+$/;

const encoder = new TextEncoder();

/** What the page itself needs, whatever elements there are. */
const ownAssets: Readonly<Record<string, Asset | undefined>> = Object.assign(Object.create(null) as object, {
  "shell.css": {
    bytes: encoder.encode(
      "html,body{height:100%;margin:0}body{font:14px/1.5 system-ui,sans-serif}scoria-dashboard{display:block;min-height:100%}",
    ),
    contentType: "text/css; charset=utf-8",
    isHashed: false,
  },
  "scoria.svg": {
    bytes: encoder.encode(
      '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32"><rect width="32" height="32" rx="7" fill="#c2410c"/>' +
        '<path d="M22 11.5c0-2.5-2.4-4-6-4s-6 1.7-6 4.3c0 5.6 9 3 9 6.4 0 1.3-1.2 2-3 2-2.4 0-3.6-1.2-3.9-2.7H8.8c.3 3.4 2.9 5.8 7.2 5.8 3.9 0 6.5-2 6.5-5.2 0-6-9-3.5-9-6.4 0-1 1-1.6 2.5-1.6 1.700 0 2.600.7 2.700 1.900z" fill="#fff"/></svg>',
    ),
    contentType: "image/svg+xml",
    isHashed: false,
  },
});

let all: Promise<ReadonlyMap<string, Asset>> | undefined;

/** The file of this name; only names of files that are there are looked up, so no path leads elsewhere. */
export async function findAsset(name: string): Promise<Asset | undefined> {
  const own = ownAssets[name];
  if (own !== undefined) return own;
  all ??= readAssets().catch((error: unknown) => {
    all = undefined;
    throw error;
  });
  return (await all).get(name);
}

/** Once, at the first request: they are a few hundred kB. */
async function readAssets(): Promise<ReadonlyMap<string, Asset>> {
  const names = await readdir(folder);
  const assets = await Promise.all(
    names.map(async (name): Promise<readonly [string, Asset][]> => {
      const contentType = contentTypes[name.slice(name.lastIndexOf(".") + 1)];
      if (contentType === undefined) return [];
      return [
        [
          name,
          { bytes: new Uint8Array(await readFile(new URL(name, folder))), contentType, isHashed: hashed.test(name) },
        ],
      ];
    }),
  );
  return new Map(assets.flat());
}
