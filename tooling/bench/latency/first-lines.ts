import type { Handler } from "@scoria/core";
import { stepResult } from "../contestants/contestant.ts";
import { machineMs } from "./machine-ms.ts";

/** A handler of one step that notes, for each run, when the first line of that step's function was reached. */
export function notingHandler(firstLines: Map<string, number>): Handler {
  return async (ctx) => {
    await ctx.step("first", () => {
      firstLines.set(ctx.runId, machineMs());
      return stepResult(0);
    });
    return null;
  };
}
