import { isScoriaError, ScoriaError } from "../errors/scoria-error.ts";

/**
 * What went wrong, by what a caller can do about it.
 *
 * `connection`: the outcome is unknown or nothing was sent, so send the same bytes again. `contention`: nothing happened,
 * try again. `torn`: a group of journal rows did not fit whole. `data`: these values will never be taken. `prepared`:
 * the named statement is not what the server knows. `other`: everything else.
 */
export type DatabaseErrorKind = "connection" | "contention" | "torn" | "data" | "prepared" | "other";

const connectionStates = new Set([
  "57P01", // an administrator ended the session
  "57P02", // a crash of another session ended it
  "57P03", // starting up or shutting down
  "57P05", // the session idled too long
  "25P03", // the transaction idled too long
  "53300", // too many connections
  "25006", // read-only: after a failover this is no longer the primary, so only another connection helps
]);
const contentionStates = new Set(["40001", "40P01", "55P03"]);
const socketCodes =
  /^(ECONN(REFUSED|RESET|ABORTED)|EPIPE|ETIMEDOUT|EHOSTUNREACH|ENETUNREACH|ENETDOWN|EADDRNOTAVAIL|ENOTFOUND|EAI_AGAIN)$/;
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
  if (code === "SC001") return "torn";
  if (contentionStates.has(code)) return "contention";
  if (connectionStates.has(code) || /^08[0-9A-Z]{3}$/.test(code) || socketCodes.test(code)) return "connection";
  if (/^2[23][0-9A-Z]{3}$/.test(code)) return "data";
  if (code === "26000" || code === "42P05") return "prepared";
  // 0A000 is every feature that is not supported; only this routine means a plan that DDL has outdated.
  if (code === "0A000" && routine === "RevalidateCachedQuery") return "prepared";
  if (code === "" && connectionMessages.test(message)) return "connection";
  return "other";
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
  const details = { kind, ...(isSqlState(code) ? { sqlstate: code } : socketCodes.test(code) ? { code } : {}) };
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
  if (code.startsWith("53"))
    return [["The server is out of a resource", "Free disk or memory there, then try again."], true];
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
