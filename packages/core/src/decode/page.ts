import { createHash, createHmac, timingSafeEqual } from "node:crypto";
import { invalidInput } from "../errors/core-errors.ts";
import { readUuidV7 } from "../ids/uuid-v7.ts";
import { readPositiveInteger } from "./option-values.ts";
import { readOptions, type ReadOptions } from "./read-options.ts";

const mostPerPage = 200;
const signatureBytes = 16;

/** The key that cursors are signed with: the nodes of one database share it. */
export type CursorKey = Buffer;

/** How the filters of a list are read, by name. What they answer is plain JSON, the same for filters that mean the same. */
export type FilterReaders<Filters> = { readonly [Name in keyof Filters]: (value: unknown) => Filters[Name] };

export interface PageRules<Filters> {
  readonly filters: FilterReaders<Filters>;
  /** How the message calls the verb. */
  readonly where: string;
  /** Whose rows are listed. */
  readonly tenants: readonly string[];
  /** The session whose rows are listed, when it is not a filter. */
  readonly session?: string;
}

export interface ReadPage<Filters> {
  readonly limit: number;
  /** The id after which the page begins; null for the first page. */
  readonly after: string | null;
  /** Those that were given, as they were read. */
  readonly filters: Partial<Filters>;
  /** Where the page after these rows begins; null when there is none. The rows are one more than the page shows. */
  nextCursor<Row>(rows: readonly Row[], idOf: (row: Row) => string): string | null;
  /** A cursor of this list for what comes after `id`. */
  cursorAfter(id: string): string;
}

/**
 * Reads the options of a list. A cursor names the last row of the page before, and is signed together with the verb, the
 * tenants and the filters as they were read: it serves the list that gave it and no other.
 *
 * @throws INVALID_INPUT, UNKNOWN_OPTION
 */
export function readPage<Filters>(key: CursorKey, value: unknown, rules: PageRules<Filters>): ReadPage<Filters> {
  const names = Object.keys(rules.filters) as (keyof Filters & string)[];
  const given: ReadOptions<string> = readOptions(value, [...names, "limit", "cursor"], rules.where);
  const limit = given.limit === undefined ? 50 : readPositiveInteger(given.limit, "limit", { max: mostPerPage });
  const filters = Object.fromEntries(
    names.flatMap((name) => (given[name] === undefined ? [] : [[name, rules.filters[name](given[name])]])),
  ) as Partial<Filters>;
  const bound = createHash("sha256")
    .update(JSON.stringify([rules.where, [...rules.tenants].toSorted(), rules.session ?? null, filters]))
    .digest();
  const { cursor } = given;
  const cursorAfter = (id: string): string => writeCursor(key, bound, id);
  return {
    limit,
    after: cursor === undefined || cursor === null ? null : readCursor(key, bound, cursor),
    filters,
    nextCursor: (rows, idOf) => {
      const last = rows[limit - 1];
      return rows.length > limit && last !== undefined ? cursorAfter(idOf(last)) : null;
    },
    cursorAfter,
  };
}

function writeCursor(key: CursorKey, bound: Buffer, id: string): string {
  return Buffer.concat([sign(key, bound, id), Buffer.from(id)]).toString("base64url");
}

function readCursor(key: CursorKey, bound: Buffer, cursor: unknown): string {
  const bytes = typeof cursor === "string" && cursor.length <= 100 ? Buffer.from(cursor, "base64url") : Buffer.alloc(0);
  const id = bytes.subarray(signatureBytes).toString();
  const signature = bytes.subarray(0, signatureBytes);
  if (signature.length !== signatureBytes || !timingSafeEqual(signature, sign(key, bound, id))) {
    throw invalidInput("cursor", "must be the nextCursor of an earlier page of this same list");
  }
  return readUuidV7(id, "cursor");
}

function sign(key: CursorKey, bound: Buffer, id: string): Buffer {
  return createHmac("sha256", key).update(bound).update(id).digest().subarray(0, signatureBytes);
}
