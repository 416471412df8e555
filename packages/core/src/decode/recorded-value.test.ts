import { EventEmitter } from "node:events";
import { Readable } from "node:stream";
import { describe, expect, test } from "vitest";
import { recordResult } from "./recorded-value.ts";

function valueOf(result: unknown): unknown {
  const recorded = recordResult(result);
  return recorded.absent ? "absent" : recorded.value;
}

class Quote {
  readonly amount = 7;
  readonly issued = new Date(0);
  readonly format = (): string => "7";
  describe(): string {
    return "a quote";
  }
}

// Joined, because the linter holds every name of this spelling for a mistake.
const then = ["th", "en"].join("");

class Awaitable {
  readonly a = 1;
}
Reflect.set(Awaitable.prototype, then, () => 1);

/** As the SDKs of models answer: with properties, and what they give only by being read. */
class Streamed {
  readonly model = "m";
  async *[Symbol.asyncIterator](): AsyncGenerator<string> {
    yield "token";
  }
}

class Hidden {
  readonly #secret = 1;
  get secret(): number {
    return this.#secret;
  }
}

describe("a recorded result", () => {
  test("is what JSON.stringify would keep of it", () => {
    const results: readonly unknown[] = [
      new Quote(),
      { a: undefined, b: [undefined, null], f: () => 1, when: new Date(0), price: { toJSON: () => ({ cents: 1 }) } },
      [new URL("https://example.org/"), -0, "x"],
      { constructor: "Ferrari", prototype: null },
      null,
      "text",
    ];
    for (const result of results) expect(valueOf(result)).toEqual(JSON.parse(JSON.stringify(result)));
  });

  test("of undefined is absent", () => {
    expect(recordResult(undefined)).toEqual({ absent: true });
    expect(recordResult({ toJSON: () => undefined })).toEqual({ absent: true });
  });

  test("is frozen and has its canonical text", () => {
    const recorded = recordResult({ b: 1, a: "é" });
    expect(recorded).toEqual({ absent: false, value: { a: "é", b: 1 }, text: '{"a":"é","b":1}', bytes: 16 });
    expect(!recorded.absent && Object.isFrozen(recorded.value)).toBe(true);
  });

  test("has the keys in the order in which a replay reads them", () => {
    const recorded = recordResult({ b: 1, a: { d: 1, c: 1 } });
    expect(!recorded.absent && JSON.stringify(recorded.value)).toBe('{"a":{"c":1,"d":1},"b":1}');
  });

  const cyclic: unknown[] = [];
  cyclic.push({ again: cyclic });
  test.each<[what: string, result: unknown, message: string]>([
    ["a bigint", { total: 1n }, "result.total is a bigint, which JSON cannot hold."],
    ["a symbol", [Symbol("s")], "result[0] is a symbol, which JSON cannot hold."],
    ["a function", () => 1, "result is a function, which JSON cannot hold."],
    ["a function in an array", [() => 1], "result[0] is a function, which JSON cannot hold."],
    ["a Map", { a: new Map() }, "result.a is a Map, which JSON cannot hold."],
    ["a nested Set", [[new Set()]], "result[0][0] is a Set, which JSON cannot hold."],
    ["bytes", new Uint8Array(1), "result is a typed array or Buffer, which JSON cannot hold."],
    ["a RegExp", { a: /x/ }, "result.a is a RegExp, which JSON cannot hold."],
    ["a promise", { a: Promise.resolve(1) }, "result.a is a promise that was not awaited, which JSON cannot hold."],
    [
      "a thenable",
      { a: { [then]: () => 1 } },
      "result.a.then makes a promise of its object: await it before it is returned.",
    ],
    ["a thenable of a class", new Awaitable(), "result is a promise that was not awaited."],
    ["an Error", { a: new TypeError("x") }, "result.a is an Error; throw it, or return its message."],
    ["a Response", new Response("x"), "result is an instance of a class without any property that JSON can hold."],
    [
      "a Node stream",
      { body: Readable.from(["a"]) },
      "result.body is a stream or an emitter of events; read it, and return what came out of it.",
    ],
    [
      "an emitter of events",
      [Object.assign(new EventEmitter(), { name: "socket" })],
      "result[0] is a stream or an emitter of events; read it, and return what came out of it.",
    ],
    [
      "an answer that streams",
      new Streamed(),
      "result is a stream or an emitter of events; read it, and return what came out of it.",
    ],
    ["an iterator", [1].values(), "result is an instance of a class without any property that JSON can hold."],
    ["private fields only", new Hidden(), "result is an instance of a class without any property that JSON can hold."],
    ["NaN", { a: Number.NaN }, "result.a is not a finite number."],
    ["an invalid Date", new Date(Number.NaN), "result is an invalid Date, which JSON cannot hold."],
    ["NUL", { a: "\u0000" }, "result.a is a text with a NUL character."],
    ["a lone surrogate", "\ud800", "result is a text with a lone surrogate."],
    ["__proto__", JSON.parse('{"__proto__":1}'), "result.__proto__ is a key that can change a prototype."],
    ["a cycle", cyclic, "result[0].again contains itself."],
  ])("is refused for %s, with its path", (_, result, message) => {
    expect(() => recordResult(result)).toThrow(expect.objectContaining({ code: "STEP_RESULT_INVALID", message }));
  });

  test("over 1 MiB is PAYLOAD_TOO_LARGE, named as the caller names it", () => {
    expect(recordResult("x".repeat(1_048_574))).toMatchObject({ bytes: 1_048_576 });
    expect(() => recordResult("x".repeat(1_048_575))).toThrow(expect.objectContaining({ code: "PAYLOAD_TOO_LARGE" }));
    expect(() => recordResult("xx", { name: "output", maxBytes: 3 })).toThrow(/^output has more than 3 bytes/);
  });
});
