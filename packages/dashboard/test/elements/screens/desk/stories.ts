import type { JsonObject } from "@scoria/core";
import { ago, day, deskTime, hour, idAt, minute, second } from "./desk-time.ts";
import { RunStory } from "./run-story.ts";

export const ana = "ana@acme.example";
export const ben = "ben@acme.example";
export const rita = "rita@desk.example";
export const omar = "omar@desk.example";

interface Refunded {
  readonly orderId: string;
  readonly item: string;
  readonly cents: number;
  readonly shippingCents: number;
}

/** What the refund desk asks for: the whole of it, as it will be paid. */
function refundOf({ orderId, item, cents, shippingCents }: Refunded): JsonObject {
  return {
    orderId,
    currency: "EUR",
    cents: cents + shippingCents,
    to: { method: "card", endsWith: "4242" },
    lines: [
      { what: item, cents },
      { what: "shipping", cents: shippingCents },
    ],
    restock: false,
  };
}

function refundStory(at: string, actorId: string, sessionId: string, refunded: Refunded, why: string): RunStory {
  const { orderId } = refunded;
  const shown = refundOf(refunded);
  return new RunStory({
    kind: "refund",
    at,
    actorId,
    sessionId,
    input: { orderId, why },
    metadata: { channel: "web", ticket: `T-${Number(orderId.slice(2)) - 12_400}` },
  })
    .step("look up the order", {
      takes: 84,
      result: { orderId, status: "delivered", paidCents: refunded.cents + refunded.shippingCents, carrier: "DHL" },
    })
    .step("read the photos", {
      takes: 1_930,
      result: { damaged: true, confidence: 0.94, summary: "The shade is cracked along its seam; the box is dented." },
    })
    .step("quote", { takes: 46, result: shown })
    .asks({
      tool: "refund",
      arguments: shown,
      reason: "over 100 EUR",
      consequence: "The bank pays at once. Money that went to the wrong card comes back by a claim alone.",
      expiresInMs: 45 * minute,
    });
}

/** Waits for a decision: the desk's usual case. */
export const waitingRefund: RunStory = refundStory(
  ago(7 * minute),
  ana,
  "chat-7f21",
  { orderId: "A-20417", item: "Floor lamp Vela", cents: 32_900, shippingCents: 2_000 },
  "arrived broken",
);

/** Was approved yesterday, and is what the waiting one is compared with. */
export const approvedRefund: RunStory = refundStory(
  ago(day + 2 * hour),
  ben,
  "chat-81c0",
  { orderId: "A-20388", item: "Desk lamp Nia", cents: 11_900, shippingCents: 1_000 },
  "never arrived",
)
  .pass(6 * minute)
  .decides(rita, "approved", "the carrier confirms that it was lost")
  .step("pay", { takes: 412, result: { paymentId: "pay_9d1f0c", cents: 12_900 } })
  .step("tell the customer", { takes: 731, result: { mail: "sent" } })
  .completes({ refunded: true, cents: 12_900 });

/** Was asked for by the operator who looks. */
export const ownRefund: RunStory = refundStory(
  ago(31 * minute),
  rita,
  "desk-rita",
  { orderId: "A-20402", item: "Side table Ove", cents: 18_900, shippingCents: 0 },
  "wrong colour",
);

const bankClosed = {
  name: "BankError",
  code: "BANK_UNAVAILABLE",
  message: "The bank answered 503 Service Unavailable: scheduled maintenance until 11:30.",
  details: { status: 503, retryAfterSeconds: 2_700, host: "api.bank.example" },
};

/** Failed after three attempts at one step. */
export const failedCharge: RunStory = new RunStory({
  kind: "charge",
  at: ago(19 * minute),
  actorId: ben,
  sessionId: "chat-81c0",
  input: { orderId: "A-20431", cents: 7_450, currency: "EUR" },
  metadata: { channel: "web" },
})
  .step("look up the order", { takes: 91, result: { orderId: "A-20431", status: "placed", openCents: 7_450 } })
  .step("reserve the stock", { takes: 260, result: { reservation: "res_51ab", units: 2 } })
  .fails("call the bank", { takes: 1_240 }, bankClosed, 2 * second)
  .fails("call the bank", { takes: 1_180, attempt: 2 }, bankClosed, 4 * second)
  .fails("call the bank", { takes: 1_310, attempt: 3 }, bankClosed)
  .pass(12)
  .failsWith(bankClosed, "charge/call the bank");

const draft =
  "Hello Ana, we are sorry that your lamp arrived broken. We guarantee a full refund of 349.00 EUR within two days, and " +
  "you may keep the lamp.";
const context = { task: "Check the reply against the refund policy", draftAnswer: draft, promisesCents: 34_900 };
const verdict = {
  verdict: "rework",
  faults: ["A refund is not decided yet: say that it is being looked at.", "Nobody may keep goods above 200 EUR."],
};
const delegatedAt = ago(48 * minute);
const handoffId = idAt(delegatedAt, "handoff");
const childStepKey = "answer/handoff:critic";

/** Had its draft reviewed by a second role. */
export const reviewedAnswer: RunStory = new RunStory({
  kind: "answer",
  at: delegatedAt,
  actorId: ana,
  sessionId: "chat-7f21",
  rootRole: "planner",
  input: { question: "My lamp arrived broken. Do I get my money back?" },
  metadata: { channel: "web" },
})
  .step("read the thread", { takes: 120, result: { messages: 4, language: "en" } })
  .step("draft", { takes: 2_410, result: draft })
  .says(
    "handoff.delegated",
    {
      childStepKey,
      delegatedKind: "review",
      delegatedRole: "critic",
      depth: 1,
      handoffId,
      parentRole: "planner",
      parentStepKey: "answer",
    },
    "planner",
  )
  .begin("handoff:critic", { kind: "review", role: "critic", input: { brief: "Review the draft for policy and tone" } })
  .step("find the rules", { under: childStepKey, takes: 340, result: ["refunds.4", "goods.2"] })
  .step("judge", { under: childStepKey, takes: 1_620, result: verdict })
  .finish(childStepKey, verdict)
  .step("rewrite", {
    takes: 1_870,
    result: "Hello Ana, we are sorry that your lamp arrived broken. We are looking at it now.",
  })
  .step("send", { takes: 208, result: { mail: "sent" } })
  .projects("handoff", [
    {
      handoffId,
      delegatedRole: "critic",
      delegatedKind: "review",
      handoffInput: { brief: "Review the draft for policy and tone" },
      projectedContext: context,
      parentStepKey: "answer",
      parentRole: "planner",
      childStepKey,
      depth: 1,
      allowed: [],
      status: "completed",
      startedAt: new Date(Date.parse(delegatedAt) + 2_530).toISOString(),
      finishedAt: new Date(Date.parse(delegatedAt) + 4_490).toISOString(),
      result: verdict,
    },
  ])
  .completes({ sent: true, reworked: true });

/** Is under way, with several hundred steps behind it. */
export const longImport: RunStory = importStory(420);

function importStory(files: number): RunStory {
  const story = new RunStory({
    kind: "import",
    at: ago(11 * minute),
    actorId: "nightly@acme.example",
    sessionId: "imports",
    queue: "imports",
    input: { bucket: "orders-2026-11", files: 600 },
  }).step("list the files", { takes: 640, result: { files: 600 } });
  for (let at = 1; at <= files; at += 1) {
    const name = `orders-${String(at).padStart(4, "0")}.csv`;
    story.step(name, {
      takes: 900 + ((at * 367) % 1_300),
      result: { rows: 180 + ((at * 53) % 240), refused: at % 37 === 0 ? 1 : 0 },
    });
  }
  const lag = deskTime.getTime() - Date.parse(story.at);
  return story.pass(Math.max(0, lag - 800)).begin(`orders-${String(files + 1).padStart(4, "0")}.csv`);
}
