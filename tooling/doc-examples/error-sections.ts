import { coreErrorCodes, type CoreErrorCode } from "@scoria/core";

const OPENING = "<!-- error codes: these sections are written from the code -->";
const CLOSING = "<!-- end of error codes -->";

/** Where a guide tells the rest of the story, as a link from `docs/errors.md`. */
const furtherReading: Readonly<Partial<Record<CoreErrorCode, string>>> = {
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
};

/** One section for each code of the core, in the order of its table; the heading is the anchor. */
export function errorSections(): string {
  return Object.entries(coreErrorCodes)
    .map(([code, { means, remedy, retryable }]) => {
      const again = retryable ? "Yes: the very same call may succeed later." : "No.";
      const further = furtherReading[code as CoreErrorCode];
      const lines = [`**What happened.** ${means}`, `**What to do.** ${remedy}`, `**Retryable.** ${again}`];
      return [`## ${code}`, ...lines, ...(further === undefined ? [] : [`**More.** ${further}`])].join("\n\n");
    })
    .join("\n\n");
}

/** The page with its sections written anew between their two marks. */
export function withErrorSections(page: string): string {
  const from = page.indexOf(OPENING);
  const to = page.indexOf(CLOSING);
  if (from === -1 || to < from) throw new Error(`The page needs "${OPENING}", and after it "${CLOSING}".`);
  return `${page.slice(0, from)}${OPENING}\n\n${errorSections()}\n\n${page.slice(to)}`;
}
