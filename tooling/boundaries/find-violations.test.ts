import { expect, test } from "vitest";
import { findViolations } from "./find-violations.ts";
import { packageTable } from "./package-table.ts";
import type { Manifest, PackageSources } from "./workspace-sources.ts";

const core = pkg("packages/core", { name: "@scoria/core", exports: { ".": {}, "./testing": {} } }, {});

test("a lane may import the core, by what the core exports", () => {
  expect(inHandoff('import { a } from "@scoria/core"; export * from "@scoria/core/testing";')).toEqual([]);
});

test("a lane that imports another lane is told on", () => {
  expect(inHandoff('\nimport type { A } from "@scoria/semantic";')).toEqual([
    "packages/handoff/src/index.ts:2 @scoria/handoff may not import @scoria/semantic",
  ]);
});

test("a dynamic import and an import type count as imports", () => {
  const source = 'export const load = () => import("@scoria/llm");\nexport type A = import("@scoria/tools").A;';
  expect(inHandoff(source)).toEqual([
    "packages/handoff/src/index.ts:1 @scoria/handoff may not import @scoria/llm",
    "packages/handoff/src/index.ts:2 @scoria/handoff may not import @scoria/tools",
  ]);
});

test("nobody reaches into another package, by path or by an entry that it does not export", () => {
  expect(inHandoff('import "../../core/src/index.ts"; import "@scoria/core/src/index.ts";')).toEqual([
    "packages/handoff/src/index.ts:1 reaches out of its package by path: ../../core/src/index.ts",
    "packages/handoff/src/index.ts:1 imports @scoria/core/src/index.ts, which @scoria/core does not export",
  ]);
});

test("a source declares what it imports, and a development dependency is for tests only", () => {
  const source = 'import "vitest"; import "absent/sub"; import "node:fs"; import "./other.ts";';
  expect(inHandoff(source)).toEqual([
    "packages/handoff/src/index.ts:1 imports vitest, which its package.json does not declare",
    "packages/handoff/src/index.ts:1 imports absent, which its package.json does not declare",
  ]);
  expect(inHandoff(source, "test/behaviour/index.test.ts")).toEqual([
    "packages/handoff/test/behaviour/index.test.ts:1 imports absent, which its package.json does not declare",
  ]);
});

test("the tests of a package may import what the table says, and its sources may not", () => {
  const devDependencies = { "@scoria/handoff": "workspace:*" };
  const files = { "src/index.ts": 'import "@scoria/handoff";', "test/desk.ts": 'import "@scoria/handoff";' };
  const dashboard = pkg("packages/dashboard", { name: "@scoria/dashboard", devDependencies }, files);
  expect(findViolations(dashboard, packageTable, [core])).toEqual([
    "packages/dashboard/src/index.ts:1 @scoria/dashboard may not import @scoria/handoff",
  ]);
});

test("who declares the types of a package may import its types, and no more", () => {
  const peerDependencies = { "@types/react": ">=19" };
  const source = 'import type { FC } from "react";\nexport type { Ref } from "react";\nimport { use } from "react";';
  const dashboard = pkg("packages/dashboard", { name: "@scoria/dashboard", peerDependencies }, { "src/a.ts": source });
  expect(findViolations(dashboard, packageTable, [core])).toEqual([
    "packages/dashboard/src/a.ts:3 imports react, which its package.json does not declare",
  ]);
});

test("a module of Node is imported under its full name", () => {
  expect(inHandoff('import "fs";')).toEqual(['packages/handoff/src/index.ts:1 imports fs without "node:"']);
});

test("a package that the table does not know is told on", () => {
  const stranger = pkg("packages/stranger", { name: "@scoria/stranger" }, {});
  expect(findViolations(stranger, packageTable, [core])).toEqual([
    "packages/stranger @scoria/stranger is not in the table of packages under this name and folder",
  ]);
});

test("an example may import any of ours that it declares", () => {
  const dependencies = { "@scoria/core": "workspace:*" };
  const source = 'import "@scoria/core"; import "@scoria/handoff";';
  const example = pkg("examples/desk", { name: "desk", dependencies }, { "src/main.ts": source });
  expect(findViolations(example, packageTable, [core])).toEqual([
    "examples/desk/src/main.ts:1 imports @scoria/handoff, which its package.json does not declare",
  ]);
});

function inHandoff(source: string, file = "src/index.ts"): readonly string[] {
  const manifest = {
    name: "@scoria/handoff",
    dependencies: { "@scoria/core": "workspace:*" },
    devDependencies: { vitest: "catalog:" },
  };
  return findViolations(pkg("packages/handoff", manifest, { [file]: source }), packageTable, [core]);
}

function pkg(folder: string, manifest: Manifest, sources: Readonly<Record<string, string>>): PackageSources {
  return { folder, manifest, sources: new Map(Object.entries(sources)) };
}
