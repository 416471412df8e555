import type { OperatorScope } from "../identity/operator-scope.ts";
import type { EvidenceHead } from "../journal/check-chain.ts";

/**
 * How long what a finished run left is kept, in milliseconds from its end by the database's clock, from 1,000 (a second) to
 * 315,360,000,000 (ten years). `null`: for ever.
 */
export interface RetentionPolicy {
  /** Then its payloads go: inputs, results, errors, arguments of approvals. Its evidence still verifies. Default: never. */
  readonly payloadsAfterMs?: number | null;
  /** Then the run goes, and leaves a tombstone. Default: never. */
  readonly runsAfterMs?: number | null;
}

/**
 * What is removed, and how. By default nothing ever is.
 *
 * A run is touched when it has ended, never while it waits or works, and not before each lane that follows it has been given
 * its entries.
 */
export interface RetentionOptions extends RetentionPolicy {
  /**
   * What holds for the runs of one tenant: it is laid over what is said for the app, and what it leaves out is as there. It
   * is asked once in a while for each tenant that has finished runs; when it throws, takes more than 5 s or answers
   * nonsense, nothing of that tenant is removed, and the log says so. Default: all tenants alike.
   */
  readonly tenant?: (
    tenantId: string,
  ) => RetentionPolicy | null | undefined | Promise<RetentionPolicy | null | undefined>;
  /**
   * Whether the nodes of this process remove what is old by themselves, one node of a database at a time; `false` when only
   * `retention.apply` does. Without any age and without `tenant` there is nothing to do either way. Default: true.
   */
  readonly periodic?: boolean;
  /** How often they look for what has become old, in milliseconds. Default: 600,000 (10 minutes). */
  readonly everyMs?: number;
}

/** How `retention.apply` goes about it. */
export interface ApplyRetentionOptions {
  /** Only count what would be removed. Default: false. */
  readonly dryRun?: boolean;
  /** How many runs at most are pruned or deleted by this call, 1 to 100,000. Default: 1,000. */
  readonly limit?: number;
}

/** What was removed of one tenant, or would be. */
export interface TenantRetention {
  readonly tenantId: string;
  /** Runs whose payloads were removed. */
  readonly payloadsPruned: number;
  readonly runsDeleted: number;
  /** Runs that are old enough and were left: a lane has not been given all of their entries. */
  readonly leftForLanes: number;
}

/** What came of `retention.apply`. */
export interface RetentionReport {
  /** Those of which something was found, by id. */
  readonly tenants: readonly TenantRetention[];
  /** There is more to do: the limit was reached, or somebody else was at one of the runs. Call again. */
  readonly more: boolean;
}

/** What is left of a deleted run. */
export interface Tombstone {
  readonly runId: string;
  readonly tenantId: string;
  readonly status: "completed" | "failed" | "cancelled" | "halted";
  /** The last entry that it had. A head that was exported after its end equals this one. */
  readonly head: EvidenceHead;
  readonly createdAt: Date;
  readonly finishedAt: Date;
  readonly deletedAt: Date;
  /** The policy: how long runs were to be kept, in milliseconds. */
  readonly afterMs: number;
  /** The operator who called `retention.apply`, or the node. */
  readonly deletedBy: { readonly actorId: string } | { readonly nodeId: string };
}

/** What operators do about what is old. Each verb is about the tenants of its operator scope and no others. */
export interface ScoriaRetention {
  /**
   * Removes what this facade's `retention` says is old, now: payloads of finished runs and finished runs, oldest first, in
   * batches of at most about 1,000 rows. What a batch did is committed; whatever ends the call in between, the next one goes
   * on. Two at once do nothing twice.
   *
   * Evidence of a pruned run still verifies, an older export of it as well. A deleted run reads like one that never was, and
   * its idempotency key is free: a start that is repeated after that begins a new run.
   *
   * @throws INVALID_IDENTITY - not made by `operator`
   * @throws INVALID_INPUT - an option is out of range; or `retention.tenant` threw or answered nonsense
   * @throws UNKNOWN_OPTION
   * @throws DATABASE_UNAVAILABLE, DATABASE_BUSY - what was done so far stays done
   *
   * @example
   * ```ts
   * const keeper = scoria.operator({ actorId: "records", tenants: ["acme"] });
   * const { tenants, more } = await scoria.retention.apply(keeper, { dryRun: true });
   * for (const { tenantId, payloadsPruned, runsDeleted } of tenants) console.log(tenantId, payloadsPruned, runsDeleted, more);
   * ```
   */
  apply(operator: OperatorScope, options?: ApplyRetentionOptions): Promise<RetentionReport>;

  /**
   * Reads what is left of a run that retention deleted; `null` when it deleted no such run of these tenants.
   *
   * Tombstones cannot be changed or removed by those who cannot change the journal, and are kept for ever.
   *
   * @throws INVALID_IDENTITY - not made by `operator`
   * @throws INVALID_INPUT - `runId` is no lower-case UUIDv7
   *
   * @example
   * ```ts
   * const keeper = scoria.operator({ actorId: "records", tenants: ["acme"] });
   * const stone = await scoria.retention.tombstone(keeper, runId);
   * if (stone !== null) console.log(stone.head.hash, stone.deletedAt);
   * ```
   */
  tombstone(operator: OperatorScope, runId: string): Promise<Tombstone | null>;
}
