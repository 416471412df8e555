import type { ApprovalOutcome, ApprovedOutcome } from "../../src/approvals/approval.ts";
import type { HandlerContext } from "../../src/handlers/handler.ts";
import type { ApprovedAttempt } from "../../src/steps/step-options.ts";
import { check, type Equal } from "./equal.ts";

interface Quote {
  readonly orderId: string;
  readonly cents: number;
}
declare const ctx: HandlerContext;
declare const quote: Quote;
declare function refund(quote: Quote, idempotencyKey: string): Promise<{ readonly refundedAt: Date }>;

const decision = await ctx.requestApproval({
  tool: "refund",
  toolVersion: "2",
  arguments: quote,
  reason: "over 100 EUR",
});
check<Equal<typeof decision, ApprovalOutcome<Quote>>>();

// A decision that is not narrowed does not serve a step.
// @ts-expect-error -- it may be rejected or expired
await ctx.step("refund", ({ idempotencyKey }) => refund(quote, idempotencyKey), { approval: decision });

if (decision.status === "rejected") {
  decision.by.trim();
  // @ts-expect-error -- rejected
  await ctx.step("refund", () => 1, { approval: decision });
}
if (decision.status === "expired") {
  // @ts-expect-error -- nobody decided, so there is no decider
  decision.by.trim();
}

if (decision.status === "approved") {
  // With an approval the function has what was approved, typed, beside all that an attempt has.
  const done = await ctx.step(
    "refund",
    ({ approved, idempotencyKey, attempt, signal }) => {
      check<Equal<typeof approved, { readonly arguments: Quote }>>();
      check<Equal<typeof idempotencyKey, string>>();
      check<Equal<typeof attempt, number>>();
      check<Equal<typeof signal, AbortSignal>>();
      return refund(approved.arguments, idempotencyKey);
    },
    { approval: decision, timeoutMs: 5_000, retry: { maxAttempts: 3 } },
  );
  done.refundedAt.slice(0, 10);

  // The options may be kept in a variable.
  const options = { approval: decision, readOnly: false };
  await ctx.step("refund", ({ approved }) => approved.arguments.cents, options);

  // A function that does not look at what was approved is a function all the same.
  await ctx.step("refund", () => "done", { approval: decision });

  // A function with its parameter's type written out is held to the arguments.
  const refundQuote = (attempt: ApprovedAttempt<Quote>): number => attempt.approved.arguments.cents;
  await ctx.step("refund", refundQuote, { approval: decision });
  const transfer = (attempt: ApprovedAttempt<{ readonly iban: string }>): string => attempt.approved.arguments.iban;
  // @ts-expect-error -- other arguments than those that were approved
  await ctx.step("refund", transfer, { approval: decision });

  // @ts-expect-error -- the approved arguments have no such property
  await ctx.step("refund", ({ approved }) => approved.arguments.iban, { approval: decision });
  // @ts-expect-error -- what JSON cannot hold is refused here too
  await ctx.step("refund", ({ approved }) => new Map([[approved.arguments.orderId, 1]]), { approval: decision });
  // @ts-expect-error -- no such option
  await ctx.step("refund", ({ approved }) => approved.arguments.cents, { approval: decision, timeout: 5 });
}

// Early return narrows as well as a block does.
export async function narrowedByReturn(): Promise<number> {
  const asked = await ctx.requestApproval({ tool: "mail", arguments: { to: ["ana"], at: new Date() } });
  if (asked.status !== "approved") return 0;
  const sent = await ctx.step("mail", ({ approved }) => ({ to: approved.arguments.to, at: approved.arguments.at }), {
    approval: asked,
  });
  // The arguments are read from the journal, so a date is text.
  check<Equal<typeof asked, ApprovedOutcome<{ to: string[]; at: string }>>>();
  check<Equal<typeof sent, { to: string[]; at: string }>>();
  return sent.to.length;
}

// Without an approval nothing is approved.
// @ts-expect-error -- `approved` is there only with the option `approval`
await ctx.step("refund", ({ approved }) => approved);
// @ts-expect-error -- `approved` is there only with the option `approval`
await ctx.step("refund", ({ approved }) => approved, { readOnly: true });
// @ts-expect-error -- an approval is what `requestApproval` answered, not an id
await ctx.step("refund", () => 1, { approval: "0190f5fe-7c00-7a00-8000-000000000000" });
// @ts-expect-error -- no such option
await ctx.step("refund", () => 1, { retries: 3 });
// @ts-expect-error -- a retry says how often
await ctx.step("refund", () => 1, { retry: { factor: 2 } });

// Arguments that JSON cannot hold are refused where they are asked for.
// @ts-expect-error -- bigint
await ctx.requestApproval({ tool: "refund", arguments: { cents: 1n } });
// @ts-expect-error -- Map
await ctx.requestApproval({ tool: "refund", arguments: new Map([["a", 1]]) });
// @ts-expect-error -- a request shows what would be done
await ctx.requestApproval({ tool: "refund" });

// An approval of one thing is no approval of another.
declare const ofQuote: ApprovedOutcome<Quote>;
// @ts-expect-error -- other arguments
export const ofTransfer: ApprovedOutcome<{ readonly iban: string }> = ofQuote;
