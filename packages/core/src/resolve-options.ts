import { hostname } from "node:os";
import { freezeJson } from "./decode/freeze-json.ts";
import { readOptions } from "./decode/read-options.ts";
import { overlayRuntime } from "./defaults/overlay-runtime.ts";
import { overlayKeys, overlayOf } from "./defaults/read-overlay.ts";
import type { FacadeDefaults } from "./defaults/resolve-defaults.ts";
import { builtInRuntime } from "./defaults/run-runtime.ts";
import { invalidInput } from "./errors/core-errors.ts";
import { isScoriaError } from "./errors/scoria-error.ts";
import { readHandlers, type HandlerTable } from "./execution/handler-table.ts";
import { railNames, type FrozenRails } from "./execution/rails.ts";
import { readLanes } from "./lane/attach-lanes.ts";
import type { Lane } from "./lane/lane.ts";
import type { NodeSettings, QuarantinePolicy } from "./nodes/node-settings.ts";
import { secretRedactor } from "./redaction/secret-redactor.ts";
import { consoleLogger } from "./seams/console-logger.ts";
import { redactingLogger, type Logger } from "./seams/logger.ts";
import type { RetentionPlan } from "./retention/retention-plan.ts";
import type { Redactor } from "./seams/redactor.ts";
import { noTracer, type Tracer } from "./seams/tracer.ts";
import { nameInForce, readSetting, type Environment } from "./settings/read-settings.ts";
import { settings } from "./settings/settings-table.ts";
import { describeUnknown, unknownVariables } from "./settings/unknown-variables.ts";

/** The options of a facade with every default filled in. */
export interface ResolvedOptions {
  readonly database: string;
  readonly migrate: "auto" | "check";
  readonly preparedNames: boolean;
  readonly rls: boolean;
  readonly notifications: boolean;
  /** Null: the database's own url. */
  readonly listenUrl: string | null;
  /** Null: this process executes nothing until `runWorker`. */
  readonly node: NodeSettings | null;
  /** What a node that is begun later works with. @throws INVALID_INPUT, UNKNOWN_OPTION */
  readonly workerSettings: (worker: unknown) => NodeSettings;
  readonly pollMs: number;
  readonly rails: FrozenRails;
  readonly defaults: FacadeDefaults;
  readonly allowOwnRequests: boolean;
  readonly retention: RetentionPlan;
  readonly lanes: readonly Lane[];
  readonly handlers: HandlerTable;
  readonly logger: Logger;
  readonly redactor: Redactor;
  readonly tracer: Tracer;
}

const optionNames = [
  "database",
  "migrate",
  "preparedNames",
  "rls",
  "notifications",
  "listenUrl",
  "worker",
  "rails",
  "defaults",
  "approvals",
  "retention",
  "nodeName",
  "lanes",
  "handlers",
  "logger",
  "redactor",
  "tracer",
] as const;

export const workerOptionNames = [
  "concurrency",
  "leaseMs",
  "heartbeatMs",
  "pollMs",
  "graceMs",
  "watchdog",
  "poisonAfter",
  "quarantine",
] as const;

/** A full garbage collection or a busy machine may take a second, which is two leases of this length. */
const shortestWatchedLeaseMs = 500;

/**
 * Fills in what the variables and the defaults say, and warns of variables that say nothing.
 *
 * @throws INVALID_INPUT naming the option or the variable, UNKNOWN_OPTION, LANE_INVALID
 */
export function resolveOptions(options: unknown, env: Environment = process.env): ResolvedOptions {
  const resolved = decodeOptions(options, env);
  for (const unknown of unknownVariables(env))
    resolved.logger.warn(describeUnknown(unknown), { variable: unknown.name });
  return resolved;
}

/** As `resolveOptions`, without a word in the log. */
export function decodeOptions(options: unknown, env: Environment): ResolvedOptions {
  try {
    return decode(options, env);
  } catch (error) {
    if (isScoriaError(error)) throw error;
    throw invalidInput("The options of createScoria", "could not be read: a getter or a proxy threw");
  }
}

function decode(options: unknown, env: Environment): ResolvedOptions {
  const given = readOptions(options, optionNames, "createScoria");
  const database = readDatabase(options, given.database, env);
  const redactor = seam(given.redactor, secretRedactor(), "redactor", ["text"]);
  const nodeName = readNodeName(given.nodeName, env);
  const isOn = readSetting(settings.worker, given.worker === false ? false : undefined, env);
  const node = readWorker(given.worker === false ? undefined : given.worker, nodeName, env);
  const level = readSetting(settings.logLevel, undefined, env);
  return {
    database,
    migrate: readSetting(settings.migrate, given.migrate, env) ?? (isServer(database) ? "check" : "auto"),
    preparedNames: readSetting(settings.preparedNames, given.preparedNames, env),
    rls: readSetting(settings.rls, given.rls, env),
    notifications: readSetting(settings.notifications, given.notifications, env),
    listenUrl: readSetting(settings.listenUrl, given.listenUrl, env),
    node: isOn ? node : null,
    workerSettings: (worker) => readWorker(worker, nodeName, env),
    pollMs: node.pollMs,
    rails: readRails(given.rails, env),
    defaults: readDefaults(given.defaults, env),
    allowOwnRequests: readAllowOwn(given.approvals, env),
    retention: readRetention(given.retention, env),
    lanes: readLanes(given.lanes),
    handlers: readHandlers(given.handlers),
    logger: redactingLogger(
      seam(given.logger, consoleLogger({ level }), "logger", ["debug", "info", "warn", "error"]),
      redactor,
    ),
    redactor,
    tracer: seam(given.tracer, noTracer, "tracer", ["startSpan"]),
  };
}

/** Whether the url names a server, and not the embedded database. */
export function isServer(url: string): boolean {
  return /^postgres(ql)?:/.test(url);
}

/** A key that is there but undefined is a variable that was not set: it must not quietly open an empty database. */
function readDatabase(options: unknown, option: unknown, env: Environment): string {
  const { variable, byDefault } = settings.database;
  const isUndefined = option === undefined && Object.hasOwn((options ?? {}) as object, "database");
  if (isUndefined && env[variable] === undefined) {
    throw invalidInput(
      "database",
      `is undefined, so a variable seems not to be set. Set it, or write \`?? "${byDefault}"\` to mean the embedded database`,
    );
  }
  return readSetting(settings.database, option, env);
}

function readNodeName(option: unknown, env: Environment): string {
  return readSetting(settings.nodeName, option, env) ?? `${hostname()}-${process.pid}`;
}

function readWorker(value: unknown, name: string, env: Environment): NodeSettings {
  const given = readOptions(value, workerOptionNames, "worker");
  const concurrency = readSetting(settings.concurrency, given.concurrency, env);
  const leaseMs = readSetting(settings.leaseMs, given.leaseMs, env);
  const heartbeatMs =
    readSetting(settings.heartbeatMs, given.heartbeatMs, env) ?? Math.min(10_000, Math.ceil(leaseMs / 3));
  const pollMs = readSetting(settings.pollMs, given.pollMs, env);
  if (heartbeatMs > leaseMs / 2) {
    throw invalidInput(
      nameInForce(settings.heartbeatMs, env),
      `must be at most half of ${nameInForce(settings.leaseMs, env)}, or one late heartbeat loses every run`,
    );
  }
  const watchdog =
    readSetting(settings.watchdog, given.watchdog, env) ?? (leaseMs < shortestWatchedLeaseMs ? false : null);
  if (watchdog === true && leaseMs < shortestWatchedLeaseMs) {
    throw invalidInput(
      nameInForce(settings.watchdog, env),
      `cannot be on with ${nameInForce(settings.leaseMs, env)} below ${shortestWatchedLeaseMs}: any process stands still for so long at times, and would be ended for it`,
    );
  }
  return {
    name,
    concurrency,
    leaseMs,
    heartbeatMs,
    pollMs,
    watchdog,
    graceMs: readSetting(settings.graceMs, given.graceMs, env),
    poisonAfter: readSetting(settings.poisonAfter, given.poisonAfter, env),
    quarantine: readQuarantine(given.quarantine, env),
  };
}

function readQuarantine(value: unknown, env: Environment): QuarantinePolicy | null {
  const isOn = readSetting(settings.quarantine, value === false ? false : undefined, env);
  const given = readOptions(value === false ? undefined : value, ["downs", "windowMs", "forMs"], "worker.quarantine");
  const policy = {
    downs: readSetting(settings.quarantineDowns, given.downs, env),
    windowMs: readSetting(settings.quarantineWindowMs, given.windowMs, env),
    forMs: readSetting(settings.quarantineForMs, given.forMs, env),
  };
  return isOn ? policy : null;
}

function readRails(value: unknown, env: Environment): FrozenRails {
  const given = readOptions(value, railNames, "rails");
  return Object.freeze({
    maxActiveMs: readSetting(settings.maxActiveMs, given.maxActiveMs, env),
    maxSteps: readSetting(settings.maxSteps, given.maxSteps, env),
    maxToolCalls: readSetting(settings.maxToolCalls, given.maxToolCalls, env),
    maxEntries: readSetting(settings.maxEntries, given.maxEntries, env),
    maxBytes: readSetting(settings.maxBytes, given.maxBytes, env),
  });
}

/** An overlay function is called when a run starts; here it is only looked at. */
function readDefaults(value: unknown, env: Environment): FacadeDefaults {
  const { tenant, actor, ...rest } = readOptions(value, [...overlayKeys, "tenant", "actor"], "defaults");
  const given = overlayOf(rest, "defaults");
  const names = {
    provider: readSetting(settings.provider, given.provider, env),
    model: readSetting(settings.model, given.model, env),
  };
  return {
    app: freezeJson(overlayRuntime(builtInRuntime, { ...given, ...names })),
    tenant: readFunction(tenant, "defaults.tenant"),
    actor: readFunction(actor, "defaults.actor"),
  };
}

function readFunction<T>(value: unknown, name: string): ((argument: T) => unknown) | undefined {
  if (value === undefined || typeof value === "function") return value as ((argument: T) => unknown) | undefined;
  throw invalidInput(name, "must be a function that answers an overlay");
}

function readAllowOwn(value: unknown, env: Environment): boolean {
  const { allowOwnRequests } = readOptions(value, ["allowOwnRequests"], "approvals");
  return readSetting(settings.allowOwnRequests, allowOwnRequests, env);
}

function readRetention(value: unknown, env: Environment): RetentionPlan {
  const given = readOptions(value, ["payloadsAfterMs", "runsAfterMs", "tenant", "periodic", "everyMs"], "retention");
  return Object.freeze({
    app: Object.freeze({
      payloadsAfterMs: readSetting(settings.payloadsAfterMs, given.payloadsAfterMs ?? undefined, env),
      runsAfterMs: readSetting(settings.runsAfterMs, given.runsAfterMs ?? undefined, env),
    }),
    tenant: readFunction<string>(given.tenant, "retention.tenant"),
    periodic: readSetting(settings.retentionPeriodic, given.periodic, env),
    everyMs: readSetting(settings.retentionEveryMs, given.everyMs, env),
  });
}

function seam<T extends object>(value: unknown, byDefault: T, name: string, methods: readonly string[]): T {
  if (value === undefined) return byDefault;
  const holder = value as Readonly<Record<string, unknown>> | null;
  if (typeof holder !== "object" || holder === null || methods.some((method) => typeof holder[method] !== "function")) {
    throw invalidInput(name, `must be an object with ${methods.join(", ")}`);
  }
  return value as T;
}
