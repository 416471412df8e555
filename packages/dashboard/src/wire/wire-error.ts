import type { JsonObject } from "@scoria/core";

/** What a call of the API was refused with, or that it got no answer (`status` 0, code `UNREACHABLE`). */
export class WireError extends Error {
  override readonly name: string = "WireError";
  /** The HTTP status; 0 when there was no answer. */
  readonly status: number;
  /** Stable: branch on it. */
  readonly code: string;
  readonly details: JsonObject;

  constructor(status: number, code: string, message: string, details: JsonObject = {}) {
    super(message);
    this.status = status;
    this.code = code;
    this.details = details;
  }
}
