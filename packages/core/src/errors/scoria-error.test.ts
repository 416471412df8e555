import { inspect } from "node:util";
import { describe, expect, test } from "vitest";
import { approvalAlreadyDecided, coreErrorCodes, runNotFound, unknownOption } from "./core-errors.ts";
import { isScoriaError, ScoriaError } from "./scoria-error.ts";

describe("an error of Scoria", () => {
  test("has a code, a sentence and frozen details, and its JSON has neither stack nor cause", () => {
    const details = { runId: "r" };
    const error = new ScoriaError("RUN_NOT_FOUND", "Run r was not found.", details, { cause: new Error("secret") });
    details.runId = "changed";
    expect(error).toBeInstanceOf(Error);
    expect(JSON.parse(JSON.stringify(error))).toEqual({
      name: "ScoriaError",
      code: "RUN_NOT_FOUND",
      message: "Run r was not found.",
      details: { runId: "r" },
    });
    expect(Object.isFrozen(error.details)).toBe(true);
    expect(inspect(error)).toMatch(/^ScoriaError: Run r was not found\./);
    expect(error.cause).toBeInstanceOf(Error);
    expect("cause" in new ScoriaError("CLOSED", "x")).toBe(false);
  });

  test("says by its code whether a repeated call may succeed, unless it was told otherwise", () => {
    expect(new ScoriaError("DATABASE_BUSY", "x").retryable).toBe(true);
    expect(new ScoriaError("INVALID_INPUT", "x").retryable).toBe(false);
    expect(new ScoriaError("LANE_OWN_CODE", "x", {}, { retryable: true }).retryable).toBe(true);
    expect(new ScoriaError("toString", "x").retryable).toBe(false);
  });

  test("is recognised by its code, from another copy of the package too", () => {
    const error: unknown = runNotFound("r");
    expect([isScoriaError(error), isScoriaError(error, "RUN_NOT_FOUND"), isScoriaError(error, "CLOSED")]).toEqual([
      true,
      true,
      false,
    ]);
    const foreign = Object.assign(new Error("x"), { [Symbol.for("scoria.error")]: true, code: "CLOSED" });
    const rebuilt = Object.assign(new Error("x"), { name: "ScoriaError", code: "CLOSED" });
    expect([isScoriaError(foreign, "CLOSED"), isScoriaError(rebuilt, "CLOSED")]).toEqual([true, true]);
  });

  test("is not anything else, and asking never throws", () => {
    const hostile = new Proxy(
      {},
      {
        get: () => {
          throw new Error("no");
        },
        has: () => {
          throw new Error("no");
        },
      },
    );
    const others = [
      undefined,
      null,
      "ScoriaError",
      new Error("x"),
      { code: "CLOSED" },
      { name: "ScoriaError", code: 1 },
      hostile,
    ];
    expect(others.map((other) => isScoriaError(other))).toEqual(others.map(() => false));
  });
});

describe("the table of codes", () => {
  test("says for each code in whole sentences what happened and what to do", () => {
    expect(Object.keys(coreErrorCodes)).toHaveLength(30);
    for (const [code, entry] of Object.entries(coreErrorCodes)) {
      expect(code).toMatch(/^[A-Z]+(_[A-Z]+)*$/);
      expect(entry.means, code).toMatch(/^[A-Z].*\.$/);
      expect(entry.remedy, code).toMatch(/^[A-Z].*[.…]\)?\.?$/);
    }
  });
});

describe("a sentence", () => {
  test("about a lost decision carries who and when in the details", () => {
    const decided = { approvalId: "a", status: "approved", decidedBy: "bo", decidedAt: "2026-01-02T00:00:00.000Z" };
    expect(approvalAlreadyDecided(decided)).toMatchObject({ code: "APPROVAL_ALREADY_DECIDED", details: decided });
  });

  test("about a verb without options does not offer an empty list", () => {
    expect(unknownOption("close", "now", null, []).message).toBe(
      'close was given the unknown option "now". It takes no options.',
    );
  });
});
