import { invalidInput } from "../errors/core-errors.ts";
import { readUuidV7 } from "../ids/uuid-v7.ts";
import { readPositiveInteger } from "./option-values.ts";
import { readOptions, type ReadOptions } from "./read-options.ts";

const mostPerPage = 200;

export interface ReadPage<Key extends string> {
  readonly limit: number;
  /** The id after which the page begins; null for the first page. */
  readonly after: string | null;
  readonly filters: ReadOptions<Key>;
}

/**
 * Reads the options of a list. A cursor names the last row of the page before; it opens nothing, since every list reads
 * only what its caller may see.
 *
 * @throws INVALID_INPUT, UNKNOWN_OPTION
 */
export function readPage<Key extends string>(value: unknown, filters: readonly Key[], where: string): ReadPage<Key> {
  const given: ReadOptions<Key | "limit" | "cursor"> = readOptions(value, [...filters, "limit", "cursor"], where);
  const { limit, cursor } = given as ReadOptions<"limit" | "cursor">;
  return {
    limit: limit === undefined ? 50 : readPositiveInteger(limit, "limit", { max: mostPerPage }),
    after: cursor === undefined || cursor === null ? null : readCursor(cursor),
    filters: given,
  };
}

export function writeCursor(id: string): string {
  return Buffer.from(`1:${id}`).toString("base64url");
}

function readCursor(cursor: unknown): string {
  const text = typeof cursor === "string" && cursor.length <= 100 ? Buffer.from(cursor, "base64url").toString() : "";
  if (!text.startsWith("1:")) throw notACursor();
  try {
    return readUuidV7(text.slice(2), "cursor");
  } catch {
    throw notACursor();
  }
}

function notACursor(): Error {
  return invalidInput("cursor", "must be the nextCursor of an earlier page");
}
