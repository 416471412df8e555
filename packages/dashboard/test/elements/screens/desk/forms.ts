import type { HandlerForm, LaneListView } from "../../../../src/wire/index.ts";

/** What can be started at the desk. */
export const deskHandlers: readonly HandlerForm[] = [
  {
    kind: "refund",
    inputSchema: {
      $schema: "https://json-schema.org/draft/2020-12/schema",
      type: "object",
      properties: {
        orderId: { type: "string", title: "Order", description: "As it stands on the invoice.", pattern: "^A-\\d+$" },
        cents: { type: "integer", title: "Amount in cents", minimum: 1, maximum: 500_000 },
        why: { type: "string", title: "Why", enum: ["arrived broken", "never arrived", "wrong item", "goodwill"] },
        restock: { type: "boolean", title: "Put it back into stock", default: false },
        note: { type: "string", title: "Note for the customer", maxLength: 2_000 },
      },
      required: ["orderId", "cents", "why"],
      additionalProperties: false,
    },
  },
  {
    kind: "answer",
    inputSchema: { type: "object", properties: { question: { type: "string" } }, required: ["question"] },
  },
  { kind: "import", inputSchema: null },
];

export const deskLanes: LaneListView = {
  lanes: [{ lane: "semantic", reads: ["entries", "hit-rate"], actions: ["revoke"] }],
};

/** What the lane's reads answer, by their names. */
export const laneReads = {
  entries: {
    entries: [
      {
        entryId: "e-204",
        question: "How long may I return a lamp?",
        hits: 118,
        citation: "goods.2",
        verdict: "current",
      },
      {
        entryId: "e-198",
        question: "Who pays for the return parcel?",
        hits: 64,
        citation: "returns.1",
        verdict: "current",
      },
      { entryId: "e-171", question: "Is there a fee for express?", hits: 9, citation: "shipping.7", verdict: "stale" },
    ],
    nextCursor: null,
  },
  "hit-rate": { hit: 412, miss: 96, bypass: 11, reject: 3, stale: 7 },
} as const;
