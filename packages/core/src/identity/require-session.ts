import { ScoriaError } from "../errors/scoria-error.ts";
import type { Identity } from "./identity.ts";

/** @throws INVALID_IDENTITY for an identity without a session */
export function requireSession(identity: Identity): { readonly tenantId: string; readonly sessionId: string } {
  const { tenantId, sessionId } = identity;
  if (sessionId === null) {
    throw new ScoriaError(
      "INVALID_IDENTITY",
      "This identity has no session. Make one with scoria.identity({ actorId, tenantId, sessionId }).",
      { field: "sessionId" },
    );
  }
  return { tenantId, sessionId };
}
