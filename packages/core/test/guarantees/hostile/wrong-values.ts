import fc from "fast-check";
import { arbitraryOf, once, type BadValue } from "./bad-value.ts";

const megabyte = once(() => "x".repeat(1_048_576));
const threeHundredMegabytes = once(() => "x".repeat(300_000_000));

/** G1: nothing, or another type than was asked for. */
export const wrongType: fc.Arbitrary<BadValue> = arbitraryOf("G1", {
  refused: {
    NaN: () => Number.NaN,
    Infinity: () => Number.POSITIVE_INFINITY,
    bigint: () => 7n,
    symbol: (canary) => Symbol(canary),
    "invalid Date": () => new Date(Number.NaN),
    "boxed string": (canary) => Object(canary),
    "boxed symbol": (canary) => Object(Symbol(canary)),
  },
  doubtful: {
    undefined: () => undefined,
    null: () => null,
    "negative zero": () => -0,
    "2^53": () => 2 ** 53,
    true: () => true,
    function: (canary) => Object.assign(() => canary, { [canary]: canary }),
    "array for an object": (canary) => [canary],
    "object for text": (canary) => ({ text: canary }),
    "empty array": () => [],
  },
});

/** G2: text that a database, a log or a reader stumbles over. */
export const oddText: fc.Arbitrary<BadValue> = fc.oneof(
  {
    weight: 4,
    arbitrary: arbitraryOf("G2", {
      refused: {
        "300 KiB": (canary) => canary + "x".repeat(307_200),
        "1 MiB": () => megabyte(),
        "300 MB": () => threeHundredMegabytes(),
        NUL: (canary) => `${canary}\u0000`,
        "NUL alone": () => "\u0000",
        "lone high surrogate": (canary) => `${canary}\ud800`,
        "lone low surrogate": (canary) => `\udc00${canary}`,
      },
      doubtful: {
        empty: () => "",
        blank: () => " \t",
        "right-to-left override": (canary) => `\u202e${canary}`,
        "zero width": (canary) => `${canary}\u200b`,
        "byte order mark": (canary) => `\ufeff${canary}`,
        "not composed": (canary) => `${canary}e\u0301`,
        "line ends": (canary) => `${canary}\r\n${canary}`,
        "terminal escapes": (canary) => `\u001b[31m${canary}\u001b]0;x\u0007`,
        "percent NUL": (canary) => `${canary}%00`,
        family: (canary) => `${canary}👩‍👩‍👧‍👦`,
        "200 characters": (canary) => canary.padEnd(200, "x"),
        "257 characters": (canary) => canary.padEnd(257, "x"),
        "2,001 characters": (canary) => canary.padEnd(2_001, "x"),
      },
    }),
  },
  fc
    .tuple(fc.string({ unit: "binary", maxLength: 60 }), fc.constant("canary-none"))
    .map(([text, canary]): BadValue => ({
      what: `G2: ${JSON.stringify(text)}`,
      refused: text.includes("\u0000"),
      canary,
      make: () => text,
    })),
);

/** G3: what looks like an id, and ids of others. */
export const oddId: fc.Arbitrary<BadValue> = arbitraryOf("G3", {
  refused: {},
  doubtful: {
    "version 4": () => "0190b5a0-5e2c-4abc-8def-0123456789ab",
    "upper case": (_, { own }) => own.toUpperCase(),
    braces: (_, { own }) => `{${own}}`,
    "no hyphens": (_, { own }) => own.replaceAll("-", ""),
    "trailing newline": (_, { own }) => `${own}\n`,
    prefix: (_, { own }) => own.slice(0, 18),
    "foreign run": (_, { foreign }) => foreign,
    "own run": (_, { own }) => own,
    "session id": () => "chat-1",
    SQL: (canary) => `' or '1'='1'; -- ${canary}`,
    path: (canary) => `../${canary}`,
    "encoded path": (canary) => `%2e%2e%2f${canary}`,
    __proto__: () => "__proto__",
    constructor: () => "constructor",
    toString: () => "toString",
    "huge id": (canary) => canary.padEnd(10_000, "0"),
    array: (_, { own }) => [own],
    "text that makes itself": (_, { own }) => ({ toString: () => own, [Symbol.toPrimitive]: () => own }),
  },
});

/** G6: numbers at and beyond the edge of a range. */
export const oddNumber: fc.Arbitrary<BadValue> = fc
  .oneof(
    fc.constantFrom(1e308 * 10, 0.1 + 0.2, 1e21, -1, 0, 1e9, 1.5, -0, 2 ** 31, 2 ** 53 + 2, Number.MIN_VALUE),
    fc.double(),
    fc.integer(),
  )
  .map((number) => ({
    what: `G6: ${number}`,
    refused: !Number.isFinite(number),
    canary: "canary-none",
    make: () => number,
  }));

/** G7: times and durations that do not fit. */
export const oddTime: fc.Arbitrary<BadValue> = arbitraryOf("G7", {
  refused: { "no time": () => new Date("never") },
  doubtful: {
    "year 0": () => "0000-01-01T00:00:00Z",
    "year 9999": () => new Date("9999-12-31T23:59:59Z"),
    "last moment": () => new Date(8.64e15),
    "before 1970": () => new Date(-1),
    "beyond 2^31 ms": () => 2 ** 31 + 1,
    "negative duration": () => -60_000,
    "ISO without a zone": () => "2026-03-29T02:30:00",
  },
});
