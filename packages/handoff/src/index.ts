// The lane
export {
  handoffLane,
  type AnswerOf,
  type DeclaredStart,
  type HandedOver,
  type HandoffApi,
  type HandoffLane,
  type HandoffLaneOptions,
  type HandoffParts,
  type HandoffRequest,
  type HandoffStep,
  type RequestTo,
  type RoleRequest,
  type RoleStart,
  type StartedBeside,
  type StartTo,
} from "./handoff-lane.ts";
export type { HandoffLimits } from "./limits.ts";

// Handoffs that are declared once
export {
  defineHandoff,
  type AnyJson,
  type Handoff,
  type HandoffDefinition,
  type ReceivingContext,
} from "./define-handoff.ts";

// What became of them
export type { HandoffDetail, HandoffRecord, HandoffStatus } from "./detail.ts";

// Errors
export { handoffErrorCodes, type HandoffErrorCode } from "./handoff-error-codes.ts";
export { unsafeFindings } from "./unsafe-findings.ts";
export type { UnsafeFinding, UnsafeReason } from "./law/unsafe-finding.ts";
