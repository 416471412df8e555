import { coreErrorCodes } from "@scoria/core";
import { dashboardErrorCodes } from "@scoria/dashboard";
import { handoffErrorCodes } from "@scoria/handoff";

/** What a package says of one of its codes. */
export interface ErrorText {
  readonly means: string;
  readonly remedy: string;
  readonly retryable: boolean;
}

/** The codes of one package, in the order of its own table. */
export interface ErrorTable {
  readonly name: string;
  readonly codes: Readonly<Record<string, ErrorText>>;
  /** Where a guide tells the rest of the story, as a link from `docs/errors.md`. */
  readonly furtherReading: Readonly<Record<string, string | undefined>>;
}

/** Every package that has codes of its own, the core first. */
export const errorTables: readonly ErrorTable[] = [
  errorTable("@scoria/core", coreErrorCodes, {
    INVALID_IDENTITY: "[Identity](identity.md)",
    RUN_NOT_RESUMABLE: "[Waiting](durable-handlers.md#waiting)",
    HANDLER_MISSING: "[Changing a handler](durable-handlers.md#changing-a-handler)",
    HANDLER_DIVERGED: "[Changing a handler](durable-handlers.md#changing-a-handler)",
    STEP_RESULT_INVALID: "[Results are JSON](durable-handlers.md#results-are-json)",
    STEP_NAME_AMBIGUOUS: "[Branches side by side](durable-handlers.md#branches-side-by-side)",
    STEP_NESTED: "[What stands where](durable-handlers.md#what-stands-where)",
    APPROVAL_ALREADY_DECIDED: "[Deciding](approvals.md#deciding)",
    APPROVAL_STALE: "[What a decision is bound to](approvals.md#what-a-decision-is-bound-to)",
    APPROVAL_OWN_REQUEST: "[Who may decide](approvals.md#who-may-decide)",
    UNSAFE_RUNTIME_OVERRIDE: "[Rails and defaults](rails-and-defaults.md)",
    RAIL_EXCEEDED: "[Rails](rails-and-defaults.md#rails)",
    LEASE_LOST: "[When its process dies](life-of-a-run.md#when-its-process-dies)",
    DATABASE_LOCKED: "[The embedded database](embedded-database.md#one-process)",
    MIGRATIONS_PENDING: "[Settings](settings.md#before-there-is-a-facade)",
    SCHEMA_TOO_NEW: "[The order of a rolling deploy](upgrading.md#the-order-of-a-rolling-deploy)",
  }),
  errorTable("@scoria/handoff", handoffErrorCodes, {
    INVALID_DELEGATED_ROLE: "[The contract](handoffs.md#the-contract)",
    INVALID_ROOT_ROLE: "[The contract](handoffs.md#the-contract)",
    INVALID_DELEGATED_KIND: "[The contract](handoffs.md#the-contract)",
    INVALID_HANDOFF_INPUT: "[The contract](handoffs.md#the-contract)",
    INVALID_PROJECTED_CONTEXT: "[The contract](handoffs.md#the-contract)",
    UNSAFE_PROJECTED_CONTEXT: "[The law on projected context](handoffs.md#the-law-on-projected-context)",
    INVALID_HANDOFF_RESULT: "[Declared handoffs](handoffs.md#declared-handoffs)",
    HANDOFF_UNDECLARED: "[Declared handoffs](handoffs.md#declared-handoffs)",
    HANDOFF_TOO_DEEP: "[Limits](handoffs.md#limits)",
    HANDOFF_TOO_WIDE: "[Limits](handoffs.md#limits)",
    HANDOFF_CIRCULAR: "[Limits](handoffs.md#limits)",
  }),
  errorTable("@scoria/dashboard", dashboardErrorCodes, {
    AUTHORIZE_MISSING: "[The dashboard](security.md#the-dashboard)",
    NOT_AUTHORIZED: "[The dashboard](security.md#the-dashboard)",
    PERMISSION_MISSING: "[The dashboard](security.md#the-dashboard)",
    CROSS_ORIGIN: "[The dashboard](security.md#the-dashboard)",
    DECISION_OUTDATED: "[What a decision is bound to](approvals.md#what-a-decision-is-bound-to)",
  }),
];

/** The compiler sees that only codes of the package are linked. */
function errorTable<Code extends string>(
  name: string,
  codes: Readonly<Record<Code, ErrorText>>,
  furtherReading: Readonly<Partial<Record<NoInfer<Code>, string>>>,
): ErrorTable {
  return { name, codes, furtherReading };
}
