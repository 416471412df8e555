import type { ScoriaError } from "@scoria/core";
import type { ContentfulStatusCode } from "hono/utils/http-status";

const byCode: Readonly<Record<string, ContentfulStatusCode>> = {
  INVALID_IDENTITY: 400,
  INVALID_INPUT: 400,
  UNKNOWN_OPTION: 400,
  APPROVAL_OWN_REQUEST: 403,
  RUN_NOT_FOUND: 404,
  APPROVAL_NOT_FOUND: 404,
  RUN_NOT_RESUMABLE: 409,
  IDEMPOTENCY_MISMATCH: 409,
  APPROVAL_ALREADY_DECIDED: 409,
  APPROVAL_STALE: 409,
  PAYLOAD_TOO_LARGE: 413,
};

/** The HTTP status of a refusal: what the caller can mend is 4xx, what may work later is 503. */
export function httpStatus(error: ScoriaError): ContentfulStatusCode {
  if (error.code === "CLOSED" || error.retryable) return 503;
  return byCode[error.code] ?? 500;
}
