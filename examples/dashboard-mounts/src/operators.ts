import type { Authorized } from "@scoria/dashboard";

/** Who works at the desk, and what they may do. A real host has users of its own, and asks its own policy. */
const operators: ReadonlyMap<string, Authorized> = new Map([
  ["ana", { actorId: "ana", tenants: ["acme"], can: ["read", "start"] }],
  ["rita", { actorId: "rita", tenants: ["acme"], can: ["read", "decide", "cancel", "retry"] }],
  ["gil", { actorId: "gil", tenants: ["globex"], can: ["read", "start", "decide"] }],
]);

export function findOperator(name: string): Authorized | undefined {
  return operators.get(name);
}
