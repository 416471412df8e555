import { expect, test } from "vitest";
import { isScoriaError } from "../../../src/errors/scoria-error.ts";
import { requireBoundReads } from "../../../src/database/bound-reads.ts";
import { migrateDatabase } from "../../../src/database/migrate.ts";
import { coreMigrations } from "../../../src/database/migrations/index.ts";
import { checkRole } from "../../../src/doctor/check-role.ts";
import { ana, createTestScoria, eve, type TestScoria } from "../../../src/testing/create-test-scoria.ts";
import { createTestDatabase, type OpenableTestDatabase } from "../../../src/testing/test-databases.ts";
import { emptyDatabase, open } from "../../databases/fresh-database.ts";

// Roles belong to a whole server, which other tests use at the same time; an embedded database is a server of its own.

/** What an administrator may have done, what the start says then, and what mends it. */
const cases: readonly { readonly done: string; readonly said: RegExp; readonly mend?: string }[] = [
  {
    done: "drop owned by scoria_reader; drop role scoria_reader; drop owned by scoria_writer; drop role scoria_writer",
    said: /the role scoria_reader does not exist\. Run as an administrator: create role/,
  },
  {
    done: "revoke select on scoria.journal from scoria_reader",
    said: /may not read scoria\.journal\. Run as the owner of the tables: select scoria\.grant_roles\(\)/,
  },
  {
    done: "revoke usage on schema scoria from scoria_reader",
    said: /may not read the schema scoria\. Run as the owner of the tables: select scoria\.grant_roles\(\)/,
  },
  {
    done: "grant insert on scoria.journal to scoria_reader",
    said: /may insert into scoria\.journal, so it sees all tenants\. /,
  },
  { done: "grant scoria_writer to scoria_reader", said: /may insert into scoria\.journal, so it sees all tenants\. / },
  { done: "alter role scoria_reader superuser", said: /may insert into scoria\.journal, so it sees all tenants\. / },
  {
    done: "alter role scoria_reader bypassrls",
    said: /does not bind the role scoria_reader on scoria\.approvals, scoria\.follow_positions, scoria\.journal, scoria\.queue_minutes, scoria\.queue_slots, scoria\.runs, scoria\.schedules, scoria\.tombstones\. /,
    mend: "alter role scoria_reader nobypassrls",
  },
  {
    done: "alter table scoria.approvals disable row level security",
    said: /does not bind the role scoria_reader on scoria\.approvals\. .*protect_table/,
    mend: "select scoria.protect_table('scoria.approvals')",
  },
  {
    done: "create policy open_house on scoria.runs using (true)",
    said: /do not show the role scoria_reader its own tenants and no others/,
    mend: "drop policy open_house on scoria.runs",
  },
  {
    done: "drop policy scoria_tenants on scoria.runs",
    said: /do not show the role scoria_reader its own tenants and no others/,
    mend: "select scoria.protect_table('scoria.runs')",
  },
];

async function withDatabase(
  work: (on: OpenableTestDatabase, run: (text: string) => Promise<unknown>) => Promise<void>,
) {
  const on = await createTestDatabase("pglite");
  try {
    const database = await on.open();
    await work(on, (text) => database.control.query({ text, values: [] }));
  } finally {
    await on.drop();
  }
}

const bound = (on: OpenableTestDatabase): Promise<TestScoria> => createTestScoria({ on, rls: true });

test.each(cases)(
  "a start with rls: true after “$done” is refused, and what it says mends it",
  async ({ done, said, mend }) =>
    withDatabase(async (on, run) => {
      const first = await bound(on);
      const { runId } = await first.startRun(ana, {});
      await first.close();
      await run(done);
      const refused: unknown = await bound(on).catch((error: unknown) => error);
      if (!isScoriaError(refused, "INVALID_INPUT")) throw refused;
      expect(refused.message).toMatch(/^rls cannot be true: .*\.$/);
      expect(refused.message).toMatch(said);
      expect(refused.details).toEqual({ path: "rls" });
      expect(await checkRole(await on.open(), true)).toMatchObject({ status: "problem", code: "INVALID_INPUT" });
      const unbound = await createTestScoria({ on });
      expect(await unbound.getRun(ana, runId)).toMatchObject({ runId });
      await unbound.close();

      const told = /: ((?:create|alter|grant|revoke|select) .*)\.$/.exec(refused.message)?.[1] ?? "";
      await run(mend ?? told.replace("<the role that Scoria connects as>", "current_user"));
      const mended = await bound(on);
      expect(await mended.getRun(ana, runId)).toMatchObject({ runId });
      await expect(mended.getRun(eve, runId)).rejects.toMatchObject({ code: "RUN_NOT_FOUND" });
      await mended.close();
      const { status, message } = await checkRole(await on.open(), true);
      expect(`${status}: ${message}`).toMatch(/^ok: .* reads are bound, as scoria_reader\.$/);
    }),
);

test("a pooler that gives each statement another session is refused", () =>
  withDatabase(async (on) => {
    const database = await on.open();
    const torn = { ...database, readAs: () => database.reader };
    await expect(requireBoundReads(torn)).rejects.toMatchObject({
      code: "INVALID_INPUT",
      message: expect.stringMatching(/did not reach one session of the server\. Let the pooler/) as string,
    });
  }));

test("a role that may not make roles migrates all the same, and row security waits for an administrator", async () => {
  await using database = await open("memory:", { from: await emptyDatabase() });
  const run = (text: string) => database.control.query({ text, values: [] });
  await run("create role plain; grant create on database postgres to plain; set role plain");
  await migrateDatabase(database, [coreMigrations]);
  expect((await run("select to_regrole('scoria_reader') as role")).rows).toEqual([{ role: null }]);
  const on: OpenableTestDatabase = {
    engine: "pglite",
    url: "memory:",
    open: async () => ({ ...database, close: async () => {} }),
    drop: async () => {},
    [Symbol.asyncDispose]: async () => {},
  };
  const owner = await createTestScoria({ on });
  const { runId } = await owner.startRun(ana, {});
  expect(await owner.getRun(ana, runId)).toMatchObject({ status: "completed" });
  await owner.close();
  await expect(bound(on)).rejects.toThrow(/the role scoria_reader does not exist/);

  await run("reset role");
  await run("create role scoria_reader nologin; create role scoria_writer nologin; grant scoria_reader to plain");
  await run("set role plain");
  await run("select scoria.grant_roles()");
  const mended = await bound(on);
  expect(await mended.getRun(ana, runId)).toMatchObject({ status: "completed" });
  await expect(mended.getRun(eve, runId)).rejects.toMatchObject({ code: "RUN_NOT_FOUND" });
  await mended.close();
});
