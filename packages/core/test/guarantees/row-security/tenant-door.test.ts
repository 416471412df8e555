import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { findWaysAround } from "./find-ways-around.ts";

const source = join(import.meta.dirname, "../../../src");
const files = readdirSync(source, { recursive: true, encoding: "utf8" }).filter((name) =>
  /(?<!\.test)\.ts$/.test(name),
);
const read = (file: string): string => readFileSync(join(source, file), "utf8");

describe("the tenant door", () => {
  test("is the only way to read for a caller", () => {
    expect(files).toContain("runs/read-runs.ts");
    expect(files.flatMap((file) => findWaysAround(file, read(file)))).toEqual([]);
  });

  test("is what the verbs that read go through", () => {
    const through = files.filter((file) => read(file).includes("core.readAs("));
    expect(through.toSorted()).toEqual([
      "approvals/list-approvals.ts",
      "approvals/read-approvals.ts",
      "journal/list-entries.ts",
      "operator/read-overview.ts",
      "retention/operate-retention.ts",
      "runs/answer-for-key.ts",
      "runs/list-runs.ts",
      "runs/read-runs.ts",
      "runs/watch-run.ts",
      "schedules/list-schedules.ts",
      "sessions/list-sessions.ts",
      "sessions/session-neighbours.ts",
    ]);
  });

  test.each([
    ["the plain reader", "readHead(core.database.reader, tenants, runId)"],
    ["the plain reader under another name", "const { reader } = core.database;"],
    ["the query builder of the database", `core.database.kysely.selectFrom("scoria.runs").execute()`],
    [
      "a table on another connection",
      "readWho(who); core.database.control.query({ text: `select * from scoria.runs`, values: [] })",
    ],
    [
      "a table on another connection, further down",
      "readWho(who);\nconst { rows } = await core.database.control.query({\n  text: `\nselect j.payload\nfrom scoria.journal j`,\n  values: [],\n});",
    ],
  ])("is missed by nobody who goes around it by %s", (_, naive) => {
    expect(findWaysAround("runs/naive.ts", naive)).toHaveLength(1);
  });

  test("is not needed for a function that takes the tenants with it", () => {
    const call = "readWho(who); control.query({ text: `select outcome from scoria.cancel_run($1, $2)`, values: [] })";
    expect(findWaysAround("runs/fine.ts", `core.database.${call}`)).toEqual([]);
  });
});
