import { createScoria, type Scoria } from "@scoria/core";
import { handoffLane, type HandoffLane } from "@scoria/handoff";
import { draftHandler } from "./draft-handler.ts";
import { reviewHandler } from "./review-handler.ts";
import { review } from "./review-handoff.ts";

/** The lane with the one declared handoff, and a handler for each of the two roles. */
export const deskOptions = {
  lanes: { handoff: handoffLane({ handoffs: [review] }) },
  handlers: { draft: draftHandler, review: reviewHandler },
};

/** A facade that has the lane, whichever other lanes it has. */
export type Desk = Scoria<{ handoff: HandoffLane }>;

/** Opens the desk on an embedded database in memory, which is gone when it is closed. */
export function openDesk(): Promise<Desk> {
  return createScoria({ database: "memory:", ...deskOptions });
}
