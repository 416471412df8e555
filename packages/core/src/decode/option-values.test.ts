import { describe, expect, test } from "vitest";
import { readBoolean, readEnum, readPositiveInteger, readString } from "./option-values.ts";

function refused(message: string): unknown {
  return expect.objectContaining({ code: "INVALID_INPUT", message });
}

describe("an option", () => {
  test("that is a string is taken as it is", () => {
    expect(readString(" a\n", "reason", { maxCharacters: 3 })).toBe(" a\n");
  });

  test.each([
    [1, "reason must be a string."],
    [Object("x"), "reason must be a string."],
    ["abcd", "reason must have at most 3 characters."],
    [" \n", "reason must not be blank."],
    ["a\u0000", "reason must not hold a NUL character."],
    ["\udc00", "reason must not hold a lone surrogate."],
  ])("that is no fit string (%j) is refused", (value, message) => {
    expect(() => readString(value, "reason", { maxCharacters: 3 })).toThrow(refused(message));
  });

  test("of a few values is one of them and nothing else", () => {
    expect(readEnum("settled", "until", ["waiting", "settled"])).toBe("settled");
    for (const value of ["Settled", ["settled"], undefined, "toString"]) {
      expect(() => readEnum(value, "until", ["waiting", "settled"])).toThrow(
        refused('until must be one of "waiting", "settled".'),
      );
    }
  });

  test("that is a count is an integer in its range", () => {
    expect([1, 100].map((value) => readPositiveInteger(value, "limit", { max: 100 }))).toEqual([1, 100]);
    expect(readPositiveInteger(0, "timeoutMs", { min: 0, max: 5 })).toBe(0);
    for (const value of [0, -1, 101, 1.5, Number.NaN, 1e9, "5", 5n, null]) {
      expect(() => readPositiveInteger(value, "limit", { max: 100 })).toThrow(
        refused("limit must be an integer from 1 to 100."),
      );
    }
  });

  test("that is true or false is neither a word nor a number", () => {
    expect([true, false].map((value) => readBoolean(value, "resume"))).toEqual([true, false]);
    for (const value of ["true", "0", 1, null]) {
      expect(() => readBoolean(value, "resume")).toThrow(refused("resume must be true or false."));
    }
  });
});
