import type { Identity, Scoria } from "@scoria/core";
import type { HandoffLane } from "@scoria/handoff";

/** Any facade that has the lane. */
export type Desk = Scoria<{ handoff: HandoffLane }>;

/** What is on record of a run, and whether its evidence holds. */
export async function lookAt(desk: Desk, who: Identity, runId: string) {
  return { detail: await desk.getRunDetail(who, runId), check: await desk.verifyEvidence(who, runId) };
}
