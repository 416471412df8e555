import type { OperatorScope } from "../identity/operator-scope.ts";

/**
 * `alive`: it takes runs. `draining`: it hands over what it has and takes nothing. `quarantined`: it finishes what it has
 * and takes nothing. `gone`: it signed off, or its lease has run out.
 */
export type NodeStatus = "alive" | "draining" | "quarantined" | "gone";

/** One process that executes runs, or did. */
export interface NodeRecord {
  /** New at every boot: the name, a slash, and a boot id. */
  readonly nodeId: string;
  /** The `nodeName` of its facade; several nodes may share it. */
  readonly name: string;
  readonly status: NodeStatus;
  readonly startedAt: Date;
  /** When it was last heard of, by the database's clock. */
  readonly heartbeatAt: Date;
  /** How long it counts as alive after a heartbeat, in milliseconds. */
  readonly leaseMs: number;
  /** The step kinds that it has handlers for. */
  readonly kinds: readonly string[];
  /** How many runs it executes at once, at most. */
  readonly concurrency: number;
  /** How many runs it owns now: a node that drains has handed all over at 0. */
  readonly runs: number;
  /** How often nodes of its name went down lately, within `worker.quarantine.windowMs`. */
  readonly downs: number;
  /** Who had it drained, and why; `null` when nobody did, or it was released since. */
  readonly drain: {
    readonly since: Date;
    readonly by: string;
    readonly reason: string | null;
  } | null;
  /** Whether its name is kept out; `null` when it is not. */
  readonly quarantine: {
    readonly since: Date;
    /** When it ends by itself; `null`: when an operator releases it. */
    readonly until: Date | null;
    /** `null`: nobody, it went down too often. */
    readonly by: string | null;
    readonly reason: string | null;
  } | null;
}

/** Why a node is drained. */
export interface DrainOptions {
  /** Kept with the node; up to 2,000 characters. Default: none. */
  readonly reason?: string;
}

/** How long a name is kept out, and why. */
export interface QuarantineOptions {
  /** In milliseconds. Default: until it is released. */
  readonly forMs?: number;
  /** Kept with the name; up to 2,000 characters. Default: none. */
  readonly reason?: string;
}

/**
 * What operators see of the nodes of a database, and do to them. Nodes belong to no tenant, so each verb takes an operator
 * scope, of whatever tenants, and no identity.
 *
 * What is asked for is committed when a verb resolves. The node itself follows at its next poll; that it takes no run is
 * decided by the database, at once.
 */
export interface ScoriaNodes {
  /**
   * Lists the nodes: those that are not gone, at most 1,000, and the latest 100 of those that went within a day.
   *
   * @throws INVALID_IDENTITY - not made by `operator`
   *
   * @example
   * ```ts
   * const onCall = scoria.operator({ actorId: "on-call", tenants: ["acme"] });
   * for (const node of await scoria.nodes.list(onCall)) console.log(node.name, node.status, node.runs, node.downs);
   * ```
   */
  list(operator: OperatorScope): Promise<readonly NodeRecord[]>;

  /**
   * Has a node hand over: it begins no step, gives each of its runs back as soon as the step that is under way in it has
   * ended (after `worker.graceMs` it is aborted), with an entry `run.handed_back`, and takes none. Runs that its process
   * starts are queued for other nodes. It stays so, and stays up, until it is released or its process ends.
   *
   * Answers the nodes as they stand when that is recorded; it is done when their `runs` is 0. Draining twice is the same as
   * once.
   *
   * @param node a `nodeId`, or a name for all nodes of that name
   * @throws INVALID_IDENTITY - not made by `operator`
   * @throws INVALID_INPUT - no node that is not gone has this id or name; or the reason is blank or too long
   *
   * @example
   * ```ts
   * const onCall = scoria.operator({ actorId: "on-call", tenants: ["acme"] });
   * await scoria.nodes.drain(onCall, "worker-7", { reason: "its disk is nearly full" });
   * ```
   */
  drain(operator: OperatorScope, node: string, options?: DrainOptions): Promise<readonly NodeRecord[]>;

  /**
   * Keeps all nodes of a name from taking runs, those that begin later included, until the time is over or the name is
   * released. What they have they may finish. Runs that their processes start are queued for other nodes.
   *
   * A second quarantine of a name replaces the first. Answers the nodes of that name.
   *
   * @param name the `name` of nodes, not a `nodeId`: that is new at every boot
   * @throws INVALID_IDENTITY - not made by `operator`
   * @throws INVALID_INPUT - no node of this name is known; or an option is out of range
   *
   * @example
   * ```ts
   * const onCall = scoria.operator({ actorId: "on-call", tenants: ["acme"] });
   * await scoria.nodes.quarantine(onCall, "worker-7", { forMs: 3_600_000, reason: "it runs an old image" });
   * ```
   */
  quarantine(operator: OperatorScope, name: string, options?: QuarantineOptions): Promise<readonly NodeRecord[]>;

  /**
   * Lets nodes take runs again. A name ends its quarantine, its drains, and the count of its downs; a `nodeId` ends the drain
   * of that node only. Where there is nothing to end it does nothing.
   *
   * @throws INVALID_IDENTITY - not made by `operator`
   * @throws INVALID_INPUT - no node of this id or name is known
   *
   * @example
   * ```ts
   * const onCall = scoria.operator({ actorId: "on-call", tenants: ["acme"] });
   * await scoria.nodes.release(onCall, "worker-7");
   * ```
   */
  release(operator: OperatorScope, node: string): Promise<readonly NodeRecord[]>;
}
