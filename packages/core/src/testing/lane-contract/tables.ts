import assert from "node:assert/strict";
import { findUnprotected } from "../find-unprotected.ts";
import { testIdentity } from "../test-identity.ts";
import { isOwnTable, tablesOf, type LaneSentence } from "./lane-scene.ts";

export const tableSentences: readonly LaneSentence[] = [
  {
    name: "a lane's tables begin with its name, and it makes no others",
    async hold({ name, open, openWithout }) {
      const before = await tablesOf((await openWithout()).database.control);
      const { scoria } = await open();
      const made = (await tablesOf(scoria.database.control)).filter((table) => !before.includes(table));
      assert.deepEqual(
        made.filter((table) => !isOwnTable(name, table)),
        [],
      );
    },
  },
  {
    name: "a lane's tables are protected as core's are: each row has a tenant, and row security holds it",
    async hold({ name, open }) {
      const { control } = (await open()).scoria.database;
      const { rows } = await control.query<{ table: string; nullable: boolean }>({
        text: `
select c.relname as "table", not coalesce(bool_or(a.attnotnull), false) as nullable
from pg_class c
left join pg_attribute a on a.attrelid = c.oid and a.attname = 'tenant_id'
where c.relnamespace = 'scoria'::regnamespace and c.relkind in ('r', 'p')
group by 1`,
        values: [],
      });
      const open_ = rows.filter(({ table, nullable }) => nullable && isOwnTable(name, table));
      assert.deepEqual(open_, [], "Every table of a lane has a column tenant_id that is not null.");
      assert.deepEqual(
        await findUnprotected(control),
        [],
        "Its migrations end with scoria.protect_table for each table.",
      );
    },
  },
  {
    name: "a lane writes rows of the run's own tenant and no other",
    async hold({ name, open, exercise }) {
      const { scoria } = await open();
      await exercise(scoria, testIdentity({ tenantId: "globex" }));
      await scoria.close();
      const { control } = (await open()).scoria.database;
      for (const table of await tablesOf(control)) {
        if (!isOwnTable(name, table)) continue;
        const { rows } = await control.query({
          text: `select distinct tenant_id from scoria."${table}" where tenant_id <> 'globex'`,
          values: [],
        });
        assert.deepEqual(rows, [], `scoria.${table} has rows of another tenant.`);
      }
    },
  },
];
