import { z } from "zod";
import { components } from "./components.ts";
import { runItem, type RunItem } from "./run.ts";
import { moment } from "./values.ts";

/** What runs of one session of one tenant have in common. */
export interface SessionItem {
  readonly tenantId: string;
  readonly sessionId: string;
  /** How many runs it has; they are counted up to 1,000. */
  readonly runs: number;
  readonly runsAreMore: boolean;
  readonly lastRun: RunItem;
  /** When the oldest of the counted runs was created. */
  readonly firstRunAt: string;
}

/** One page of sessions, the one with the newest run first. */
export interface SessionPageView {
  readonly sessions: readonly SessionItem[];
  readonly nextCursor: string | null;
}

export const sessionPageView: z.ZodType<SessionPageView> = z
  .strictObject({
    sessions: z.array(
      z.strictObject({
        tenantId: z.string(),
        sessionId: z.string(),
        runs: z.number(),
        runsAreMore: z.boolean(),
        lastRun: runItem,
        firstRunAt: moment,
      }),
    ),
    nextCursor: z.string().nullable(),
  })
  .register(components, { id: "SessionPage" });
