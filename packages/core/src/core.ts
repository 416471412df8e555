import type { SharedDecisions } from "./approvals/shared-decisions.ts";
import type { TenantDoor } from "./database/tenant-door.ts";
import type { CursorKey } from "./decode/page.ts";
import type { FacadeDefaults } from "./defaults/resolve-defaults.ts";
import type { FrozenRails } from "./execution/rails.ts";
import type { EngineParts } from "./execution/engine-parts.ts";
import type { WorkerNode } from "./nodes/worker-node.ts";
import type { Patience } from "./patience.ts";
import type { QueuesByTurn } from "./queues/queues-by-turn.ts";
import type { RunChanges } from "./runs/run-changes.ts";
import type { RunHints } from "./runs/run-hints.ts";
import type { SharedHeads } from "./runs/shared-heads.ts";

/** What the verbs of one facade share. */
export interface Core extends EngineParts {
  /** Null in a process that only starts and reads runs. */
  readonly node: WorkerNode | null;
  /** The only way to read for a caller. */
  readonly readAs: TenantDoor;
  /** For those who wait: many of them are often woken at once. */
  readonly sharedHeads: SharedHeads;
  /** The only way to decide an approval. */
  readonly decisions: SharedDecisions;
  /** How long the call may still wait for the database; see `forOneCall`. */
  readonly patience: Patience;
  readonly changes: RunChanges;
  readonly hints: RunHints;
  readonly cursors: CursorKey;
  readonly rails: FrozenRails;
  readonly defaults: FacadeDefaults;
  readonly allowOwnRequests: boolean;
  readonly pollMs: number;
  readonly queuesByTurn: QueuesByTurn;
  /** True once `close` was called. */
  readonly isClosed: () => boolean;
}
