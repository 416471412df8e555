import type { Connection } from "../database.ts";
import { ScoriaError } from "../errors/scoria-error.ts";
import { readDriverError } from "./classify-error.ts";

/** What the database must have before the migrations of one owner can be applied. */
export interface NeededExtension {
  /** As `create extension` names it. */
  readonly name: string;
  /** The code of the error when the server does not have it. */
  readonly missing: string;
  /** Brings it to the embedded database; called only when that is used. */
  readonly embedded?: () => Promise<object>;
}

/**
 * Creates what is not there yet, in the transaction of the migrations that need it.
 *
 * @throws with the code that the extension names, when the server does not have it or the role may not create it
 */
export async function createExtensions(
  connection: Connection,
  owner: string,
  extensions: readonly NeededExtension[],
): Promise<void> {
  for (const extension of await lackingExtensions(connection, extensions)) {
    const { name } = extension;
    try {
      await connection.query({ text: `create extension if not exists "${name}"`, values: [] });
    } catch (error) {
      const { code } = readDriverError(error);
      if (code === "42501") throw lacking(owner, extension, "the role that migrates may not create it");
      if (code === "0A000" || code === "58P01" || code === "22023") {
        throw lacking(owner, extension, "the server does not have it");
      }
      throw error;
    }
  }
}

/** @throws as `createExtensions` when one of them was not created. Reads only. */
export async function requireExtensions(
  connection: Connection,
  owner: string,
  extensions: readonly NeededExtension[],
): Promise<void> {
  const [first] = await lackingExtensions(connection, extensions);
  if (first !== undefined) throw lacking(owner, first, "it is not created in this database");
}

/** Which of them this database lacks. */
export async function lackingExtensions(
  connection: Connection,
  extensions: readonly NeededExtension[],
): Promise<readonly NeededExtension[]> {
  if (extensions.length === 0) return [];
  const { rows } = await connection.query<{ extname: string }>({
    text: "select extname from pg_extension where extname = any ($1::text[])",
    values: [extensions.map(({ name }) => name)],
  });
  const there = new Set(rows.map(({ extname }) => extname));
  return extensions.filter(({ name }) => !there.has(name));
}

function lacking(owner: string, { name, missing }: NeededExtension, why: string): ScoriaError {
  return new ScoriaError(
    missing,
    `The lane "${owner}" needs the extension "${name}", and ${why}. ` +
      `Install it on the server and have an administrator run: create extension "${name}". Then migrate again.`,
    { lane: owner, extension: name },
  );
}
