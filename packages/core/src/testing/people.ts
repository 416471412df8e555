import { identity, type Identity } from "../identity/identity.ts";

/** People of two tenants, for the core's own tests. */
export const ana: Identity = identity({ actorId: "ana", tenantId: "acme", sessionId: "chat-1" });
export const bo: Identity = identity({ actorId: "bo", tenantId: "acme" });
export const cy: Identity = identity({ actorId: "cy", tenantId: "acme" });
export const eve: Identity = identity({ actorId: "eve", tenantId: "evil", sessionId: "chat-1" });
