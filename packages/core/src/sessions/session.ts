import type { RunSummary } from "../runs/run.ts";

/** The runs of one tenant that have one `sessionId`. */
export interface SessionSummary {
  readonly tenantId: string;
  readonly sessionId: string;
  /** How many runs it has, counted from the newest on and no further than 1,000. */
  readonly runs: number;
  /** Whether it has more runs than were counted. */
  readonly runsAreMore: boolean;
  /** The newest. */
  readonly lastRun: RunSummary;
  /** When the oldest of the counted runs was created. */
  readonly firstRunAt: Date;
}

/** Which page of sessions to read. */
export interface SessionsQuery {
  /** How many at most, 1 to 200. Default: 50. */
  readonly limit?: number;
  /** The `nextCursor` of the page before. Default: the first page. */
  readonly cursor?: string;
}

/** One page of sessions, the one with the newest run first. */
export interface SessionPage {
  /** May be fewer than asked for, and none, although there is a next page: see `listSessions`. */
  readonly sessions: readonly SessionSummary[];
  /** Where the next page begins; `null` on the last one. */
  readonly nextCursor: string | null;
}
