import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { noRedaction } from "../seams/redactor.ts";
import { runNotFound } from "./core-errors.ts";
import { isScoriaError, ScoriaError } from "./scoria-error.ts";
import { rebuildError, storeError } from "./stored-error.ts";

const stars = { text: (value: string): string => value.replaceAll(/sk-[a-z0-9]+/g, "[redacted]") };

const secretless = { text: (value: string): string => value.replaceAll(/sk-[a-z0-9]{80}|sk-a1 /g, "") };

class BillingError extends Error {
  override readonly name: string = "BillingError";
  readonly code = "CARD_DECLINED";
}

describe("a stored error", () => {
  test("keeps name, message and code of what was thrown, and neither stack nor cause", () => {
    const thrown = new BillingError("declined", { cause: new Error("inner secret") });
    expect(storeError(thrown, noRedaction)).toEqual({
      name: "BillingError",
      message: "declined",
      code: "CARD_DECLINED",
    });
  });

  test.each<[what: string, thrown: unknown, message: string]>([
    ["text", "boom", "boom"],
    ["undefined", undefined, "undefined was thrown instead of an Error"],
    ["null", null, "null was thrown instead of an Error"],
    ["a number", 7, "7 was thrown instead of an Error"],
    ["a symbol", Symbol("s"), "A symbol was thrown instead of an Error"],
    ["a function", () => 1, "A function was thrown instead of an Error"],
    ["an object", { a: 1 }, "An object without a message was thrown instead of an Error"],
    ["a frozen error", Object.freeze(new Error("cold")), "cold"],
    ["an error-like object", { name: "Error", message: "alike" }, "alike"],
  ])("is made of %s", (_, thrown, message) => {
    expect(storeError(thrown, noRedaction)).toEqual({ name: "Error", message });
  });

  test("is made of a proxy whose every trap throws", () => {
    const trap = (): never => {
      throw new Error("no");
    };
    const hostile = new Proxy(
      {},
      { get: trap, has: trap, ownKeys: trap, getPrototypeOf: trap, getOwnPropertyDescriptor: trap },
    );
    expect(storeError(hostile, noRedaction).name).toBe("Error");
    const { proxy, revoke } = Proxy.revocable([], {});
    revoke();
    expect(storeError(Object.assign(new Error("x"), { errors: proxy }), noRedaction).message).toBe("x");
  });

  test("of an AggregateError tells the first three messages inside", () => {
    const thrown = new AggregateError([new Error("a"), "b", 7, new Error("d")], "All failed");
    expect(storeError(thrown, noRedaction)).toEqual({
      name: "AggregateError",
      message: "All failed (4 errors: a; b; (no message); …)",
    });
  });

  test("is redacted before it is cut, so that no half of a secret is left", () => {
    const secret = `sk-${"a1".repeat(20)}`;
    const { message } = storeError(new Error(`${"x".repeat(1_980)}${secret} tail`), stars);
    expect(message).toBe(`${"x".repeat(1_980)}[redacted] tail`);
  });

  test("holds nothing of a secret that stands where a huge message is no longer read", () => {
    // The filler is redacted to nothing, so that what stands at the 65,536th character would be within the 2,000.
    const fillerGone = { text: (value: string): string => value.replaceAll(/-|sk[a-z0-9]+;/g, "") };
    const message = `${"-".repeat(65_000)}sk${"b".repeat(1_000)};`;
    expect(storeError(new Error(message), fillerGone).message).toBe("");
    expect(storeError(new Error(message.slice(500)), fillerGone).message).toBe("");
  });

  test("redacts an aggregate's inner messages, the name, and leaves out a code that is a secret", () => {
    const thrown = Object.assign(new AggregateError([new Error("sk-inner")], "x"), {
      name: "sk-name",
      code: "sk-code",
    });
    expect(storeError(thrown, stars)).toEqual({ name: "[redacted]", message: "x (1 errors: [redacted])" });
  });

  test("holds no half of a secret that an aggregate's inner message ends with", () => {
    const inner = `${"sk-a1 ".repeat(320)}${"-".repeat(70)} sk-${"b2".repeat(40)}`;
    expect(storeError(new AggregateError([new Error(inner)], ""), secretless).message).not.toContain("b2");
  });

  test("leaves out what stands under a secret key of its details", () => {
    const own = new ScoriaError("INVALID_INPUT", "x", { path: "a", password: "low", retries: [{ apiKey: 12 }] });
    expect(storeError(own, stars).details).toEqual({
      path: "a",
      password: "[redacted:secret-field]",
      retries: [{ apiKey: "[redacted:secret-field]" }],
    });
  });

  test.each([
    [
      "throws",
      (): string => {
        throw new Error("no");
      },
    ],
    ["answers no text", (): string => undefined as unknown as string],
  ])("says nothing of the message when the redactor %s", (_, text) => {
    expect(storeError(new Error("sk-1"), { text }).message).toBe("(left out: it could not be redacted)");
  });

  test("keeps details of Scoria's own errors only, redacted", () => {
    const own = new ScoriaError("INVALID_INPUT", "x", { path: "input.sk-1", list: ["sk-2"], "sk-3": 1 });
    expect(storeError(own, stars).details).toEqual({ path: "input.[redacted]", list: ["[redacted]"], "[redacted]": 1 });
    expect(storeError(Object.assign(new Error("x"), { details: { query: "select" } }), stars)).not.toHaveProperty(
      "details",
    );
    expect(storeError(new ScoriaError("X", "x", { a: 1n } as never), stars)).not.toHaveProperty("details");
  });

  test("is text that the database can hold, at most 2,000 characters, whatever was thrown", () => {
    fc.assert(
      fc.property(
        fc.anything({ withNullPrototype: true }),
        fc.string({ unit: "binary", maxLength: 4_000 }),
        (value, text) => {
          for (const thrown of [value, new Error(`${text}\ud800\u0000`), { message: text, name: text, code: text }]) {
            const stored = storeError(thrown, noRedaction);
            expect(stored.message.length).toBeLessThanOrEqual(2_000);
            expect(stored.message.isWellFormed() && stored.name.isWellFormed()).toBe(true);
            expect(JSON.stringify(stored)).not.toContain("\\u0000");
          }
        },
      ),
    );
  });
});

describe("a rebuilt error", () => {
  test("has the name, message and code of the stored one, and a stack that says where it comes from", () => {
    const error = rebuildError({ name: "BillingError", message: "declined", code: "CARD_DECLINED" });
    expect(error).toBeInstanceOf(Error);
    expect(error).toMatchObject({ name: "BillingError", message: "declined", code: "CARD_DECLINED" });
    expect(error.stack).toBe("BillingError: declined\n    (recorded in the run's journal, which keeps no stack)");
    expect(Object.keys(error)).toEqual(["code"]);
  });

  test("is one of Scoria's when the thrown one was", () => {
    const error = rebuildError(storeError(runNotFound("r"), noRedaction));
    expect(isScoriaError(error, "RUN_NOT_FOUND")).toBe(true);
    expect(error).toMatchObject({ details: { runId: "r" }, retryable: false });
  });

  test("stores as what it was rebuilt from", () => {
    for (const thrown of [new BillingError("x"), runNotFound("r"), "text", new AggregateError([new Error("a")])]) {
      const stored = storeError(thrown, noRedaction);
      expect(storeError(rebuildError(stored), noRedaction)).toEqual(stored);
    }
  });
});
