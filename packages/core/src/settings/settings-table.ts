import { limits } from "../decode/limits.ts";
import { builtInRuntime } from "../defaults/run-runtime.ts";
import { logLevels, type LogLevel } from "../seams/logger.ts";
import { databaseUrl, flag, integer, oneOf, serverUrl, text, type SettingType } from "./setting-type.ts";

/** One production setting: an option and the variable that overrides it. `Default` is null when it has no fixed one. */
export interface Setting<Value, Default extends Value | null = Value> {
  /** Where it stands in the options, such as "worker.leaseMs". */
  readonly option: string;
  readonly variable: `SCORIA_${string}`;
  readonly type: SettingType<Value>;
  readonly byDefault: Default;
  /** For the docs: what a default that is null depends on. */
  readonly byDefaultText?: string;
  /** The only value that the variable may set when the option does not: it may tighten, never loosen. */
  readonly variableMayOnlySet?: Value;
  /** One sentence for the docs. */
  readonly means: string;
}

const dayMs = 24 * 60 * 60 * 1000;

/** Every production setting that is plain data. The docs page is made from it. */
export const settings: {
  readonly database: Setting<string>;
  readonly migrate: Setting<"auto" | "check", null>;
  readonly preparedNames: Setting<boolean>;
  readonly rls: Setting<boolean>;
  readonly notifications: Setting<boolean>;
  readonly listenUrl: Setting<string, null>;
  readonly worker: Setting<boolean>;
  readonly concurrency: Setting<number>;
  readonly leaseMs: Setting<number>;
  readonly heartbeatMs: Setting<number, null>;
  readonly pollMs: Setting<number>;
  readonly watchdog: Setting<boolean, null>;
  readonly graceMs: Setting<number>;
  readonly poisonAfter: Setting<number>;
  readonly quarantine: Setting<boolean>;
  readonly quarantineDowns: Setting<number>;
  readonly quarantineWindowMs: Setting<number>;
  readonly quarantineForMs: Setting<number>;
  readonly nodeName: Setting<string, null>;
  readonly maxSteps: Setting<number, null>;
  readonly maxToolCalls: Setting<number, null>;
  readonly maxActiveMs: Setting<number, null>;
  readonly maxEntries: Setting<number>;
  readonly maxBytes: Setting<number>;
  readonly provider: Setting<string>;
  readonly model: Setting<string>;
  readonly allowOwnRequests: Setting<boolean>;
  readonly payloadsAfterMs: Setting<number, null>;
  readonly runsAfterMs: Setting<number, null>;
  readonly retentionPeriodic: Setting<boolean>;
  readonly retentionEveryMs: Setting<number>;
  readonly logLevel: Setting<LogLevel>;
} = {
  database: {
    option: "database",
    variable: "SCORIA_DATABASE",
    type: databaseUrl,
    byDefault: "file:.scoria/db",
    means: "Where runs are kept: a PostgreSQL server, or the embedded database in a folder or in memory.",
  },
  migrate: {
    option: "migrate",
    variable: "SCORIA_MIGRATE",
    type: oneOf(["auto", "check"]),
    byDefault: null,
    byDefaultText: "`auto` embedded, `check` on a server",
    means: "Whether a start brings the tables up to date, or refuses until somebody has.",
  },
  preparedNames: {
    option: "preparedNames",
    variable: "SCORIA_PREPARED_NAMES",
    type: flag,
    byDefault: true,
    means: "Whether statements are prepared under names; off for transaction poolers that break them.",
  },
  rls: {
    option: "rls",
    variable: "SCORIA_RLS",
    type: flag,
    byDefault: false,
    variableMayOnlySet: true,
    means: "Whether reads are bound by row security as well; the variable may only switch it on.",
  },
  notifications: {
    option: "notifications",
    variable: "SCORIA_NOTIFICATIONS",
    type: flag,
    byDefault: true,
    means: "Whether processes tell each other of what they did; off, all is found by polling.",
  },
  listenUrl: {
    option: "listenUrl",
    variable: "SCORIA_LISTEN_URL",
    type: serverUrl,
    byDefault: null,
    byDefaultText: "the url of `database`",
    means: "Where to listen for notifications when `database` leads to a transaction pooler: the server's own address.",
  },
  worker: {
    option: "worker",
    variable: "SCORIA_WORKER",
    type: flag,
    byDefault: true,
    means: "Whether a process executes runs from the start; off, it only starts and reads them until `runWorker`.",
  },
  concurrency: {
    option: "worker.concurrency",
    variable: "SCORIA_WORKER_CONCURRENCY",
    type: integer(1, 10_000),
    byDefault: 64,
    means: "How many runs it executes at once.",
  },
  leaseMs: {
    option: "worker.leaseMs",
    variable: "SCORIA_WORKER_LEASE_MS",
    type: integer(1, dayMs),
    byDefault: 30_000,
    means: "How long its runs stay its own without a heartbeat, in milliseconds.",
  },
  heartbeatMs: {
    option: "worker.heartbeatMs",
    variable: "SCORIA_WORKER_HEARTBEAT_MS",
    type: integer(1, dayMs),
    byDefault: null,
    byDefaultText: "a third of the lease, at most 10,000",
    means: "How often it says that it is alive, in milliseconds; at most half of the lease.",
  },
  pollMs: {
    option: "worker.pollMs",
    variable: "SCORIA_WORKER_POLL_MS",
    type: integer(1, 60_000),
    byDefault: 1_000,
    means: "How often it looks for runs that nobody told it of, in milliseconds.",
  },
  watchdog: {
    option: "worker.watchdog",
    variable: "SCORIA_WORKER_WATCHDOG",
    type: flag,
    byDefault: null,
    byDefaultText: "on on a server, off embedded",
    means:
      "Whether `runWorker` ends a process whose event loop stands still for two leases; elsewhere it does nothing.",
  },
  graceMs: {
    option: "worker.graceMs",
    variable: "SCORIA_WORKER_GRACE_MS",
    type: integer(1, dayMs),
    byDefault: 25_000,
    means: "How long steps that are under way may go on when it is told to end, or is drained, in milliseconds.",
  },
  poisonAfter: {
    option: "worker.poisonAfter",
    variable: "SCORIA_WORKER_POISON_AFTER",
    type: integer(1, 1_000),
    byDefault: 5,
    means: "How many nodes in a row may go down with a run before it is failed as `POISONED`.",
  },
  quarantine: {
    option: "worker.quarantine",
    variable: "SCORIA_WORKER_QUARANTINE",
    type: flag,
    byDefault: true,
    means: "Whether its name is kept from taking runs for a while when it goes down too often.",
  },
  quarantineDowns: {
    option: "worker.quarantine.downs",
    variable: "SCORIA_WORKER_QUARANTINE_DOWNS",
    type: integer(1, 100),
    byDefault: 3,
    means: "How often its name may go down within the window before that.",
  },
  quarantineWindowMs: {
    option: "worker.quarantine.windowMs",
    variable: "SCORIA_WORKER_QUARANTINE_WINDOW_MS",
    type: integer(1, dayMs),
    byDefault: 300_000,
    means: "How long a down counts, in milliseconds.",
  },
  quarantineForMs: {
    option: "worker.quarantine.forMs",
    variable: "SCORIA_WORKER_QUARANTINE_FOR_MS",
    type: integer(1, dayMs),
    byDefault: 600_000,
    means: "How long its name is then kept out, in milliseconds.",
  },
  nodeName: {
    option: "nodeName",
    variable: "SCORIA_NODE_NAME",
    type: text(200),
    byDefault: null,
    byDefaultText: "host name and process id",
    means: "What operators call this process.",
  },
  maxSteps: {
    option: "rails.maxSteps",
    variable: "SCORIA_RAILS_MAX_STEPS",
    type: integer(1, 10_000_000),
    byDefault: null,
    byDefaultText: "no limit",
    means: "How many attempts at steps a run may make before it is halted.",
  },
  maxToolCalls: {
    option: "rails.maxToolCalls",
    variable: "SCORIA_RAILS_MAX_TOOL_CALLS",
    type: integer(1, 10_000_000),
    byDefault: null,
    byDefaultText: "no limit",
    means: "How many attempts at tool calls a run may make before it is halted.",
  },
  maxActiveMs: {
    option: "rails.maxActiveMs",
    variable: "SCORIA_RAILS_MAX_ACTIVE_MS",
    type: integer(1, limits.longestMs),
    byDefault: null,
    byDefaultText: "no limit",
    means: "How long a run may be at work before it is halted, in milliseconds; waiting does not count.",
  },
  maxEntries: {
    option: "rails.maxEntries",
    variable: "SCORIA_RAILS_MAX_ENTRIES",
    type: integer(1, 10_000_000),
    byDefault: 10_000,
    means: "How many entries the journal of a run may have before the run is halted.",
  },
  maxBytes: {
    option: "rails.maxBytes",
    variable: "SCORIA_RAILS_MAX_BYTES",
    type: integer(1, 1024 ** 3),
    byDefault: 8 * 1024 * 1024,
    means: "How large the journal of a run may grow before the run is halted, in bytes.",
  },
  provider: {
    option: "defaults.provider",
    variable: "SCORIA_DEFAULTS_PROVIDER",
    type: text(limits.nameCharacters),
    byDefault: builtInRuntime.provider,
    means: "Whose model new runs use, unless their tenant, actor or start says otherwise.",
  },
  model: {
    option: "defaults.model",
    variable: "SCORIA_DEFAULTS_MODEL",
    type: text(limits.nameCharacters),
    byDefault: builtInRuntime.model,
    means: "Which model new runs use, unless their tenant, actor or start says otherwise.",
  },
  allowOwnRequests: {
    option: "approvals.allowOwnRequests",
    variable: "SCORIA_APPROVALS_ALLOW_OWN_REQUESTS",
    type: flag,
    byDefault: false,
    variableMayOnlySet: false,
    means: "Whether a run's actor may decide its own requests; the variable may only forbid what the option allows.",
  },
  payloadsAfterMs: {
    option: "retention.payloadsAfterMs",
    variable: "SCORIA_RETENTION_PAYLOADS_AFTER_MS",
    type: integer(1_000, limits.longestMs),
    byDefault: null,
    byDefaultText: "never",
    means:
      "How long after its end a run keeps its payloads, unless its tenant's policy says otherwise, in milliseconds.",
  },
  runsAfterMs: {
    option: "retention.runsAfterMs",
    variable: "SCORIA_RETENTION_RUNS_AFTER_MS",
    type: integer(1_000, limits.longestMs),
    byDefault: null,
    byDefaultText: "never",
    means: "How long after its end a run is kept at all, unless its tenant's policy says otherwise, in milliseconds.",
  },
  retentionPeriodic: {
    option: "retention.periodic",
    variable: "SCORIA_RETENTION_PERIODIC",
    type: flag,
    byDefault: true,
    means: "Whether the nodes of this process remove what is old by themselves.",
  },
  retentionEveryMs: {
    option: "retention.everyMs",
    variable: "SCORIA_RETENTION_EVERY_MS",
    type: integer(1_000, dayMs),
    byDefault: 600_000,
    means: "How often a node looks for what has become old, in milliseconds.",
  },
  logLevel: {
    option: "the level of the default logger",
    variable: "SCORIA_LOG_LEVEL",
    type: oneOf(logLevels),
    byDefault: "warn",
    means: "The least urgent level that is written; a logger of the host's own decides for itself.",
  },
};

/** In the order of the docs. */
export const allSettings: readonly Setting<unknown, unknown>[] = Object.values(settings);
