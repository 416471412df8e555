import { kindOfCode, type DatabaseErrorKind } from "./database-faults.ts";
import { isScoriaError, ScoriaError } from "../errors/scoria-error.ts";

export type { DatabaseErrorKind } from "./database-faults.ts";

// The driver gives these no code.
const connectionMessages =
  /^(Connection terminated|Client (has encountered a connection error|was closed)|timeout e|Query read timeout|Cannot use a pool after)/;
const fullPoolMessage = "timeout exceeded when trying to connect";

/** Never throws, whatever `error` is. */
export function classifyDatabaseError(error: unknown): DatabaseErrorKind {
  if (isScoriaError(error, "DATABASE_UNAVAILABLE")) return "connection";
  if (isScoriaError(error, "DATABASE_BUSY")) return "contention";
  if (isScoriaError(error)) return "other";
  const { code, message, routine } = readDriverError(error);
  // 0A000 is every feature that is not supported; only this routine means a plan that DDL has outdated.
  if (code === "0A000" && routine === "RevalidateCachedQuery") return "prepared";
  if (code === "" && connectionMessages.test(message)) return "connection";
  return kindOfCode(code);
}

/**
 * The error that may leave Scoria: DATABASE_BUSY or DATABASE_UNAVAILABLE. It holds no SQL, no parameter and no text of
 * the driver, and no cause either, as that could hold parameters. `doing` completes "… while <doing>": "reading a run".
 * An error that is Scoria's own already is answered as it is.
 */
export function asScoriaError(error: unknown, doing: string): ScoriaError {
  if (isScoriaError(error)) return error;
  const kind = classifyDatabaseError(error);
  const { code, message } = readDriverError(error);
  const details = {
    kind,
    ...(isSqlState(code) ? { sqlstate: code } : kindOfCode(code) === "connection" ? { code } : {}),
  };
  if (kind === "contention") {
    return new ScoriaError(
      "DATABASE_BUSY",
      `Other work held what was needed while ${doing}. Nothing was changed; try again.`,
      details,
    );
  }
  if (message === fullPoolMessage) {
    return new ScoriaError(
      "DATABASE_BUSY",
      `No database connection came free in time while ${doing}. Nothing was sent; try again. If it lasts, look for long ` +
        "statements, or on the embedded database for a transaction that itself waits for this work.",
      details,
    );
  }
  const [happened, retryable] = explain(kind, code);
  return new ScoriaError("DATABASE_UNAVAILABLE", `${happened[0]} while ${doing}. ${happened[1]}`, details, {
    retryable,
  });
}

function explain(kind: DatabaseErrorKind, code: string): readonly [readonly [string, string], boolean] {
  if (code === "25006")
    return [["The database took no writes", "It is a standby or read-only; connect to the primary."], true];
  if (code === "53300")
    return [["The server had no connection left", "Raise its max_connections or use a pooler, then try again."], true];
  if (code.startsWith("53") || code.startsWith("58"))
    return [["The server is out of a resource", "Free disk or memory there, then try again."], true];
  if (kind === "connection")
    return [
      ["The database could not be reached", "Check that it runs and that the url is right, then try again."],
      true,
    ];
  if (code === "28P01" || code === "28000")
    return [["The database refused the login", "Check the user, the password and the server's access rules."], false];
  if (code === "3D000")
    return [["The server has no such database", "Create it, or correct its name in the url."], false];
  if (code === "42501")
    return [
      ["The database role may not do this", "Grant it what the migrations grant, or connect as another role."],
      false,
    ];
  if (/^(42P01|42703|42883|3F000)$/.test(code))
    return [["The database lacks a table or function", "Call migrate(options) of @scoria/core."], false];
  return [["The database refused a statement", "Look at its log for this moment; the details name the state."], false];
}

/** Whether `code` is one of a server's five-character states. */
export function isSqlState(code: string): boolean {
  return /^[0-9A-Z]{5}$/.test(code) && !/^E[A-Z]+$/.test(code);
}

interface DriverError {
  readonly code: string;
  readonly message: string;
  readonly routine: string;
  readonly severity: string;
}

/** The parts of a driver's error that decide, each "" where it is missing. */
export function readDriverError(error: unknown): DriverError {
  const text = (key: string): string => {
    try {
      const value: unknown = (error as Readonly<Record<string, unknown>>)[key];
      return typeof value === "string" ? value : "";
    } catch {
      return "";
    }
  };
  return { code: text("code"), message: text("message"), routine: text("routine"), severity: text("severity") };
}
