import type { JsonObject } from "../decode/json.ts";
import { plainFields } from "./log-fields.ts";
import { type Logger, loggerOf, type LogLevel, logLevels } from "./logger.ts";
import { noRedaction, redactText, type Redactor } from "./redactor.ts";

export interface ConsoleLoggerOptions {
  /** The least urgent level that is written; default "warn". */
  readonly level?: LogLevel;
  /** What message and fields go through; default: nothing. */
  readonly redactor?: Redactor;
}

// JSON.stringify escapes the C0 controls; a terminal also acts on DEL, C1, line separators and turned text.
const unescapedControl = /[\u007f-\u009f\u200e\u200f\u2028\u2029\u202a-\u202e\u2066-\u2069]/g;

/**
 * Writes one line of JSON to the standard error stream for each message: `level`, `time` (ISO 8601), `message`, and the
 * fields. Control characters are escaped, so that no message can start a line or move a cursor.
 */
export function consoleLogger(options: ConsoleLoggerOptions = {}): Logger {
  const least = logLevels.indexOf(options.level ?? "warn");
  const redactor = options.redactor ?? noRedaction;
  return loggerOf((level, message, fields) => {
    if (logLevels.indexOf(level) < least) return;
    const line = { ...plainFields(fields, redactor), level, time: new Date().toISOString() };
    process.stderr.write(formatLine({ ...line, message: redactText(message, redactor) }));
  });
}

function formatLine(line: JsonObject): string {
  return `${JSON.stringify(line).replace(unescapedControl, escapeUnit)}\n`;
}

function escapeUnit(unit: string): string {
  return `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`;
}
