import { type Logger, loggerOf } from "./logger.ts";

/** The part of a pino logger (or one shaped like it: fields first, then the message) that Scoria uses. */
export interface PinoLike {
  debug(fields: object, message: string): void;
  info(fields: object, message: string): void;
  warn(fields: object, message: string): void;
  error(fields: object, message: string): void;
}

/** Lets a pino logger be Scoria's. */
export function fromPino(pino: PinoLike): Logger {
  return loggerOf((level, message, fields) => pino[level](fields, message));
}
