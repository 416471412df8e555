import type { IdentityMapping } from "./identity-mapping.ts";
import { readOwnProperty, requireSource } from "./own-property.ts";
import { pickFields, type PickedFields } from "./pick-fields.ts";

/** A bare `id` is left out: in one library it names the person, in the next the login. */
const usual = {
  actorId: [["actorId"], ["actor_id"], ["userId"], ["user_id"], ["user", "id"]],
  tenantId: [
    ["tenantId"],
    ["tenant_id"],
    ["tenant", "id"],
    ["orgId"],
    ["org_id"],
    ["organizationId"],
    ["organization_id"],
    ["organization", "id"],
    ["user", "tenantId"],
    ["session", "activeOrganizationId"],
  ],
  sessionId: [["sessionId"], ["session_id"]],
} as const;

/** @throws INVALID_IDENTITY naming the field, INVALID_INPUT and UNKNOWN_OPTION for the mapping */
export function fieldsFromSession<Session extends object>(
  session: Session,
  mapping?: IdentityMapping<Session>,
): PickedFields {
  requireSource(session, "session", "the host's own session object, read on the server");
  return pickFields(session, mapping, {
    source: "session",
    helper: "identity.fromSession",
    read: (place) => readOwnProperty(session, place, "session"),
    usual,
  });
}
