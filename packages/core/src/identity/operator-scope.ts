import { invalidIdentity, isMarked, markAndFreeze, readHostId } from "./identity-fields.ts";
import { type Identity, isIdentity, readIdentityFields } from "./identity.ts";

/** An operator who may look after several tenants. Frozen, and only made by `operatorScope()`. */
export interface OperatorScope {
  readonly actorId: string;
  readonly tenants: readonly string[];
}

/** What a host says of an operator scope. Ids follow the rules of an identity's. */
export interface OperatorScopeFields {
  readonly actorId: string | number;
  /** 1 to 1,000 tenants, none twice. */
  readonly tenants: readonly (string | number)[];
}

/** Who may read and act: every verb takes one of these first. */
export type Who = Identity | OperatorScope;

/** What a verb needs to know of either. `tenants` is never empty. */
export interface Reach {
  readonly actorId: string;
  readonly tenants: readonly string[];
  readonly sessionId: string | null;
}

const mark = Symbol.for("scoria.operator");
const maxTenants = 1_000;

/**
 * Makes an operator scope from what the host has already authorised: it reaches these tenants and no others.
 *
 * @throws INVALID_IDENTITY naming the field
 * @throws UNKNOWN_OPTION for a field that it does not know
 * @example
 * ```ts
 * const operator = scoria.operator({ actorId: "ops-3", tenants: ["acme", "globex"] });
 * ```
 */
export function operatorScope(fields: OperatorScopeFields): OperatorScope {
  const given = readIdentityFields(fields, ["actorId", "tenants"], "operator");
  return markAndFreeze<OperatorScope>(
    { actorId: readHostId(given.actorId, "actorId"), tenants: readTenants(given.tenants) },
    mark,
  );
}

/** @throws INVALID_IDENTITY for anything that neither identity() nor operatorScope() made */
export function readWho(who: unknown): Reach {
  if (isIdentity(who)) return { actorId: who.actorId, tenants: [who.tenantId], sessionId: who.sessionId };
  if (isOperatorScope(who)) return { actorId: who.actorId, tenants: who.tenants, sessionId: null };
  throw invalidIdentity(
    "The first argument",
    "is neither an identity nor an operator scope. Make one with scoria.identity({ actorId, tenantId })",
  );
}

/** For what is an operator's to do. @throws INVALID_IDENTITY for anything that operatorScope() did not make, an identity too */
export function readOperator(who: unknown): OperatorScope {
  if (isOperatorScope(who)) return who;
  throw invalidIdentity(
    "The first argument",
    "is no operator scope, which this verb takes. Make one with scoria.operator({ actorId, tenants })",
  );
}

export function isOperatorScope(value: unknown): value is OperatorScope {
  return isMarked(value, mark);
}

function readTenants(value: unknown): readonly string[] {
  const count = arrayLength(value);
  if (count < 1 || count > maxTenants) {
    throw invalidIdentity("tenants", `must be an array of 1 to ${maxTenants} tenant ids`);
  }
  const tenants = Array.from(readItems(value as readonly unknown[], count), (tenant, index) =>
    readHostId(tenant, `tenants[${index}]`),
  );
  if (new Set(tenants).size !== tenants.length) throw invalidIdentity("tenants", "names a tenant twice");
  return Object.freeze(tenants);
}

/** 0 for what is no array, a hostile proxy included. */
function arrayLength(value: unknown): number {
  try {
    return Array.isArray(value) ? value.length : 0;
  } catch {
    return 0;
  }
}

function readItems(value: readonly unknown[], count: number): readonly unknown[] {
  try {
    return Array.from({ length: count }, (_, index) => value[index]);
  } catch {
    throw invalidIdentity("tenants", "could not be read: a getter or a proxy threw");
  }
}
