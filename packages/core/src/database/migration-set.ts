import { ScoriaError } from "../errors/scoria-error.ts";
import type { NeededExtension } from "./extensions.ts";

/** One step forward of the schema. Once released it never changes. */
export interface Migration {
  /** Four digits and words, such as "0001-runs"; applied in this order. */
  readonly name: string;
  readonly sql: string;
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
  for (const { name } of set.migrations) {
    if (!/^\d{4}(-[a-z0-9]+)+$/.test(name)) {
      throw malformed(`A migration of ${set.owner} has a name that is not of the form "0001-runs".`);
    }
    if (name.slice(0, 4) <= before)
      throw malformed(`The migration ${set.owner}/${name} is not numbered above the one before.`);
    before = name.slice(0, 4);
  }
}

function malformed(what: string): ScoriaError {
  return new ScoriaError("INVALID_INPUT", `${what} Correct it in the package that brings it.`);
}
