import type { Clock } from "./clock.ts";
import type { Database } from "./database.ts";
import type { Environment } from "./settings/read-settings.ts";

/** What tests may put in place of the machine's own. */
export interface EngineSeams {
  readonly clock?: Clock;
  /** An open database, used instead of the one that the options name. The facade closes it. */
  readonly database?: Database;
  /** Where the `SCORIA_*` variables are read. */
  readonly env?: Environment;
}
