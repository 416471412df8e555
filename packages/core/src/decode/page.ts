import { createHash, createHmac, timingSafeEqual } from "node:crypto";
import { invalidInput } from "../errors/core-errors.ts";
import { readUuidV7 } from "../ids/uuid-v7.ts";
import { readPositiveInteger } from "./option-values.ts";
import { readOptions, type ReadOptions } from "./read-options.ts";

const mostPerPage = 200;
const signatureBytes = 16;
/** Longer than any filter that a list takes. */
const longestFilter = 1_000;

/** The key that cursors are signed with: the nodes of one database share it. */
export type CursorKey = Buffer;

export interface PageRules<Key extends string> {
  readonly filters: readonly Key[];
  /** How the message calls the verb. */
  readonly where: string;
  /** Whose rows are listed. */
  readonly tenants: readonly string[];
  /** The session whose rows are listed, when it is not a filter. */
  readonly session?: string;
}

export interface ReadPage<Key extends string> {
  readonly limit: number;
  /** The id after which the page begins; null for the first page. */
  readonly after: string | null;
  readonly filters: ReadOptions<Key>;
  /** Where the page after these rows begins; null when there is none. The rows are one more than the page shows. */
  nextCursor<Row>(rows: readonly Row[], idOf: (row: Row) => string): string | null;
}

/**
 * Reads the options of a list. A cursor names the last row of the page before, and is signed together with the verb, the
 * tenants and the filters: it serves the list that gave it and no other.
 *
 * @throws INVALID_INPUT, UNKNOWN_OPTION
 */
export function readPage<Key extends string>(key: CursorKey, value: unknown, rules: PageRules<Key>): ReadPage<Key> {
  const known = [...rules.filters, "limit", "cursor"] as const;
  const given: ReadOptions<Key | "limit" | "cursor"> = readOptions(value, known, rules.where);
  const { limit: givenLimit, cursor } = given as ReadOptions<"limit" | "cursor">;
  const limit = givenLimit === undefined ? 50 : readPositiveInteger(givenLimit, "limit", { max: mostPerPage });
  const filters = rules.filters.map((name) => [name, boundPart((given as ReadOptions<string>)[name])]);
  const bound = createHash("sha256")
    .update(JSON.stringify([rules.where, [...rules.tenants].toSorted(), rules.session ?? null, filters]))
    .digest();
  return {
    limit,
    after: cursor === undefined || cursor === null ? null : readCursor(key, bound, cursor),
    filters: given,
    nextCursor: (rows, idOf) => {
      const last = rows[limit - 1];
      return rows.length > limit && last !== undefined ? writeCursor(key, bound, idOf(last)) : null;
    },
  };
}

/** What a cursor is bound to of a filter. The list itself refuses what is no filter; here it only must not be costly. */
function boundPart(filter: unknown): string | null {
  return typeof filter === "string" ? filter.slice(0, longestFilter) : null;
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
