import { readFileSync } from "node:fs";
import { checkPackage, createPackageFromTarballData, type Package } from "@arethetypeswrong/core";
import { publint } from "publint";
import { formatMessage } from "publint/utils";
import type { PublicManifest } from "./public-packages.ts";

/** How those who use an ESM-only package find its types; the other two kinds are for packages that also have CommonJS. */
const resolutionKinds = ["node16-esm", "bundler"] as const;

/** One public package as it would be published. */
export interface PackedPackage {
  readonly bytes: Uint8Array;
  readonly manifest: PublicManifest;
  /** Text by path from the package's own folder. */
  readonly files: ReadonlyMap<string, string>;
  readonly types: Package;
}

export function readTarball(tarball: string): PackedPackage {
  const bytes = new Uint8Array(readFileSync(tarball));
  const types = createPackageFromTarballData(bytes);
  const prefix = `/node_modules/${types.packageName}/`;
  const files = new Map(types.listFiles().map((path) => [path.slice(prefix.length), types.readFile(path)]));
  return { bytes, types, files, manifest: JSON.parse(files.get("package.json") ?? "{}") as PublicManifest };
}

/** What publint has to say about the tarball, suggestions included. */
export async function publintMessages({ bytes, manifest }: PackedPackage): Promise<string[]> {
  const { messages } = await publint({ strict: true, pack: { tarball: bytes.buffer as ArrayBuffer } });
  return messages.map((message) => formatMessage(message, { ...manifest }, { color: false }) ?? message.code);
}

/** What "are the types wrong" finds for each entry, as `<entry> (<resolution>): <problem>`. */
export async function typesProblems({ types }: PackedPackage): Promise<string[]> {
  const result = await checkPackage(types);
  if (result.types === false) return ["the package has no types"];
  return Object.entries(result.entrypoints).flatMap(([entry, { resolutions }]) =>
    resolutionKinds.flatMap((kind) =>
      (resolutions[kind].visibleProblems ?? []).map(
        (index) => `${entry} (${kind}): ${result.problems[index]?.kind ?? "unknown"}`,
      ),
    ),
  );
}
