import { ScoriaError, type JsonObject } from "@scoria/core";
import { dashboardErrorCodes, type DashboardErrorCode } from "./dashboard-error-codes.ts";

export { dashboardErrorCodes, type DashboardErrorCode } from "./dashboard-error-codes.ts";

/** An error of this package; its message is `what`, then what to do. */
export function dashboardError(
  code: DashboardErrorCode,
  what?: string,
  details: JsonObject = {},
): ScoriaError<DashboardErrorCode> {
  const { means, remedy, retryable } = dashboardErrorCodes[code];
  return new ScoriaError(code, `${what ?? means} ${remedy}`, details, { retryable });
}

/** @throws INVALID_INPUT as the core says it */
export function invalidInput(path: string, what: string): ScoriaError<"INVALID_INPUT"> {
  return new ScoriaError("INVALID_INPUT", `${path} ${what}.`, { path });
}
