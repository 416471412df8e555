import { readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { migratedEmbedded, migratedOnServer, type MigratedDatabase } from "./migrated-schema.ts";
import { root } from "./public-packages.ts";
import { drawSchema } from "./schema-picture.ts";

const serverUrl = process.env["SCORIA_TEST_DATABASE_URL"];
const committed = readFileSync(join(root, "packages/core/schema.sql"), "utf8");

const cleanups = new AsyncDisposableStack();
let embedded: MigratedDatabase;

beforeAll(async () => {
  embedded = cleanups.use(await migratedEmbedded());
});
afterAll(() => cleanups.disposeAsync());

test("packages/core/schema.sql shows what the migrations make (else: npm run schema)", async () => {
  expect(await drawSchema(embedded.query)).toBe(committed);
});

test.skipIf(serverUrl === undefined)("PostgreSQL has the very same tables, functions and indexes", async () => {
  await using server = await migratedOnServer(serverUrl ?? "");
  expect(await drawSchema(server.query)).toBe(committed);
});

test("a right on some columns is drawn as such", async () => {
  await embedded.query("begin");
  try {
    await embedded.query("grant select (node_id, name) on scoria.nodes to public");
    expect(await drawSchema(embedded.query)).toContain("grant select (node_id, name) on\n  scoria.nodes\nto public;");
  } finally {
    await embedded.query("rollback");
  }
});

test.each([
  ["a view", "create view scoria.extra as select 1 as one", "extra (pg_class v)"],
  ["a sequence", "create sequence scoria.extra", "extra (pg_class S)"],
  ["a kind of value", "create type scoria.extra as enum ('one')", "the type extra"],
  ["forced row security", "alter table scoria.runs force row level security", "row security of runs, which is forced"],
  [
    "a policy for one role",
    "create policy extra on scoria.runs to scoria_reader using (true)",
    "the policy extra of runs, which is restrictive or for some roles only",
  ],
])("%s, which the picture cannot show, is named and not left out", async (_, statement, named) => {
  await embedded.query("begin");
  try {
    await embedded.query(statement);
    await expect(drawSchema(embedded.query)).rejects.toThrow(named);
  } finally {
    await embedded.query("rollback");
  }
});
