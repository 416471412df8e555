import { describe, expect, test } from "vitest";
import { newApprovalId, readApprovalId } from "./approval-id.ts";
import { newRunId, readRunId } from "./run-id.ts";

describe("a run id", () => {
  test("is a lower-case UUIDv7 of the given time", () => {
    const id = newRunId(Date.UTC(2026, 0, 2));
    expect(readRunId(id)).toBe(id);
    expect(Number.parseInt(id.replaceAll("-", "").slice(0, 12), 16)).toBe(Date.UTC(2026, 0, 2));
  });

  test("sorts after all ids that were made before it, in one millisecond too", () => {
    const ids = Array.from({ length: 10_000 }, () => newRunId(Date.UTC(2027, 0, 1)));
    expect(ids.toSorted()).toEqual(ids);
    expect(new Set(ids).size).toBe(ids.length);
  });

  const good = "0190b5a0-5e2c-7abc-8def-0123456789ab";
  test.each<[what: string, value: unknown]>([
    ["version 4", "0190b5a0-5e2c-4abc-8def-0123456789ab"],
    ["another variant", "0190b5a0-5e2c-7abc-cdef-0123456789ab"],
    ["upper case", good.toUpperCase()],
    ["braces", `{${good}}`],
    ["no hyphens", good.replaceAll("-", "")],
    ["a trailing newline", `${good}\n`],
    ["a leading blank", ` ${good}`],
    ["SQL", "1 OR 1=1"],
    ["a path", "../x"],
    ["__proto__", "__proto__"],
    ["an array", [good]],
    ["a boxed string", Object(good)],
    ["undefined", undefined],
  ])("is not %s, and the refusal does not repeat it", (_, value) => {
    expect(readRunId(good)).toBe(good);
    expect(() => readRunId(value)).toThrow(
      expect.objectContaining({
        code: "INVALID_INPUT",
        message: "runId must be a lower-case UUIDv7, as Scoria gives it out.",
      }),
    );
  });
});

test("an approval id follows the same rules under its own name", () => {
  const id = newApprovalId(Date.UTC(2027, 0, 1));
  expect(readApprovalId(id)).toBe(id);
  expect(() => readApprovalId("x")).toThrow(/^approvalId must be/);
});
