import type { IdentityMapping } from "./identity-mapping.ts";
import { readOwnProperty, requireSource } from "./own-property.ts";
import { pickFields, type PickedFields } from "./pick-fields.ts";

/**
 * `sub` alone is the actor, as other claims that name a person (`oid`, `email`) are other names. `sid` is no session of
 * ours: it is a login, and a login has many conversations.
 */
const usual = {
  actorId: [["sub"]],
  tenantId: [["tenant_id"], ["tenantId"], ["tenant"], ["tid"], ["org_id"], ["orgId"], ["organization_id"]],
  sessionId: [["session_id"], ["sessionId"]],
} as const;

/** @throws INVALID_IDENTITY naming the claim, INVALID_INPUT and UNKNOWN_OPTION for the mapping */
export function fieldsFromClaims<Claims extends object>(
  claims: Claims,
  mapping?: IdentityMapping<Claims>,
): PickedFields {
  requireSource(claims, "claims", "the object of claims of a token that the host has verified");
  return pickFields(claims, mapping, {
    source: "claims",
    helper: "identity.fromClaims",
    read: (place) => readOwnProperty(claims, place, "claims"),
    usual,
  });
}
