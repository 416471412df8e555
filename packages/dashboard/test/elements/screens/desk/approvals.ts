import type { Json } from "@scoria/core";
import type { ApprovalPageItem, ApprovalStatus, ApprovalView } from "../../../../src/wire/index.ts";
import { ago, day, hashOf, hour, idAt, minute } from "./desk-time.ts";
import type { RunStory } from "./run-story.ts";
import { ana, approvedRefund, ben, omar, ownRefund, rita, waitingRefund } from "./stories.ts";

function askedIn(story: RunStory): ApprovalView {
  const [approval] = story.view().approvals;
  if (approval === undefined) throw new Error(`${story.runId} asks for nothing.`);
  return approval;
}

export const waitingApproval: ApprovalView = askedIn(waitingRefund);
export const decidedApproval: ApprovalView = askedIn(approvedRefund);
export const ownApproval: ApprovalView = askedIn(ownRefund);

type Asked = readonly [agoMs: number, tool: string, by: string, status: ApprovalStatus, shown: Json, reason: string];

function approval(
  [agoMs, tool, requestedBy, status, shown, reason]: Asked,
  more: Partial<ApprovalView> = {},
): ApprovalView {
  const requestedAt = ago(agoMs);
  return {
    approvalId: idAt(requestedAt, tool),
    runId: idAt(requestedAt, "run"),
    tenantId: "acme",
    tool,
    toolVersion: "1",
    arguments: shown,
    argumentsHash: hashOf(JSON.stringify(shown)),
    reason,
    requestedBy,
    requestedAt,
    status,
    redacted: false,
    ...more,
  };
}

const voucher = { customer: "C-5190", cents: 2_500, currency: "EUR", validDays: 90 };
const dispatch = { orderId: "A-20399", carrier: "DHL", weightGrams: 4_200, to: { city: "Ulm", country: "DE" } };

/** What waits for a decision, newest first, as the API lists it. */
export const pendingApprovals: readonly ApprovalView[] = [
  approval([3 * minute, "send voucher", ana, "pending", voucher, "goodwill for a late parcel"], {
    expiresAt: ago(-4 * minute),
  }),
  waitingApproval,
  ownApproval,
  approval([2.1 * hour, "dispatch again", ben, "pending", dispatch, "the first parcel was lost"], {
    expiresAt: ago(-21 * hour),
  }),
  approval([
    26.2 * hour,
    "close account",
    ben,
    "pending",
    { customer: "C-1107", erase: ["orders", "chats"] },
    "the customer asks for it",
  ]),
];

/** What was decided, or can no longer be. */
export const decidedApprovals: readonly ApprovalView[] = [
  approval(
    [58 * minute, "refund", ana, "approved", { orderId: "A-20395", cents: 14_250, currency: "EUR" }, "over 100 EUR"],
    {
      decidedBy: rita,
      decidedAt: ago(52 * minute),
      decisionReason: "returned complete",
    },
  ),
  approval([
    71 * minute,
    "refund",
    ben,
    "withdrawn",
    { orderId: "A-20390", cents: 22_000, currency: "EUR" },
    "over 100 EUR",
  ]),
  approval([3.2 * hour, "send voucher", ana, "rejected", { ...voucher, cents: 20_000 }, "goodwill"], {
    decidedBy: omar,
    decidedAt: ago(3 * hour),
    decisionReason: "200 EUR is no goodwill: ask for a refund instead",
  }),
  approval(
    [6 * hour, "dispatch again", ben, "expired", { ...dispatch, orderId: "A-20371" }, "the first parcel was lost"],
    {
      expiresAt: ago(4 * hour),
    },
  ),
  decidedApproval,
  approval(
    [2 * day, "refund", ana, "approved", { orderId: "A-20344", cents: 10_900, currency: "EUR" }, "over 100 EUR"],
    {
      decidedBy: omar,
      decidedAt: ago(2 * day - 9 * minute),
      decisionReason: "ok",
    },
  ),
];

/** Each approval that has a page. */
export const approvalPages: readonly ApprovalPageItem[] = [
  { approval: waitingApproval, lastApproved: decidedApproval, mayNotDecide: null },
  { approval: decidedApproval, lastApproved: null, mayNotDecide: null },
  { approval: ownApproval, lastApproved: decidedApproval, mayNotDecide: "own-request" },
];
