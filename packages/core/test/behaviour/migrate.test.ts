import { existsSync } from "node:fs";
import { join } from "node:path";
import pg from "pg";
import { describe, expect, test } from "vitest";
import { coreMigrations } from "../../src/database/migrations/index.ts";
import { createScoria, migrate, type Lane } from "../../src/index.ts";
import { quietLogger } from "../../src/seams/logger.ts";
import { serverUrl } from "../../src/testing/test-databases.ts";
import { freshFolder, freshServerDatabase } from "../databases/fresh-database.ts";
import { runAsPsql } from "../databases/run-as-psql.ts";

const env = {};
const names = (owner: string, migrations: readonly { readonly name: string }[]): readonly object[] =>
  migrations.map(({ name }) => ({ owner, name }));

const notes: Lane<"notes", {}> = {
  name: "notes",
  migrations: [{ name: "0001-notes", sql: "create table scoria.notes (tenant_id text not null, note text not null)" }],
  attach: () => ({}),
};

describe.skipIf(serverUrl === undefined)("migrate on a server", () => {
  test("applies core's and the lanes' migrations once, and then a facade opens", async () => {
    await using server = await freshServerDatabase();
    const options = { database: server.url, lanes: { notes }, logger: quietLogger };
    await expect(createScoria(options)).rejects.toMatchObject({ code: "MIGRATIONS_PENDING" });
    const expected = [...names("core", coreMigrations.migrations), ...names("notes", notes.migrations)];
    expect(await migrate(options, { env })).toEqual({ applied: expected });
    expect(await migrate(options, { env })).toEqual({ applied: [] });
    await (await createScoria(options)).close();
  });

  test("prints what is missing and nothing else, changes nothing, and what it prints does the work", async () => {
    await using server = await freshServerDatabase();
    const core = { database: server.url, logger: quietLogger };
    const all = await migrate(core, { print: true, env });
    expect(all.sql).toContain("-- core/0001-runs");
    await runAsPsql(server.url, all.sql);
    expect(await migrate(core, { print: true, env })).toEqual({ sql: "" });

    const withLane = { ...core, lanes: { notes } };
    const { sql } = await migrate(withLane, { print: true, env });
    expect(sql).toContain("-- notes/0001-notes");
    expect(sql).not.toContain("core/");
    expect((await migrate(withLane, { print: true, env })).sql).toBe(sql);
    await runAsPsql(server.url, sql);
    await (await createScoria(withLane)).close();
  });

  test("does not print for a database that is ahead, or that was changed", async () => {
    await using server = await freshServerDatabase();
    const options = { database: server.url, logger: quietLogger };
    await migrate(options, { env });
    await runSql(server.url, "insert into scoria.migrations (owner, name, checksum) values ('core', '9999-x', 'x')");
    await expect(migrate(options, { print: true, env })).rejects.toMatchObject({ code: "SCHEMA_TOO_NEW" });
    await runSql(server.url, "delete from scoria.migrations where name = '9999-x'");
    await runSql(server.url, "update scoria.migrations set checksum = 'x' where name = '0001-runs'");
    await expect(migrate(options, { print: true, env })).rejects.toMatchObject({
      code: "MIGRATIONS_PENDING",
      message: expect.stringContaining("was changed after it was applied") as string,
    });
  });
});

describe("migrate", () => {
  test("prints nothing for a server that cannot be reached: what it lacks is not known", async () => {
    const options = { database: "postgres://app:hunter2@127.0.0.1:1/db", logger: quietLogger };
    await expect(migrate(options, { print: true, env })).rejects.toMatchObject({ code: "DATABASE_UNAVAILABLE" });
  });

  test("prints everything for an embedded database that is not there, and makes none", async () => {
    await using folder = await freshFolder();
    const path = join(folder.path, "db");
    const { sql } = await migrate({ database: `file:${path}`, lanes: { notes } }, { print: true, env });
    expect(sql).toContain("-- core/0001-runs");
    expect(sql).toContain("-- notes/0001-notes");
    expect(existsSync(path)).toBe(false);
  });

  test("reads the variables: they come before the options", async () => {
    await using folder = await freshFolder();
    const path = join(folder.path, "db");
    const { applied } = await migrate({ database: "memory:" }, { env: { SCORIA_DATABASE: `file:${path}` } });
    expect(applied).toEqual(names("core", coreMigrations.migrations));
    expect(existsSync(path)).toBe(true);
  });

  test("refuses an option that it does not know, and a print that is no boolean", async () => {
    await expect(migrate({}, { prnt: true } as object)).rejects.toMatchObject({ code: "UNKNOWN_OPTION" });
    await expect(migrate({}, { print: "yes" } as object)).rejects.toMatchObject({ code: "INVALID_INPUT" });
  });
});

async function runSql(url: string, sql: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    await client.query(sql);
  } finally {
    await client.end();
  }
}
