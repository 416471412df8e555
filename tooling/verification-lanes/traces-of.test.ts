import { expect, test } from "vitest";
import { tracesOf } from "./traces-of.ts";

const core = { installed: ["@scoria/core", "pg"], loaded: ["@scoria/core/dist/index.js", "pg/lib/index.js"] };

test("a host with the core alone has no trace of any optional part", () => {
  for (const part of ["handoff", "semantic", "knowledge", "pgvector"] as const) {
    expect(tracesOf(part, core)).toEqual([]);
  }
});

test("a package that was installed is a trace, also when nothing of it was loaded", () => {
  const installed = [...core.installed, "@scoria/semantic", "pgvector"];
  expect(tracesOf("semantic", { ...core, installed })).toEqual(["@scoria/semantic is installed"]);
  expect(tracesOf("pgvector", { ...core, installed })).toEqual(["pgvector is installed"]);
});

test("a module that was loaded is a trace, also when it came with a package of another name", () => {
  const loaded = [...core.loaded, "@electric-sql/pglite/dist/vector/index.js", "@scoria/knowledge/dist/index.js"];
  expect(tracesOf("pgvector", { ...core, loaded })).toEqual(["@electric-sql/pglite/dist/vector/index.js was loaded"]);
  expect(tracesOf("knowledge", { ...core, loaded })).toEqual(["@scoria/knowledge/dist/index.js was loaded"]);
});
