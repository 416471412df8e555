import type { Logger } from "../seams/logger.ts";

/** What the database lets a node do. */
export interface Standing {
  /** `draining`: it hands over what it has, and takes nothing. `quarantined`: it takes nothing. */
  readonly standing: "active" | "draining" | "quarantined";
  /** The operator who said so; null when the name went down too often. */
  readonly saidBy: string | null;
  readonly reason: string | null;
  /** When a quarantine ends by itself; null: when an operator ends it. */
  readonly until: Date | null;
}

/** As the functions of the database answer it. */
export interface StandingRow {
  readonly standing: Standing["standing"];
  readonly said_by: string | null;
  readonly reason: string | null;
  readonly until: Date | null;
}

export const active: Standing = Object.freeze({ standing: "active", saidBy: null, reason: null, until: null });

export function toStanding({ standing, said_by: saidBy, reason, until }: StandingRow): Standing {
  return { standing, saidBy, reason, until };
}

/** Says in the process's own log what it now may do, and at whose word: an idle worker must not look like a broken one. */
export function logStanding(logger: Logger, nodeId: string, { standing, saidBy, reason, until }: Standing): void {
  const who = saidBy === null ? "" : ` by ${saidBy}`;
  const why = reason === null ? "" : `: ${reason}`;
  if (standing === "active") {
    logger.info("This node takes runs again.", { nodeId });
  } else if (standing === "draining") {
    logger.warn(`This node was drained${who}${why}. It hands over its runs and takes none until it is released.`, {
      nodeId,
    });
  } else {
    const end = until === null ? "" : ` or ${until.toISOString()} has come`;
    logger.warn(`This node is quarantined${who}${why}. It takes no runs until its name is released${end}.`, { nodeId });
  }
}
