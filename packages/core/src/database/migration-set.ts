import { ScoriaError } from "../errors/scoria-error.ts";
import type { NeededExtension } from "./extensions.ts";

/** One step forward of the schema: statements, or indexes. Once released it never changes. */
export type Migration = SqlMigration | IndexMigration;

/** Statements that are applied whole or not at all, in one transaction with those before and after them. */
export interface SqlMigration {
  /** Four digits and words, such as "0001-runs"; applied in this order. */
  readonly name: string;
  readonly sql: string;
}

/**
 * Indexes on tables that are in use. On a server each is built without blocking writes, in no transaction, one after the
 * other; what a migrator that was killed left half built is dropped and built anew. The migration counts as applied once all
 * of them are valid. On the embedded database they are built plainly.
 */
export interface IndexMigration {
  readonly name: string;
  readonly indexes: readonly MigrationIndex[];
}

/** One index that a migration builds, in the schema `scoria`. */
export interface MigrationIndex {
  /** Lower-case letters, digits and underscores. */
  readonly name: string;
  /** The table and what is indexed of it, as behind `on`: "scoria.note_notes (tenant_id, at)". */
  readonly on: string;
  /** Default: false. Rows that are equal in it fail the migration, and the index is dropped again. */
  readonly unique?: boolean;
}

export interface MigrationName {
  readonly owner: string;
  readonly name: string;
}

/** All migrations of one package. */
export interface MigrationSet {
  /** "core" or a lane's name. */
  readonly owner: string;
  readonly migrations: readonly Migration[];
  /** What the database must have first; created where it may be. Default: none. */
  readonly extensions?: readonly NeededExtension[];
}

/**
 * Core's set first, as the others build on its tables; else in the order given.
 *
 * @throws INVALID_INPUT for a set that is not well formed: names go into messages and printed SQL as they are.
 */
export function orderSets(sets: readonly MigrationSet[]): readonly MigrationSet[] {
  const owners = new Set<string>();
  for (const set of sets) {
    if (!/^[a-z][a-z0-9-]{0,62}$/.test(set.owner)) {
      throw malformed("A set of migrations has an owner that is not a lower-case word.");
    }
    if (owners.has(set.owner)) throw malformed(`Two sets of migrations have the owner ${set.owner}.`);
    owners.add(set.owner);
    for (const { name } of set.extensions ?? []) {
      if (!/^[a-z][a-z0-9_-]{0,62}$/.test(name)) throw malformed(`An extension of ${set.owner} has an odd name.`);
    }
    requireOrder(set);
  }
  const isCore = (set: MigrationSet): boolean => set.owner === "core";
  return [...sets.filter(isCore), ...sets.filter((set) => !isCore(set))];
}

function requireOrder(set: MigrationSet): void {
  let before = "";
  for (const migration of set.migrations) {
    const { name } = migration;
    if (!/^\d{4}(-[a-z0-9]+)+$/.test(name)) {
      throw malformed(`A migration of ${set.owner} has a name that is not of the form "0001-runs".`);
    }
    if (name.slice(0, 4) <= before)
      throw malformed(`The migration ${set.owner}/${name} is not numbered above the one before.`);
    before = name.slice(0, 4);
    if ("indexes" in migration) requireIndexes(set, migration);
  }
}

function requireIndexes({ owner }: MigrationSet, { name, indexes }: IndexMigration): void {
  const names = new Set(indexes.map((index) => index.name));
  const isOdd = ({ name: index, on }: MigrationIndex): boolean =>
    !/^[a-z][a-z0-9_]{0,62}$/.test(index) || !/^scoria\.\S/.test(on);
  if (names.size === 0 || names.size < indexes.length || indexes.some(isOdd)) {
    throw malformed(
      `The migration ${owner}/${name} has no index, two of one name, one with an odd name, or one on no table of the schema scoria.`,
    );
  }
}

function malformed(what: string): ScoriaError {
  return new ScoriaError("INVALID_INPUT", `${what} Correct it in the package that brings it.`);
}
