import { isScoriaError, type ScoriaError } from "@scoria/core";
import { expect, test } from "vitest";
import { readOrder } from "./orders.ts";

const good = { orderId: "A-1", tenantId: "acme", actorId: "ana", sessionId: "chat-1", cents: 2490, reason: "Broken" };

function refusalOf(value: unknown): ScoriaError {
  try {
    readOrder(value);
  } catch (error) {
    if (isScoriaError(error, "INVALID_INPUT")) return error;
  }
  throw new Error("The order was not refused as it should be.");
}

test("a complete order is read as it is", () => {
  expect(readOrder(good)).toEqual(good);
});

test.each([
  ["cents", { ...good, cents: 0 }, "cents must be at least 1."],
  ["cents", { ...good, cents: 24.9 }, "cents must be a whole number of cents."],
  ["cents", { ...good, cents: "2490" }, "cents must be a whole number of cents."],
  ["cents", { ...good, cents: 100_000_001 }, "cents must be at most 100000000."],
  ["sessionId", { ...good, sessionId: undefined }, "sessionId is missing."],
  ["tenantId", { ...good, tenantId: " " }, "tenantId must be text of 1 to 64 characters, with no control characters."],
  ["vip", { ...good, vip: true }, "vip is not a field of an order. Take it out, or correct its name."],
  ["", 7, "an order must be an object."],
])("a refusal names the field: %s", (path, value, sentence) => {
  const { message, details } = refusalOf(value);
  expect({ message, details }).toEqual({ message: sentence, details: { path } });
});

test("a refusal repeats nothing of what was written", () => {
  const hostile = "\u001b[31mSECRET";
  expect(refusalOf({ ...good, orderId: hostile }).message).not.toContain("SECRET");
  expect(refusalOf({ ...good, [hostile]: 1 }).message).toBe("an order has a field that it must not have.");
});
