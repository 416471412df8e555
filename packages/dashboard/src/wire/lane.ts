import { z } from "zod";
import { components } from "./components.ts";

/** What a lane shows to operators and lets them do, as far as the one who asks may. */
export interface LaneView {
  readonly lane: string;
  readonly reads: readonly string[];
  readonly actions: readonly string[];
}

export interface LaneListView {
  readonly lanes: readonly LaneView[];
}

export const laneListView: z.ZodType<LaneListView> = z
  .strictObject({
    lanes: z.array(z.strictObject({ lane: z.string(), reads: z.array(z.string()), actions: z.array(z.string()) })),
  })
  .register(components, { id: "LaneList" });
