import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { nearestKey } from "./nearest-key.ts";
import { readOptions } from "./read-options.ts";

const known = ["input", "idempotencyKey", "initialStep", "metadata"] as const;

describe("options", () => {
  test("that are left out are empty ones", () => {
    expect(readOptions(undefined, known, "startRun")).toEqual({});
  });

  test("keep a key that was given as undefined apart from one that was left out", () => {
    const given = readOptions({ input: undefined }, known, "startRun");
    expect([Object.hasOwn(given, "input"), Object.hasOwn(given, "metadata")]).toEqual([true, false]);
  });

  test("are read once", () => {
    let reads = 0;
    const given = readOptions(
      {
        get input() {
          return (reads += 1);
        },
      },
      known,
      "startRun",
    );
    expect([given.input, given.input, reads]).toEqual([1, 1, 1]);
  });

  test.each([
    ["inptu", 'startRun was given the unknown option "inptu". Did you mean "input"?'],
    ["idempotency", 'startRun was given the unknown option "idempotency". Did you mean "idempotencyKey"?'],
    ["META", 'startRun was given the unknown option "META". Did you mean "metadata"?'],
    [
      "handler",
      'startRun was given the unknown option "handler". It knows "input", "idempotencyKey", "initialStep", "metadata".',
    ],
    [
      "my secret",
      'startRun was given an unknown option. It knows "input", "idempotencyKey", "initialStep", "metadata".',
    ],
    [
      "k".repeat(41),
      'startRun was given an unknown option. It knows "input", "idempotencyKey", "initialStep", "metadata".',
    ],
  ])("with the key %s are refused with the nearest known key", (key, message) => {
    expect(() => readOptions({ [key]: 1 }, known, "startRun")).toThrow(
      expect.objectContaining({ code: "UNKNOWN_OPTION", message }),
    );
  });

  test("with a key named __proto__ are refused", () => {
    expect(() => readOptions(JSON.parse('{"__proto__":{"input":1}}'), known, "startRun")).toThrow(
      expect.objectContaining({ code: "UNKNOWN_OPTION" }),
    );
  });

  test.each([null, 1, "input", true, Symbol("s"), () => 1, [["input", 1]]])(
    "that are no object (%s) are refused",
    (value) => {
      expect(() => readOptions(value, known, "startRun")).toThrow(
        expect.objectContaining({ code: "INVALID_INPUT", message: "The options of startRun must be an object." }),
      );
    },
  );

  test("that throw when they are read are refused", () => {
    const hostile = [
      {
        get input() {
          throw new Error("secret");
        },
      },
      new Proxy(
        {},
        {
          ownKeys: () => {
            throw new Error("secret");
          },
        },
      ),
    ];
    for (const value of hostile) {
      expect(() => readOptions(value, known, "startRun")).toThrow(
        expect.objectContaining({ code: "INVALID_INPUT", message: expect.not.stringContaining("secret") as string }),
      );
    }
  });
});

describe("the nearest key", () => {
  test("of a key with one letter dropped, doubled or changed is that key", () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...known),
        fc.nat(),
        fc.constantFrom("drop", "double", "change"),
        (key, position, edit) => {
          const at = position % key.length;
          const middle = edit === "drop" ? "" : edit === "double" ? `${key[at]}${key[at]}` : "_";
          expect(nearestKey(key.slice(0, at) + middle + key.slice(at + 1), known)).toBe(key);
        },
      ),
    );
  });

  test("of a short key is not just any other short key", () => {
    expect(nearestKey("xy", ["to", "id"])).toBeNull();
    expect(nearestKey("", ["to"])).toBeNull();
  });
});
