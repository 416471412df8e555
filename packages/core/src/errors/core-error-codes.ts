/** What one error code promises: the docs pages and the default of `retryable` are made from this. */
export interface ErrorCodeEntry {
  /** What happened, in general. */
  readonly means: string;
  /** What the reader should do about it. */
  readonly remedy: string;
  /** Whether the very same call may succeed later without any change by the caller. */
  readonly retryable: boolean;
}

/** Every code that `@scoria/core` throws. A code never changes its meaning; the sentences may. */
export const coreErrorCodes = {
  INVALID_IDENTITY: {
    means: "An identity or operator scope is missing, incomplete or was not made by this facade.",
    remedy: "Make it with scoria.identity({ actorId, tenantId }) or scoria.operator({ actorId, tenants }).",
    retryable: false,
  },
  INVALID_INPUT: {
    means: "An argument has a wrong type, form or content; the message names its path.",
    remedy: "Correct the named value. Payloads must be plain JSON data.",
    retryable: false,
  },
  UNKNOWN_OPTION: {
    means: "An options object has a key that the verb does not know.",
    remedy: "Use the nearest known key that the message names, or leave the key out.",
    retryable: false,
  },
  PAYLOAD_TOO_LARGE: {
    means: "A payload has more bytes, keys or items than its limit.",
    remedy: "Store the data elsewhere and pass a reference to it.",
    retryable: false,
  },
  RUN_NOT_FOUND: {
    means: "No run with this id exists for this identity. A run of another tenant answers the same.",
    remedy: "Check the run id and the identity's tenant.",
    retryable: false,
  },
  RUN_NOT_RESUMABLE: {
    means: "The run has ended, or it waits for something that has not happened yet.",
    remedy: "Read the run's status; decide its approval, or start a new run in the same session.",
    retryable: false,
  },
  IDEMPOTENCY_MISMATCH: {
    means: "The idempotency key was used before with other content.",
    remedy: "Use a new key for new content, or repeat the first call unchanged.",
    retryable: false,
  },
  HANDLER_MISSING: {
    means: "No handler is registered for the run's step kind.",
    remedy: "Register a handler of that kind in createScoria, then resume the run.",
    retryable: false,
  },
  HANDLER_DIVERGED: {
    means: "On replay the handler asked for other calls than the ones in its journal.",
    remedy: "Deploy code that asks for the recorded calls in the recorded order, then resume the run.",
    retryable: false,
  },
  STEP_RESULT_INVALID: {
    means: "A step or handler returned something that JSON cannot hold.",
    remedy: "Return plain JSON data; the message names the path and what was found there.",
    retryable: false,
  },
  STEP_NAME_AMBIGUOUS: {
    means: "Concurrent branches of a handler used one step name.",
    remedy: 'Give each step a key: ctx.step(["name", key], …).',
    retryable: false,
  },
  STEP_NESTED: {
    means: "A durable verb was called inside a step's function.",
    remedy: "Call it in the handler, before or after the step.",
    retryable: false,
  },
  APPROVAL_NOT_FOUND: {
    means: "No approval with this id exists for this identity. An approval of another tenant answers the same.",
    remedy: "Check the approval id and the identity's tenant.",
    retryable: false,
  },
  APPROVAL_ALREADY_DECIDED: {
    means: "The approval is no longer pending; the details say its status.",
    remedy: "Read the approval. Its first decision stands.",
    retryable: false,
  },
  APPROVAL_STALE: {
    means: "The handler now asks for something other than what was approved.",
    remedy: "Request a new approval for the new arguments.",
    retryable: false,
  },
  APPROVAL_REFUSED: {
    means:
      "A lane's gate asked a person first, and the request was rejected or expired, so what it held up was not done.",
    remedy: "Read the approval's reason. Start a new run if what was refused should be asked for again.",
    retryable: false,
  },
  APPROVAL_OWN_REQUEST: {
    means: "The actor who requested the approval tried to decide it.",
    remedy: "Let somebody else decide, or set approvals: { allowOwnRequests: true }.",
    retryable: false,
  },
  UNSAFE_RUNTIME_OVERRIDE: {
    means: "A call tried to loosen a default that may only be tightened.",
    remedy: "Leave the override out, or change the default where it was set.",
    retryable: false,
  },
  RAIL_EXCEEDED: {
    means: "The run reached one of its rails (limits) and was halted; or, with maxDepth, a child was not started.",
    remedy: "Read rail, limit and observed in the details; raise the rail for new runs, or use ctx.continueAsNew.",
    retryable: false,
  },
  WAIT_TIMED_OUT: {
    means: "The run did not reach the awaited state in the given time. The run itself goes on.",
    remedy: "Wait again, or read the run later.",
    retryable: true,
  },
  QUEUE_FULL: {
    means: "The queue holds as many runs as it may.",
    remedy: "Try again later, or raise the queue's limit.",
    retryable: true,
  },
  POISONED: {
    means: "The run took down or lost its node too many times and was failed.",
    remedy: "Read the run's evidence, repair the handler, then retry the run.",
    retryable: false,
  },
  LEASE_LOST: {
    means: "Another node has taken over the run, so this execution was stopped and recorded nothing more.",
    remedy: "Read the run: it goes on elsewhere.",
    retryable: true,
  },
  LANE_INVALID: {
    means: "A lane is not well formed, or its key is not its name.",
    remedy: "Pass the lane under its own name, as its package shows.",
    retryable: false,
  },
  DATABASE_UNAVAILABLE: {
    means: "The database could not be reached, or a connection ended before it answered.",
    remedy: "Check that it runs and that the URL is right, then try again.",
    retryable: true,
  },
  DATABASE_BUSY: {
    means: "The database did not come to this work in time.",
    remedy: "Try again; if it lasts, look for long transactions or raise the pool.",
    retryable: true,
  },
  DATABASE_LOCKED: {
    means: "The embedded database's folder is open in another process, or in this one in a way that cannot be shared.",
    remedy:
      "Close that process or facade, open it with the same lanes, use another folder, or use a PostgreSQL server.",
    retryable: false,
  },
  MIGRATIONS_PENDING: {
    means: "The database lacks migrations of this version.",
    remedy: 'Call migrate(options) of @scoria/core, or set migrate: "auto".',
    retryable: false,
  },
  SCHEMA_TOO_NEW: {
    means: "The database was migrated by a newer version than this one.",
    remedy: "Deploy that version or a newer one here as well.",
    retryable: false,
  },
  CLOSED: {
    means: "The facade was closed.",
    remedy: "Make a new one with createScoria.",
    retryable: false,
  },
} as const;

/** A code of `@scoria/core`. */
export type CoreErrorCode = keyof typeof coreErrorCodes;
