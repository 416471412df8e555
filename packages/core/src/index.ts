// The facade
export { createScoria } from "./create-scoria.ts";
export type { Scoria, ScoriaCore, CreateScoria, EvidenceExport } from "./scoria.ts";
export type { CoreStart, InputField, StartOptions } from "./start-options.ts";
export type {
  AnyInputs,
  ApprovalPolicy,
  CoreName,
  NamedLanes,
  Rails,
  RunWorkerOptions,
  ScoriaOptions,
  WorkerOptions,
  WorkerQuarantine,
} from "./scoria-options.ts";

export type { PromptPolicy, RunRuntime, RuntimeDefaults, RuntimeOverlay } from "./defaults/run-runtime.ts";

// Configuration, before there is a facade
export { defineConfig } from "./define-config.ts";
export { migrate, type Migrated, type MigrateOptions, type PrintedMigrations } from "./migrate.ts";
export { doctor, type DoctorOptions, type DoctorReport } from "./doctor/doctor.ts";
export type { DoctorCheck, DoctorCheckName } from "./doctor/doctor-check.ts";
export type { Environment } from "./settings/read-settings.ts";

// Who acts
export { identity, type Identity, type IdentityFields, type MakeIdentity } from "./identity/identity.ts";
export type { HeaderSource } from "./identity/from-headers.ts";
export type { FieldSource, HeaderMapping, IdentityMapping } from "./identity/identity-mapping.ts";
export { operatorScope, type OperatorScope, type OperatorScopeFields, type Who } from "./identity/operator-scope.ts";

// Runs and their records
export type {
  CancelAnswer,
  CancelledRun,
  CancelOptions,
  CompletedRun,
  FailedRun,
  HaltedRun,
  LaneDetails,
  QueuedRun,
  RunBase,
  RunDetail,
  RunPage,
  RunRecords,
  RunningRun,
  RunsFilter,
  RunsQuery,
  RunStatus,
  RunSummary,
  SignalOptions,
  StepRecord,
  StepStatus,
  WaitingFor,
  WaitingKind,
  WaitingRun,
  WaitOptions,
  WatchOptions,
} from "./runs/run.ts";
export type { SessionPage, SessionsQuery, SessionSummary } from "./sessions/session.ts";
export type {
  Approval,
  ApprovalDecision,
  ApprovalOutcome,
  ApprovalPage,
  ApprovalRequest,
  ApprovalsQuery,
  ApprovalStatus,
  ApprovedOutcome,
  ExpiredOutcome,
  RejectedOutcome,
} from "./approvals/approval.ts";

export type { ChildOptions, ChildOutcome, ChildOutcomes, ChildRecord, ChildRun } from "./children/child.ts";

// Nodes
export type { NodeRecord, NodeStatus, QuarantineOptions, ScoriaNodes } from "./nodes/node.ts";
export type { QueueChanges, QueueFlow, QueueLimits, QueueReason, QueueStats, ScoriaQueues } from "./queues/queue.ts";

// Schedules
export type {
  MissedFires,
  ScheduledFor,
  ScheduleFields,
  ScheduleOptions,
  SchedulePage,
  ScheduleRecord,
  SchedulesQuery,
  ScoriaSchedules,
} from "./schedules/schedule.ts";

// Retention
export type {
  ApplyRetentionOptions,
  RetentionOptions,
  RetentionPolicy,
  RetentionReport,
  ScoriaRetention,
  TenantRetention,
  Tombstone,
} from "./retention/retention.ts";

// Evidence
export { verifyExport } from "./journal/export-format.ts";
export type { EvidenceCheck, EvidenceFault, EvidenceHead } from "./journal/check-chain.ts";
export { entryTypes, type Entry, type EntryType } from "./journal/entry.ts";

// Handlers
export { giveUp, retryAfter } from "./steps/retry-control.ts";
export { defineHandler } from "./handlers/define-handler.ts";
export type {
  CoreContext,
  DeclaredHandler,
  Handler,
  HandlerContext,
  HandlerEntry,
  HandlerWithInput,
  InlineHandler,
  InOf,
  InputSchema,
  InputTypes,
  OutOf,
  StepFunction,
  StepName,
  StepPowers,
} from "./handlers/handler.ts";
export type {
  ApprovedAttempt,
  ApprovedStepOptions,
  RetryPolicy,
  StepAttempt,
  StepOptions,
} from "./steps/step-options.ts";
export type { NotRecordable, Recordable, Recorded } from "./steps/recorded.ts";

// Lanes
export type { AttachedLane, Lane, LaneParts, NamesWith, PartOf } from "./lane/lane.ts";
export type {
  IndexMigration,
  Migration,
  MigrationIndex,
  MigrationName,
  SqlMigration,
} from "./database/migration-set.ts";

// Errors
export { isScoriaError, ScoriaError, type ScoriaErrorCode } from "./errors/scoria-error.ts";
export { coreErrorCodes, type CoreErrorCode } from "./errors/core-errors.ts";
export type { StoredError } from "./errors/stored-error.ts";

// What a host may bring
export type { Json, JsonObject } from "./decode/json.ts";
export { fromPino } from "./seams/from-pino.ts";
export { consoleLogger, type ConsoleLoggerOptions } from "./seams/console-logger.ts";
export { quietLogger, type Logger } from "./seams/logger.ts";
export { secretRedactor, type SecretRedactorOptions } from "./redaction/secret-redactor.ts";
export { noRedaction, type Redactor } from "./seams/redactor.ts";
export { noTracer, type Span, type SpanAttributes, type Tracer } from "./seams/tracer.ts";
