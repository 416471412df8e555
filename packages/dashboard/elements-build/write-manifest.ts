import { gzipSync } from "node:zlib";
import type { Plugin } from "vite";

/** One script of the elements. Sizes are bytes. */
export interface ManifestFile {
  readonly file: string;
  readonly size: number;
  readonly gzip: number;
  /** What it cannot do without: loaded with it. */
  readonly imports: readonly string[];
}

/** What `dist/elements/manifest.json` holds. */
export interface ElementsManifest {
  readonly entry: string;
  readonly files: readonly ManifestFile[];
}

/** Writes down beside the scripts which there are: what serves them need not look, and can be told from what it must not serve. */
export function writeManifest(): Plugin {
  return {
    name: "scoria-elements-manifest",
    generateBundle(_, bundle) {
      const chunks = Object.values(bundle).filter((output) => output.type === "chunk");
      const manifest: ElementsManifest = {
        entry: chunks.find(({ isEntry }) => isEntry)?.fileName ?? "",
        files: chunks
          .map(({ fileName, code, imports }) => ({
            file: fileName,
            size: Buffer.byteLength(code),
            gzip: gzipSync(code).byteLength,
            imports,
          }))
          .toSorted((one, other) => one.file.localeCompare(other.file)),
      };
      this.emitFile({ type: "asset", fileName: "manifest.json", source: `${JSON.stringify(manifest, null, 2)}\n` });
    },
  };
}
