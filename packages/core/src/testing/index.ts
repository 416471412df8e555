// The facade under test
export {
  createTestScoria,
  type TestScoria,
  type TestScoriaOptions,
  type WaitingForApproval,
} from "./create-test-scoria.ts";
export { createTestDatabase } from "./create-test-database.ts";
export type { TestDatabase, TestDatabaseOptions, TestEngine } from "./test-database.ts";
export { testIdentity } from "./test-identity.ts";
export { TestClock } from "./test-clock.ts";
export type { Clock, Timer } from "../clock.ts";

// Assertions that say what came instead
export { assertRun, type ExpectedRun, type ExpectedWait } from "./assert-run.ts";
export { assertEntries, type ExpectedEntryType } from "./assert-entries.ts";
export { assertSteps, type ExpectedStep } from "./assert-steps.ts";
export { assertEvidence } from "./assert-evidence.ts";

// Stopping the engine at a place
export { atFailPoint, failPoints, type Disarm, type FailPoint } from "../fail-points.ts";

// Contracts, for whoever writes a part of their own
export { databaseContract, type DatabaseContractOptions } from "./database-contract.ts";
export type { DatabaseNeeds, DriverOpening, EmptyDatabase } from "./database-contract/contract-scene.ts";
export type { Connection, Rows, Statement, StatementDatabase } from "../database/statement-database.ts";
export { laneContract, type LaneContractOptions } from "./lane-contract.ts";
export type { RegisterTest } from "./register-test.ts";
