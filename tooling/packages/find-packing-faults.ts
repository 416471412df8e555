import { posix } from "node:path";
import type { PackedBundle, PackedRule } from "./packed-table.ts";
import type { PublicManifest } from "./public-packages.ts";

/** What the compiler makes of one source. */
const outputEndings = [".js", ".js.map", ".d.ts", ".d.ts.map"];
const typeEndings = [".d.ts", ".d.ts.map"];

/** Scripts that a package manager runs by itself on the machine of whoever installs the package. */
const lifecycleScripts = ["preinstall", "install", "postinstall", "preprepare", "prepare", "postprepare"];

/**
 * Each file that is too many or too few, as a sentence. Stale output of the compiler or the bundler counts: its source is gone.
 *
 * @param packed text by path
 */
export function findContentFaults(packed: ReadonlyMap<string, string>, rule: PackedRule): readonly string[] {
  const files = [...packed.keys()];
  const sources = files.filter((file) => file.startsWith("src/"));
  const folders = new Set(sources.map((file) => posix.dirname(file)));
  const outputs = sources.flatMap((source) => outputsOf(source, rule.bundle));
  const expected = new Set([...rule.files, ...sources, ...outputs, ...bundledScripts(packed, rule.bundle)]);
  return [
    ...[...expected].filter((file) => !files.includes(file)).map((file) => `${file} is missing`),
    ...files.filter((file) => !expected.has(file)).map((file) => `${file} should not be in it`),
    ...sources.filter((file) => !isSource(file)).map((file) => `${file} is no source of the package`),
    ...[...folders].filter((folder) => !rule.sourceFolders.includes(folder)).map((folder) => `${folder} is not listed`),
    ...rule.sourceFolders
      .filter((folder) => !folders.has(folder))
      .map((folder) => `${folder} is listed and has nothing`),
  ];
}

/** Each source map of which a source is not in the package, as a sentence. */
export function findMapFaults(files: ReadonlyMap<string, string>): readonly string[] {
  return [...files]
    .filter(([file]) => file.endsWith(".map"))
    .flatMap(([file, text]) => {
      const { sources, sourceRoot = "" } = JSON.parse(text) as { sources: readonly string[]; sourceRoot?: string };
      return sources
        .map((source) => posix.join(posix.dirname(file), sourceRoot, source))
        .filter((source) => !files.has(source))
        .map((source) => `${file} points to ${source}, which is not in the package`);
    });
}

/** What the published package.json must not say, as sentences. */
export function findManifestFaults(manifest: PublicManifest): readonly string[] {
  const { scripts = {}, dependencies = {}, peerDependencies = {} } = manifest;
  return [
    ...lifecycleScripts.filter((name) => Object.hasOwn(scripts, name)).map((name) => `it runs a script at ${name}`),
    ...Object.entries({ ...dependencies, ...peerDependencies })
      .filter(([, range]) => /^(workspace|catalog|file|link|git|https?|portal):/.test(range))
      .map(([name, range]) => `${name} is asked for as ${range}, which only this workspace understands`),
    ...(manifest.license === "Apache-2.0" ? [] : ["its licence is not Apache-2.0"]),
  ];
}

function isSource(file: string): boolean {
  return file.endsWith(".ts") && !/\.(test|test-d|d)\.ts$/.test(file);
}

function outputsOf(source: string, bundle: PackedBundle | undefined): readonly string[] {
  const stem = source.replace(/^src\//, "dist/").replace(/\.ts$/, "");
  const isBundled = bundle !== undefined && source.startsWith(`${bundle.folder}/`);
  return (isBundled ? typeEndings : outputEndings).map((ending) => stem + ending);
}

function bundledScripts(packed: ReadonlyMap<string, string>, bundle: PackedBundle | undefined): readonly string[] {
  if (bundle === undefined) return [];
  const written = packed.get(bundle.manifest) ?? '{ "files": [] }';
  const { files } = JSON.parse(written) as { readonly files: readonly { readonly file: string }[] };
  return [bundle.manifest, ...files.map(({ file }) => posix.join(posix.dirname(bundle.manifest), file))];
}
