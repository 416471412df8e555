import { expect, test } from "vitest";
import { findContentFaults, findManifestFaults, findMapFaults } from "./find-packing-faults.ts";
import type { PackedRule } from "./packed-table.ts";

const rule: PackedRule = { files: ["LICENSE", "package.json"], sourceFolders: ["src"], maxPackedKiB: 1 };
const right = [
  "LICENSE",
  "package.json",
  "src/index.ts",
  "dist/index.js",
  "dist/index.js.map",
  "dist/index.d.ts",
  "dist/index.d.ts.map",
];

test("a package with its sources, what is compiled of them, and the listed files has no fault", () => {
  expect(findContentFaults(filled(right), rule)).toEqual([]);
});

test("what is missing, what is left over from a removed source, and what nobody listed is told", () => {
  const files = [...right.slice(1), "dist/gone.js", ".env", "src/new/index.test.ts"];
  expect(findContentFaults(filled(files), rule)).toEqual(
    expect.arrayContaining([
      "LICENSE is missing",
      "dist/gone.js should not be in it",
      ".env should not be in it",
      "src/new/index.test.ts is no source of the package",
      "src/new is not listed",
    ]),
  );
  expect(findContentFaults(filled(right), { ...rule, sourceFolders: ["src", "src/old"] })).toEqual([
    "src/old is listed and has nothing",
  ]);
});

test("of what is bundled there are the types, and the scripts that the bundler wrote down", () => {
  const bundle = { folder: "src/parts", manifest: "dist/parts/manifest.json" };
  const withParts = { ...rule, sourceFolders: ["src", "src/parts"], bundle };
  const types = ["src/parts/mark.ts", "dist/parts/mark.d.ts", "dist/parts/mark.d.ts.map"];
  const scripts = ["dist/parts/parts.js", "dist/parts/mark-Db9eCavs.js"];
  const manifest = JSON.stringify({ files: [{ file: "parts.js" }, { file: "mark-Db9eCavs.js" }] });
  const files = filled([...right, ...types, ...scripts]).set(bundle.manifest, manifest);
  expect(findContentFaults(files, withParts)).toEqual([]);
  files.set("dist/parts/mark-gone.js", "");
  files.delete("dist/parts/parts.js");
  expect(findContentFaults(files, withParts)).toEqual([
    "dist/parts/parts.js is missing",
    "dist/parts/mark-gone.js should not be in it",
  ]);
});

test("a source map that points out of the package is told", () => {
  const files = new Map([
    ["src/index.ts", ""],
    ["dist/index.js.map", '{"sources":["../src/index.ts"],"sourceRoot":""}'],
    ["dist/other.js.map", '{"sources":["../../../elsewhere/other.ts"]}'],
  ]);
  expect(findMapFaults(files)).toEqual([
    "dist/other.js.map points to ../../elsewhere/other.ts, which is not in the package",
  ]);
});

test("a script at install, a dependency that only the workspace has, and another licence are told", () => {
  const manifest = {
    name: "@scoria/some",
    version: "0.1.0",
    license: "MIT",
    scripts: { build: "tsc", postinstall: "node setup.js" },
    dependencies: { uuidv7: "1.2.1", pg: "catalog:" },
    peerDependencies: { "@scoria/core": "workspace:^" },
  };
  expect(findManifestFaults(manifest)).toEqual([
    "it runs a script at postinstall",
    "pg is asked for as catalog:, which only this workspace understands",
    "@scoria/core is asked for as workspace:^, which only this workspace understands",
    "its licence is not Apache-2.0",
  ]);
});

function filled(paths: readonly string[]): Map<string, string> {
  return new Map(paths.map((path) => [path, ""]));
}
