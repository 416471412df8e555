import { expect, test } from "vitest";
import { toEntry } from "./entry.ts";

const stored = {
  runId: "r",
  tenantId: "t",
  seq: 3,
  epoch: 1,
  call: 2,
  type: "step.completed",
  at: 5,
  digest: "d",
  hash: "h",
  payload: '{"result":1}',
};

test("an operator reads an entry with its time as a Date and its payload as JSON", () => {
  expect(toEntry({ ...stored, stepKey: "quote", role: "executor" })).toEqual({
    seq: 3,
    type: "step.completed",
    at: new Date(5),
    stepKey: "quote",
    role: "executor",
    payload: { result: 1 },
    hash: "h",
  });
});

test("an entry that belongs to no step has no step key and no role", () => {
  expect(Object.keys(toEntry({ ...stored, stepKey: null, role: null }))).toEqual([
    "seq",
    "type",
    "at",
    "payload",
    "hash",
  ]);
});
