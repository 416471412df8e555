import { identity, type Identity, type ScoriaCore } from "@scoria/core";

/** Who asks, and the run that was started. */
export interface Shipment {
  readonly who: Identity;
  readonly runId: string;
}

/** Starts the one run of this demo. By its idempotency key, so asking again answers with the same run. */
export async function startShipment(scoria: ScoriaCore): Promise<Shipment> {
  const who = identity({ actorId: "ana", tenantId: "acme", sessionId: "order-1001" });
  const { runId } = await scoria.startRun(who, { initialStep: { kind: "ship" }, idempotencyKey: "ship-order-1001" });
  return { who, runId };
}
