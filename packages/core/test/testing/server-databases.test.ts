import { execFile } from "node:child_process";
import { promisify } from "node:util";
import pg from "pg";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { coreMigrations } from "../../src/database/migrations/index.ts";
import type { MigrationSet } from "../../src/database/migration-set.ts";
import { migrationKey } from "../../src/testing/migration-key.ts";
import { createServerDatabase, nameTestDatabase } from "../../src/testing/server-databases.ts";
import { onServer, serverUrl } from "../../src/testing/test-databases.ts";

const run = promisify(execFile);
const dayMs = 86_400_000;

/** Migrations that no other test has, so that their template is this test's. */
function setsWith(sql: string): readonly MigrationSet[] {
  return [coreMigrations, { owner: "kit-test", migrations: [{ name: "0001-kit", sql }] }];
}

describe.skipIf(serverUrl === undefined)("databases for tests on a server", () => {
  const url = serverUrl ?? "";
  let client: pg.Client;

  beforeAll(async () => {
    client = new pg.Client({ connectionString: url });
    await client.connect();
  });
  afterAll(() => client.end());

  const templatesOf = (sets: readonly MigrationSet[]): Promise<readonly string[]> =>
    names(`scoria\\_template\\_${migrationKey(sets)}\\_%`);
  const names = async (like: string): Promise<readonly string[]> => {
    const text = "select datname as name from pg_database where datname like $1 order by 1";
    return (await client.query<{ name: string }>(text, [like])).rows.map(({ name }) => name);
  };

  test("many at once are copies of one template, which stays for the next", async () => {
    const sets = setsWith(`create table scoria.kit_${Date.now()} (n int)`);
    const made = await Promise.all(Array.from({ length: 5 }, () => createServerDatabase(url, sets)));
    const templates = await templatesOf(sets);
    expect(templates).toHaveLength(1);
    expect(new Set(made.map(({ name }) => name)).size).toBe(5);
    await Promise.all(made.map((one) => one.drop()));
    const left = await names("scoria\\_test\\_%");
    expect(made.filter(({ name }) => left.includes(name))).toEqual([]);
    const { rows: before } = await client.query("select oid from pg_database where datname = $1", templates.slice());
    const again = await createServerDatabase(url, sets);
    await again.drop();
    await again.drop();
    const { rows: after } = await client.query("select oid from pg_database where datname = $1", templates.slice());
    expect(after).toEqual(before);
    await onServer(`drop database ${templates[0]}`);
  });

  test("a migration that changed by one character has another template", async () => {
    for (const [type, known] of [
      ["int4", "integer"],
      ["int8", "bigint"],
    ]) {
      const sets = setsWith(`create table scoria.kit_change (n ${type})`);
      const one = await createServerDatabase(url, sets);
      const own = new pg.Client({ connectionString: one.url });
      await own.connect();
      const text = "select data_type as type from information_schema.columns where table_name = 'kit_change'";
      expect((await own.query(text)).rows).toEqual([{ type: known }]);
      await own.end();
      await one.drop();
      for (const name of await templatesOf(sets)) await onServer(`drop database ${name}`);
    }
  });

  test("migrations that fail leave no template that a later test would copy", async () => {
    const sets = setsWith("select 1 / 0");
    await expect(createServerDatabase(url, sets)).rejects.toMatchObject({ code: "DATABASE_UNAVAILABLE" });
    expect(await templatesOf(sets)).toEqual([]);
  });

  test("what a process left behind is dropped by another after a day, and nothing else is", async () => {
    const old = nameTestDatabase(Date.now() - dayMs - 60_000);
    const young = nameTestDatabase(Date.now() - dayMs + 600_000);
    const unused = `scoria_template_${"0".repeat(16)}_1`;
    const foreign = `scoria_test_of_somebody_${process.pid}`;
    for (const name of [old, young, unused, foreign]) await onServer(`create database ${name}`);
    const lastUsed = new Date(Date.now() - dayMs - 60_000).toISOString();
    await onServer(`comment on database ${unused} is 'Copied by tests of Scoria. Last used: ${lastUsed}'`);
    try {
      const kit = new URL("../../src/testing/test-databases.ts", import.meta.url).href;
      const source = `import { createTestDatabase } from "${kit}"; await (await createTestDatabase("postgres")).drop();`;
      await run(process.execPath, ["--input-type=module", "-e", source], { env: process.env });
      const left = [...(await names("scoria\\_test\\_%")), ...(await names("scoria\\_template\\_%"))];
      expect([old, unused, young, foreign].filter((name) => left.includes(name))).toEqual([young, foreign]);
    } finally {
      for (const name of [old, young, unused, foreign]) await onServer(`drop database if exists ${name}`);
    }
  });
});

test("a server that is not there is told as such", async () => {
  await expect(createServerDatabase("postgres://127.0.0.1:1/none", [coreMigrations])).rejects.toMatchObject({
    code: "DATABASE_UNAVAILABLE",
    message: expect.stringContaining("while making a test database") as string,
  });
});
