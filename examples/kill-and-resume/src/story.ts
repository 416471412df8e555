import type { ScoriaCore } from "@scoria/core";
import type { Shipment } from "./start-shipment.ts";
import type { Attempt, Kill } from "./watch-workers.ts";

/** Where the demo keeps what it needs, and who ends what it started. */
export interface Stage {
  /** A folder that is removed at the end. */
  readonly folder: string;
  /** What the services outside did. */
  readonly ledger: string;
  readonly cleanups: AsyncDisposableStack;
}

/** What happened, to be held against what is on record. */
export interface Outcome {
  readonly scoria: ScoriaCore;
  readonly shipment: Shipment;
  readonly attempts: readonly Attempt[];
  readonly kill: Kill;
}

/** How long a run may take that takes seconds; past it something is wrong, and the demo says so. */
export const patienceMs = 60_000;
