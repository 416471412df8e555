import type { JsonObject } from "../decode/json.ts";
import { limits } from "../decode/limits.ts";
import { readOptions } from "../decode/read-options.ts";
import { snapshot } from "../decode/snapshot.ts";
import { isScoriaError } from "../errors/scoria-error.ts";
import { fieldsFromClaims } from "./from-claims.ts";
import { fieldsFromHeaders, type HeaderSource } from "./from-headers.ts";
import { fieldsFromSession } from "./from-session.ts";
import { invalidIdentity, isMarked, markAndFreeze, readHostId } from "./identity-fields.ts";
import type { HeaderMapping, IdentityMapping } from "./identity-mapping.ts";

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

/** Makes identities: from fields, or from the usual shapes in which a host has them. */
export interface MakeIdentity {
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
  (fields: IdentityFields): Identity;

  /**
   * Makes an identity from the claims of a token that the host has verified: nothing is verified here.
   *
   * The actor is `sub`; the tenant is `tenant_id`, `tenantId`, `tenant`, `tid`, `org_id`, `orgId` or `organization_id`; the
   * session is `session_id` or `sessionId`, or none. `mapping` says what is called otherwise, by the claim's name or by a
   * function. Two usual claims that say the same field differently are refused, as is a list. Only own properties count.
   *
   * @throws INVALID_IDENTITY - naming the claim that is missing or odd, or both claims that differ
   * @throws INVALID_INPUT, UNKNOWN_OPTION - the mapping is not one
   * @example
   * ```ts
   * import { identity } from "@scoria/core";
   *
   * const claims = { sub: "user-7", "https://acme.example/tenant": "acme", locale: "de" };
   * const ana = identity.fromClaims(claims, { tenantId: "https://acme.example/tenant", metadata: ["locale"] });
   * const inChat = identity({ ...ana, sessionId: "chat-1" });
   * ```
   */
  fromClaims<Claims extends object>(claims: Claims, mapping?: IdentityMapping<Claims>): Identity;

  /**
   * Makes an identity from the session object that the host's own login keeps on the server.
   *
   * The actor is `actorId`, `userId` or `user.id`; the tenant is `tenantId`, `tenant.id`, `orgId`, `organizationId`,
   * `organization.id`, `user.tenantId` or `session.activeOrganizationId`; the session is `sessionId`, or none. Flat names
   * may be written with underscores too. If `sessionId` is your login and not a conversation, say `{ sessionId: null }`.
   * Two usual names that say the same field differently are refused, as is a list. Only own properties count.
   *
   * @throws INVALID_IDENTITY - naming the field that is missing or odd, or both that differ
   * @throws INVALID_INPUT, UNKNOWN_OPTION - the mapping is not one
   * @example
   * ```ts
   * import { identity } from "@scoria/core";
   *
   * const session = { user: { id: 7, account: { key: "acme" } }, expires: "2030-01-01" };
   * const ana = identity.fromSession(session, { tenantId: ({ user }) => user.account.key });
   * ```
   */
  fromSession<Session extends object>(session: Session, mapping?: IdentityMapping<Session>): Identity;

  /**
   * Makes an identity from headers that the host's own proxy sets. Any client can send any header, so this is only safe
   * when nothing but that proxy reaches the process, and it removes these headers from what comes in. That is why the
   * mapping is required.
   *
   * A name is a header's, in any case, or a function. A header that came twice is refused; since it arrives joined by a
   * comma, no id from a header may hold one. Headers that hold credentials are refused as ids.
   *
   * @throws INVALID_IDENTITY - naming the header that is missing, odd or sent twice
   * @throws INVALID_INPUT, UNKNOWN_OPTION - the mapping is missing or is not one
   * @example
   * ```ts
   * import { identity } from "@scoria/core";
   *
   * const headers = new Headers({ "X-Forwarded-User": "user-7", "X-Tenant": "acme" });
   * const ana = identity.fromHeaders(headers, { actorId: "x-forwarded-user", tenantId: "x-tenant" });
   * ```
   */
  fromHeaders<Headers extends HeaderSource>(headers: Headers, mapping: HeaderMapping<Headers>): Identity;
}

export const identity: MakeIdentity = Object.freeze(
  Object.assign((fields: IdentityFields): Identity => makeIdentity(fields), {
    fromClaims: <Claims extends object>(claims: Claims, mapping?: IdentityMapping<Claims>): Identity =>
      makeIdentity(readable("claims", () => fieldsFromClaims(claims, mapping))),
    fromSession: <Session extends object>(session: Session, mapping?: IdentityMapping<Session>): Identity =>
      makeIdentity(readable("session", () => fieldsFromSession(session, mapping))),
    fromHeaders: <Headers extends HeaderSource>(headers: Headers, mapping: HeaderMapping<Headers>): Identity =>
      makeIdentity(readable("headers", () => fieldsFromHeaders(headers, mapping))),
  }),
);

function makeIdentity(fields: IdentityFields): Identity {
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

/** The identity that a run was started for, out of its journal. It was checked then, and its metadata is frozen. */
export function recordedIdentity({ actorId, tenantId, sessionId, metadata }: Identity): Identity {
  return markAndFreeze<Identity>({ actorId, tenantId, sessionId, metadata }, mark);
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

/** What a host's object throws when it is read is not for its caller: it can hold anything. */
function readable<T>(source: string, read: () => T): T {
  try {
    return read();
  } catch (error) {
    throw isScoriaError(error) ? error : invalidIdentity(source, "could not be read: a getter or a proxy threw");
  }
}
