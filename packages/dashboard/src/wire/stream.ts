import { z } from "zod";

/**
 * Why a stream ended. `ended`: the run has, nothing more comes. `closed`: come back with `Last-Event-ID`: the reader was too
 * slow, the stream was open for long, or the process is going down. `refused`: the host says that this operator may no longer
 * see the run; do not come back.
 */
export interface StreamEnd {
  readonly reason: "ended" | "closed" | "refused";
}

export const streamEnd: z.ZodType<StreamEnd> = z.strictObject({ reason: z.enum(["ended", "closed", "refused"]) });
