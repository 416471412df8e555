import { identity, type Identity, type IdentityFields } from "../identity/identity.ts";

/**
 * Someone who acts in a test, made as the facade makes an identity: what is left out is `ana` of the tenant `acme`, in
 * the session `chat-1`.
 *
 * @throws INVALID_IDENTITY, UNKNOWN_OPTION - as `identity`
 *
 * @example
 * ```ts
 * import { testIdentity } from "@scoria/core/testing";
 *
 * const ana = testIdentity();
 * const colleague = testIdentity({ actorId: "bo" });
 * const stranger = testIdentity({ tenantId: "globex" });
 * console.log(ana.actorId, colleague.tenantId, stranger.sessionId);
 * ```
 */
export function testIdentity(fields: Partial<IdentityFields> = {}): Identity {
  return identity({ actorId: "ana", tenantId: "acme", sessionId: "chat-1", ...fields });
}
