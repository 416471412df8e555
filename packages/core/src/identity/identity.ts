import type { JsonObject } from "../decode/json.ts";
import { limits } from "../decode/limits.ts";
import { readOptions } from "../decode/read-options.ts";
import { snapshot } from "../decode/snapshot.ts";
import { isScoriaError } from "../errors/scoria-error.ts";
import { invalidIdentity, isMarked, markAndFreeze, readHostId } from "./identity-fields.ts";

/**
 * Who acts, for which tenant, in which session. Frozen, and only made by `identity()`: a plain object of this shape is
 * refused by every verb.
 */
export interface Identity {
  readonly actorId: string;
  readonly tenantId: string;
  /** The host's own key of a conversation; groups runs. Null when there is none. */
  readonly sessionId: string | null;
  /** The host's notes about this identity, kept with the runs it starts; `{}` when there are none. */
  readonly metadata: JsonObject;
}

/** What a host says of an identity. Ids have at most 256 characters; numbers become strings. */
export interface IdentityFields {
  readonly actorId: string | number;
  readonly tenantId: string | number;
  /** Default: none. */
  readonly sessionId?: string | number | null | undefined;
  /** Plain JSON, at most 16 KiB. Default: `{}`. */
  readonly metadata?: Readonly<Record<string, unknown>> | undefined;
}

// Registered, so that an identity made by another copy of the package is one too.
const mark = Symbol.for("scoria.identity");
const knownFields = ["actorId", "tenantId", "sessionId", "metadata"] as const;

/**
 * Makes an identity from what the host has already authenticated. Trims, turns finite numbers into strings, and never
 * guesses: a missing, blank, oversized or odd actor or tenant is refused.
 *
 * @throws INVALID_IDENTITY naming the field
 * @throws UNKNOWN_OPTION for a field that it does not know
 * @example
 * ```ts
 * const ana = scoria.identity({ actorId: "user-7", tenantId: "acme", sessionId: "chat-1", metadata: { channel: "web" } });
 * ```
 */
export function identity(fields: IdentityFields): Identity {
  const given = readIdentityFields(fields, knownFields, "identity");
  return markAndFreeze<Identity>(
    {
      actorId: readHostId(given.actorId, "actorId"),
      tenantId: readHostId(given.tenantId, "tenantId"),
      sessionId:
        given.sessionId === undefined || given.sessionId === null ? null : readHostId(given.sessionId, "sessionId"),
      metadata: readMetadata(given.metadata),
    },
    mark,
  );
}

/** @throws INVALID_IDENTITY for anything that identity() did not make */
export function readIdentity(who: unknown): Identity {
  if (isIdentity(who)) return who;
  throw invalidIdentity(
    "The first argument",
    "is not an identity. Make one with scoria.identity({ actorId, tenantId })",
  );
}

export function isIdentity(value: unknown): value is Identity {
  return isMarked(value, mark);
}

/** Like readOptions, but what is no object at all is an invalid identity. */
export function readIdentityFields<Key extends string>(
  fields: unknown,
  known: readonly Key[],
  where: string,
): { readonly [K in Key]?: unknown } {
  try {
    return readOptions(fields ?? {}, known, where);
  } catch (error) {
    if (isScoriaError(error, "INVALID_INPUT"))
      throw invalidIdentity("fields", "must be a plain object of readable values");
    throw error;
  }
}

function readMetadata(value: unknown): JsonObject {
  if (value === undefined) return Object.freeze({});
  if (typeof value !== "object" || value === null) throw invalidIdentity("metadata", "must be a plain object");
  try {
    const { value: copy } = snapshot(value, { name: "metadata", maxBytes: limits.metadataBytes });
    if (typeof copy !== "object" || copy === null || Array.isArray(copy)) {
      throw invalidIdentity("metadata", "must be a plain object");
    }
    return copy as JsonObject;
  } catch (error) {
    // The sentence names the path; only the code differs, since a host handles a bad identity in one place.
    if (!isScoriaError(error) || error.code === "INVALID_IDENTITY") throw error;
    throw invalidIdentity("metadata", `is refused: ${error.message.replace(/\.$/, "")}`);
  }
}
