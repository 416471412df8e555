import { hostname } from "node:os";
import { readBoolean, readEnum, readPositiveInteger, readString } from "./decode/option-values.ts";
import { readOptions } from "./decode/read-options.ts";
import { invalidInput } from "./errors/core-errors.ts";
import { readHandlers, type HandlerTable } from "./execution/handler-table.ts";
import type { FrozenRails } from "./execution/payloads.ts";
import { readLanes } from "./lane/attach-lanes.ts";
import type { Lane } from "./lane/lane.ts";
import type { NodeSettings } from "./nodes/node-settings.ts";
import { consoleLogger } from "./seams/console-logger.ts";
import { redactingLogger, type Logger } from "./seams/logger.ts";
import { noRedaction, type Redactor } from "./seams/redactor.ts";
import { noTracer, type Tracer } from "./seams/tracer.ts";

/** The options of a facade with every default filled in. */
export interface ResolvedOptions {
  readonly database: string;
  readonly migrate: "auto" | "check";
  /** Null: this process executes nothing. */
  readonly node: NodeSettings | null;
  readonly pollMs: number;
  readonly rails: FrozenRails;
  readonly allowOwnRequests: boolean;
  readonly lanes: readonly Lane[];
  readonly handlers: HandlerTable;
  readonly logger: Logger;
  readonly redactor: Redactor;
  readonly tracer: Tracer;
}

const optionNames = [
  "database",
  "migrate",
  "worker",
  "rails",
  "approvals",
  "nodeName",
  "lanes",
  "handlers",
  "logger",
  "redactor",
  "tracer",
] as const;

const embeddedByDefault = "file:.scoria/db";
const longestMs = 24 * 60 * 60 * 1000;

/** @throws INVALID_INPUT naming the option, UNKNOWN_OPTION, LANE_INVALID */
export function resolveOptions(options: unknown): ResolvedOptions {
  const given = readOptions(options, optionNames, "createScoria");
  const database = readDatabase(options, given.database);
  const embedded = !/^postgres(ql)?:/.test(database);
  const redactor = seam(given.redactor, noRedaction, "redactor", ["text"]);
  const name =
    given.nodeName === undefined
      ? `${hostname()}-${process.pid}`
      : readString(given.nodeName, "nodeName", { maxCharacters: 200 });
  const { settings, pollMs } = readWorker(given.worker, name);
  return {
    database,
    migrate:
      given.migrate === undefined
        ? embedded
          ? "auto"
          : "check"
        : readEnum(given.migrate, "migrate", ["auto", "check"]),
    node: settings,
    pollMs,
    rails: readRails(given.rails),
    allowOwnRequests: readAllowOwn(given.approvals),
    lanes: readLanes(given.lanes),
    handlers: readHandlers(given.handlers),
    logger: redactingLogger(
      seam(given.logger, consoleLogger(), "logger", ["debug", "info", "warn", "error"]),
      redactor,
    ),
    redactor,
    tracer: seam(given.tracer, noTracer, "tracer", ["startSpan"]),
  };
}

/** A key that is there but undefined is a variable that was not set: it must not quietly open an empty database. */
function readDatabase(options: unknown, database: unknown): string {
  if (database !== undefined) return readString(database, "database", { maxCharacters: 4_096 });
  if (typeof options === "object" && options !== null && Object.hasOwn(options, "database")) {
    throw invalidInput(
      "database",
      `is undefined, so a variable seems not to be set. Set it, or write \`?? "${embeddedByDefault}"\` to mean the embedded database`,
    );
  }
  return embeddedByDefault;
}

function readWorker(value: unknown, name: string): { readonly settings: NodeSettings | null; readonly pollMs: number } {
  if (value === false) return { settings: null, pollMs: 1_000 };
  const given = readOptions(value, ["concurrency", "leaseMs", "heartbeatMs", "pollMs"], "worker");
  const read = (
    option: "concurrency" | "leaseMs" | "heartbeatMs" | "pollMs",
    byDefault: number,
    max: number,
  ): number =>
    given[option] === undefined ? byDefault : readPositiveInteger(given[option], `worker.${option}`, { max });
  const leaseMs = read("leaseMs", 30_000, longestMs);
  const heartbeatMs = read("heartbeatMs", Math.min(10_000, Math.ceil(leaseMs / 3)), longestMs);
  const pollMs = read("pollMs", 1_000, 60_000);
  if (heartbeatMs > leaseMs / 2) {
    throw invalidInput(
      "worker.heartbeatMs",
      "must be at most half of worker.leaseMs, or one late heartbeat loses every run",
    );
  }
  return { settings: { name, concurrency: read("concurrency", 64, 10_000), leaseMs, heartbeatMs, pollMs }, pollMs };
}

function readRails(value: unknown): FrozenRails {
  const given = readOptions(value, ["maxEntries", "maxBytes"], "rails");
  return {
    maxEntries:
      given.maxEntries === undefined
        ? 10_000
        : readPositiveInteger(given.maxEntries, "rails.maxEntries", { max: 10_000_000 }),
    maxBytes:
      given.maxBytes === undefined
        ? 8 * 1024 * 1024
        : readPositiveInteger(given.maxBytes, "rails.maxBytes", { max: 1024 ** 3 }),
  };
}

function readAllowOwn(value: unknown): boolean {
  const { allowOwnRequests } = readOptions(value, ["allowOwnRequests"], "approvals");
  return allowOwnRequests === undefined ? false : readBoolean(allowOwnRequests, "approvals.allowOwnRequests");
}

function seam<T extends object>(value: unknown, byDefault: T, name: string, methods: readonly string[]): T {
  if (value === undefined) return byDefault;
  const holder = value as Readonly<Record<string, unknown>> | null;
  if (typeof holder !== "object" || holder === null || methods.some((method) => typeof holder[method] !== "function")) {
    throw invalidInput(name, `must be an object with ${methods.join(", ")}`);
  }
  return value as T;
}
