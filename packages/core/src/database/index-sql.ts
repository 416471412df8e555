import type { Migration, MigrationIndex } from "./migration-set.ts";

/** A migration as it is where nothing else is at work: its statements, or plain builds of its indexes. */
export function plainSql(migration: Migration): string {
  if ("sql" in migration) return migration.sql;
  return migration.indexes.map((index) => buildIndexSql(index, "")).join(";\n");
}

export function buildIndexSql({ name, on, unique = false }: MigrationIndex, how: "" | Concurrently): string {
  return `create ${unique ? "unique " : ""}index ${how === "" ? "" : `${how} `}${name} on ${on}`;
}

type Concurrently = "concurrently" | "concurrently if not exists";
