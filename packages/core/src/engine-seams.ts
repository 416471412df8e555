import type { Clock } from "./clock.ts";
import type { Database } from "./database.ts";

/** What tests may put in place of the machine's own. */
export interface EngineSeams {
  readonly clock?: Clock;
  /** An open database, used instead of the one that the options name. The facade closes it. */
  readonly database?: Database;
}
