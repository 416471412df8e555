import { expect, test } from "vitest";
import { plannersLimitCents, reasonsToEscalate } from "../src/escalation-policy.ts";

test("a draft that promises little and uses no legal word is good enough", () => {
  expect(reasonsToEscalate({ text: "It comes tomorrow.", promisesCents: plannersLimitCents })).toEqual([]);
  expect(reasonsToEscalate({ text: "The courtyard is open.", promisesCents: 0 })).toEqual([]);
});

test("a cent over the limit, or a legal word in any spelling, is a reason each", () => {
  expect(reasonsToEscalate({ text: "We pay.", promisesCents: plannersLimitCents + 1 })).toEqual([
    "it promises more than 500 EUR",
  ]);
  expect(reasonsToEscalate({ text: "We GUARANTEE it, or see you in court.", promisesCents: 0 })).toEqual([
    'it says "court"',
    'it says "guarantee"',
  ]);
});
