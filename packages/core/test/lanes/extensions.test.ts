import { expect, test } from "vitest";
import { createScoria, migrate, type Lane } from "../../src/index.ts";
import type { LaneExtension } from "../../src/lane/index.ts";
import { onEachEngine } from "../on-each-engine.ts";
import { ownDatabase } from "./open-with-lane.ts";

/** A lane whose one table needs an extension. */
function similarLane(extension: LaneExtension): Lane<"similar", { readonly api: { readonly isHere: true } }> {
  const sql = "create table scoria.similar_words as select similarity('word', 'words') as how_alike";
  return {
    name: "similar",
    migrations: [{ name: "0001-words", sql }],
    extensions: [extension],
    attach: () => ({ api: { isHere: true } }),
  };
}

const trigrams: LaneExtension = {
  name: "pg_trgm",
  missing: "TRIGRAMS_MISSING",
  embedded: async () => (await import("@electric-sql/pglite/contrib/pg_trgm")).pg_trgm,
};
const absent: LaneExtension = {
  name: "no_such_extension",
  missing: "NO_SUCH_MISSING",
  embedded: () => Promise.reject(new Error("Cannot find package")),
};

onEachEngine("a lane that needs an extension of the database", (engine) => {
  const database = async (): Promise<string> => (engine === "pglite" ? "memory:" : (await ownDatabase(engine)).url);

  test("has it created before its tables are made", async () => {
    await using scoria = await createScoria({
      database: await database(),
      migrate: "auto",
      worker: false,
      lanes: { similar: similarLane(trigrams) },
    });
    expect(scoria.similar).toEqual({ isHere: true });
  });

  test("is refused with its own code where the server does not have it, and nothing of it is applied", async () => {
    const options = { database: await database(), lanes: { similar: similarLane(absent) } };
    await expect(migrate(options)).rejects.toMatchObject({
      code: "NO_SUCH_MISSING",
      message: expect.stringMatching(
        engine === "pglite"
          ? /"similar" needs the extension "no_such_extension".*Install that package/
          : /"similar" needs the extension "no_such_extension".*create extension/,
      ),
    });
    if (engine === "pglite") return;
    const { sql } = await migrate(options, { print: true });
    expect(sql).toContain('create extension if not exists "no_such_extension"');
  });
});
