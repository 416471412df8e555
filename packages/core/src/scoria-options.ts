import type { RuntimeDefaults } from "./defaults/run-runtime.ts";
import type { HandlerContext, HandlerEntry } from "./handlers/handler.ts";
import type { Lane } from "./lane/lane.ts";
import type { RetentionOptions } from "./retention/retention.ts";
import type { RunRecords, RunSummary } from "./runs/run.ts";
import type { ScoriaCore } from "./scoria.ts";
import type { CoreStart } from "./start-options.ts";
import type { Logger } from "./seams/logger.ts";
import type { Redactor } from "./seams/redactor.ts";
import type { Tracer } from "./seams/tracer.ts";

/** How this process executes runs. */
export interface WorkerOptions {
  /** How many runs it executes at once. Default: 64. */
  readonly concurrency?: number;
  /** How long its runs stay its own without a heartbeat, in milliseconds. Default: 30,000. */
  readonly leaseMs?: number;
  /** How often it says that it is alive, in milliseconds. Default: 10,000. */
  readonly heartbeatMs?: number;
  /** How often it looks for runs that nobody told it of, in milliseconds. Default: 1,000. */
  readonly pollMs?: number;
  /**
   * Whether `runWorker` ends its process by SIGKILL when the event loop stands still for two leases; never in a process that
   * only calls `createScoria`, and never with a debugger attached. Default: true on a server, false on the embedded database.
   */
  readonly watchdog?: boolean;
  /**
   * How long steps that are under way may go on when it is told to end, or is drained, in milliseconds. A supervisor should
   * wait a little longer before it kills. Default: 25,000.
   */
  readonly graceMs?: number;
  /**
   * How many nodes in a row may go down with a run, or lose it, while it records nothing, before it is failed as `POISONED`
   * and given to no node any more. Default: 5.
   */
  readonly poisonAfter?: number;
  /**
   * When the name of this node is kept from taking runs, because its processes go down too often. `docs/nodes.md` says
   * what a down is. `false`: never by itself. Default: after 3 downs within 5 minutes, for 10 minutes.
   */
  readonly quarantine?: false | WorkerQuarantine;
}

/** When a node name that goes down too often is kept out, and for how long. */
export interface WorkerQuarantine {
  /** How often it may go down within the window; this time it is kept out. Default: 3. */
  readonly downs?: number;
  /** How long a down counts, in milliseconds. Default: 300,000 (5 minutes). */
  readonly windowMs?: number;
  /** How long it is kept out, in milliseconds. Default: 600,000 (10 minutes). */
  readonly forMs?: number;
}

/** How `runWorker` works. What is left out is as in `worker`, its variables included. */
export interface RunWorkerOptions extends WorkerOptions {
  /** Ends it as SIGTERM does. */
  readonly signal?: AbortSignal;
}

/**
 * The limits of one run. They are looked at before each attempt at a step, each request for approval and each sleep; a run
 * that has come to one is `halted` there, and what was to begin does not.
 */
export interface Rails {
  /**
   * How many attempts at steps it may make, over all its executions: those that failed and those under way included. Default:
   * no limit.
   */
  readonly maxSteps?: number;
  /** How many of these attempts may be tool calls, which the installed lanes make. Default: no limit. */
  readonly maxToolCalls?: number;
  /**
   * How long it may be at work, in milliseconds by the database's clock: the time in which a process owns it. The time in
   * which it waits or is queued does not count. A step that is under way is not interrupted. Default: no limit.
   */
  readonly maxActiveMs?: number;
  /** How many entries its journal may have. Default: 10,000. */
  readonly maxEntries?: number;
  /** How large its journal may grow, in bytes. Default: 8,388,608 (8 MiB). */
  readonly maxBytes?: number;
}

/** The host's policy for approvals. */
export interface ApprovalPolicy {
  /** Whether a run's actor may decide its own requests. Default: false. */
  readonly allowOwnRequests?: boolean;
}

/**
 * What a host may set. The variables of `docs/settings.md` come before what stands here, so that an operator can change a
 * deployment without its code.
 */
export interface ScoriaOptions<Lanes = {}, Types = AnyInputs> {
  /**
   * Where runs are kept: `postgres://…`, `file:<folder>` for the embedded database, or `memory:`. A key that is present but
   * undefined is refused, so that a missing variable never opens an empty database. Default: `file:.scoria/db`.
   */
  readonly database?: string;
  /**
   * `auto` brings the tables up to date at the start, `check` refuses to start until somebody has. Default: `auto` for the
   * embedded database, `check` for a server.
   */
  readonly migrate?: "auto" | "check";
  /**
   * Whether statements are prepared under names, which is faster. Off for transaction poolers that break them; on, a
   * process notices such a pooler, warns, and goes on without. Default: true.
   */
  readonly preparedNames?: boolean;
  /**
   * Whether the database itself holds each read to the tenants of its caller: reads run as the role `scoria_reader`, under
   * row security, in short transactions of three round trips. Without it each statement names the tenants all the same.
   * The start tries it out and is refused when it does not hold. `docs/security.md` has the roles. Default: false.
   */
  readonly rls?: boolean;
  /**
   * Whether this process tells others of what it did, and hears of what they did, so that work and news arrive at once and
   * not at the next poll. Nothing depends on it. On a server it takes two connections, one to tell and one to hear; embedded
   * it is about the facades of this process. `docs/notifications.md` tells more. Default: true.
   */
  readonly notifications?: boolean;
  /**
   * Where to listen for notifications when `database` leads to a transaction pooler, through which nothing is heard: the
   * `postgres://…` of the server itself. Of no effect on an embedded database. Default: the same as `database`.
   */
  readonly listenUrl?: string;
  /**
   * How this process executes runs; `false` when it only starts and reads them, or begins with `runWorker`. Default: it
   * executes, see `WorkerOptions`.
   */
  readonly worker?: false | WorkerOptions;
  /** The limits of every run that does not set tighter ones. Default: see `Rails`. */
  readonly rails?: Rails;
  /**
   * Provider, model and prompt policy of new runs: built in, then the app's, then what `tenant` and `actor` say, then the
   * start's. Each run keeps those it started with. Default: see `RunRuntime`.
   */
  readonly defaults?: RuntimeDefaults;
  /** Who may decide. Default: not the run's own actor. */
  readonly approvals?: ApprovalPolicy;
  /**
   * How long payloads of finished runs, and finished runs themselves, are kept, for the app and for each tenant. `docs/retention.md`
   * tells what stays. Default: everything, for ever.
   */
  readonly retention?: RetentionOptions;
  /** What operators call this process. Default: the host name and the process id. */
  readonly nodeName?: string;
  /** Optional capabilities; each key repeats the lane's own name. Default: none. */
  readonly lanes?: Lanes;
  /**
   * What runs do, by step kind. A handler that returns what it got from the facade itself says its return type, else the
   * compiler may run in a circle (TS7022). Default: none, the runs are executed elsewhere.
   */
  readonly handlers?: { readonly [Kind in keyof Types]: HandlerEntry<Lanes, Types[Kind]> };
  /** Default: warnings and errors on standard error, one JSON line each. */
  readonly logger?: Logger;
  /** Takes secrets out of what is logged, stored of errors and exported. Default: `secretRedactor()`. */
  readonly redactor?: Redactor;
  /** Default: no spans. */
  readonly tracer?: Tracer;
}

/** The inputs of handlers that are not known here: any kind, looked up while the process runs. */
export interface AnyInputs {
  readonly [kind: string]: unknown;
}

/** Holds each lane's key to the lane's own name, and keeps the names that core has for itself. */
export type NamedLanes<Lanes> = {
  readonly [Name in keyof Lanes]: Name extends CoreName
    ? { readonly "this name belongs to the core": Name }
    : Lane<Name & string> | undefined;
};

/** The names that no lane may have: each is taken where a lane would add its own part. */
export type CoreName =
  | keyof ScoriaCore
  | keyof HandlerContext
  | keyof CoreStart<string>
  | keyof RunRecords
  | keyof RunSummary
  | "waitingFor"
  | "output"
  | "error";
