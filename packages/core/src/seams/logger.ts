import { redactText, type Redactor } from "./redactor.ts";
import { plainFields } from "./log-fields.ts";

export type LogFields = Readonly<Record<string, unknown>>;

/** Where Scoria writes what an operator of the process should know. An implementation must not throw. */
export interface Logger {
  debug(message: string, fields?: LogFields): void;
  info(message: string, fields?: LogFields): void;
  warn(message: string, fields?: LogFields): void;
  error(message: string, fields?: LogFields): void;
}

/** From the least to the most urgent. */
export const logLevels = ["debug", "info", "warn", "error"] as const;

export type LogLevel = (typeof logLevels)[number];

/** Says nothing. */
export const quietLogger: Logger = loggerOf(() => {});

/**
 * A logger whose messages and fields, and the errors in them, are redacted and made plain data before they reach the
 * given one. It never throws, whatever the fields hold and the given logger does.
 */
export function redactingLogger(logger: Logger, redactor: Redactor): Logger {
  return loggerOf((level, message, fields) => {
    try {
      logger[level](redactText(message, redactor), plainFields(fields, redactor));
    } catch {
      // A log line is not worth a run.
    }
  });
}

/** A logger that gives every level to one function. */
export function loggerOf(write: (level: LogLevel, message: string, fields: LogFields) => void): Logger {
  return Object.freeze({
    debug: (message: string, fields: LogFields = {}): void => write("debug", message, fields),
    info: (message: string, fields: LogFields = {}): void => write("info", message, fields),
    warn: (message: string, fields: LogFields = {}): void => write("warn", message, fields),
    error: (message: string, fields: LogFields = {}): void => write("error", message, fields),
  });
}
