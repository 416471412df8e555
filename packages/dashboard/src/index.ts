// Mounting it
export { createDashboardHandler, type AnyScoria, type DashboardHandler } from "./create-dashboard-handler.ts";
export type { DashboardOptions } from "./dashboard-options.ts";
export type { Authorize, Authorized } from "./authorize/authorize.ts";
export type { StreamLimits } from "./stream/open-streams.ts";

// What operators may do and see
export { permissions } from "./authorize/permissions.ts";
export type { Permission } from "./wire/operator.ts";
export type { FieldName, RedactField, ShownField } from "./shown/shown-field.ts";

// The API as a document
export { openApi } from "./wire/open-api.ts";

// Errors
export { dashboardErrorCodes, type DashboardErrorCode } from "./dashboard-error-codes.ts";
