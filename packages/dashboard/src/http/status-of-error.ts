/** The HTTP status that each code is answered with. */
const statuses: Readonly<Record<string, number>> = {
  INVALID_INPUT: 400,
  UNKNOWN_OPTION: 400,
  INVALID_IDENTITY: 400,
  API_VERSION_UNSUPPORTED: 400,
  NOT_AUTHORIZED: 401,
  PERMISSION_MISSING: 403,
  CROSS_ORIGIN: 403,
  APPROVAL_OWN_REQUEST: 403,
  ROUTE_NOT_FOUND: 404,
  RUN_NOT_FOUND: 404,
  APPROVAL_NOT_FOUND: 404,
  HANDLER_MISSING: 404,
  METHOD_NOT_ALLOWED: 405,
  RUN_NOT_RESUMABLE: 409,
  APPROVAL_ALREADY_DECIDED: 409,
  APPROVAL_STALE: 409,
  DECISION_OUTDATED: 409,
  IDEMPOTENCY_MISMATCH: 409,
  PAYLOAD_TOO_LARGE: 413,
  URL_TOO_LONG: 414,
  CONTENT_TYPE_UNSUPPORTED: 415,
  QUEUE_FULL: 429,
  TOO_MANY_STREAMS: 429,
  INTERNAL: 500,
  CLOSED: 503,
  DATABASE_BUSY: 503,
  DATABASE_UNAVAILABLE: 503,
  DATABASE_LOCKED: 503,
  MIGRATIONS_PENDING: 503,
  SCHEMA_TOO_NEW: 503,
  WAIT_TIMED_OUT: 504,
};

/** Of a code that is none of these, such as a lane's own: 422, or 503 when the same call may succeed later. */
export function statusOfError(code: string, retryable: boolean): number {
  return statuses[code] ?? (retryable ? 503 : 422);
}
