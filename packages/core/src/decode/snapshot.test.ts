import vm from "node:vm";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { canonicalJson } from "./canonical-json.ts";
import type { Json } from "./json.ts";
import { snapshot } from "./snapshot.ts";

const input = { name: "input", maxBytes: 262_144 };

function refusal(code: string, message?: string): unknown {
  return expect.objectContaining(message === undefined ? { code } : { code, message });
}

function nested(levels: number): unknown {
  let value: unknown = 1;
  for (let level = 0; level < levels; level += 1) value = level % 2 === 0 ? [value] : { a: value };
  return value;
}

describe("a snapshot", () => {
  test("is a frozen copy that later changes do not reach", () => {
    const order = { items: [{ price: 1 }], note: "a" };
    const { value, text } = snapshot(order, input);
    order.items[0] = { price: 2 };
    expect(text).toBe('{"items":[{"price":1}],"note":"a"}');
    expect(value).toEqual({ items: [{ price: 1 }], note: "a" });
    const items = (value as { items: unknown[] }).items;
    expect([value, items, items[0]].every((part) => Object.isFrozen(part))).toBe(true);
  });

  test("has as text the canonical text, as value what that text reads back as, and as bytes those of the text", () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 6 }).filter(isFit), (value) => {
        const taken = snapshot(value, input);
        expect(taken.text).toBe(canonicalJson(value as Json));
        expect(taken.bytes).toBe(Buffer.byteLength(taken.text));
        expect(JSON.stringify(taken.value)).toBe(JSON.stringify(JSON.parse(taken.text)));
      }),
    );
  });

  test("reads each property once, so a getter that answers otherwise the second time has no effect", () => {
    let reads = 0;
    const hostile = Object.defineProperty({}, "amount", { enumerable: true, get: () => (reads += 1) });
    expect(snapshot({ order: hostile }, input).text).toBe('{"order":{"amount":1}}');
    expect(reads).toBe(1);
  });

  test("leaves undefined properties out, turns -0 into 0, asks toJSON once, and takes plain objects of any realm", () => {
    const value = {
      gone: undefined,
      zero: -0,
      when: new Date(0),
      url: new URL("https://example.org/a"),
      bare: Object.assign(Object.create(null) as object, { a: 1 }),
      elsewhere: vm.runInNewContext("({ list: [1] })") as unknown,
      nothing: { toJSON: () => undefined },
    };
    expect(snapshot(value, input).value).toEqual({
      zero: 0,
      when: "1970-01-01T00:00:00.000Z",
      url: "https://example.org/a",
      bare: { a: 1 },
      elsewhere: { list: [1] },
    });
    expect(Object.is((snapshot([-0], input).value as number[])[0], 0)).toBe(true);
  });

  test("may hold one object in two places", () => {
    const shared = { a: 1 };
    expect(snapshot([shared, shared], input).text).toBe('[{"a":1},{"a":1}]');
  });

  test("takes 64 levels and refuses 65", () => {
    expect(snapshot(nested(64), input).bytes).toBeGreaterThan(64);
    expect(() => snapshot(nested(65), input)).toThrow(refusal("INVALID_INPUT"));
    expect(() => snapshot(nested(100_000), input)).toThrow(refusal("INVALID_INPUT"));
  });

  test("takes exactly its bytes and refuses one more", () => {
    expect(snapshot("é".repeat(131_071), input).bytes).toBe(262_144);
    expect(() => snapshot(`${"é".repeat(131_071)}a`, input)).toThrow(
      expect.objectContaining({ code: "PAYLOAD_TOO_LARGE", details: { path: "input", limit: 262_144, unit: "bytes" } }),
    );
    expect(() => snapshot({ [`k${"é".repeat(131_072)}`]: 1 }, input)).toThrow(refusal("PAYLOAD_TOO_LARGE"));
  });

  test("takes 100,000 keys and items and refuses one more", () => {
    const roomy = { name: "input", maxBytes: 10_000_000 };
    expect(
      snapshot(
        Array.from({ length: 100_000 }, () => 1),
        roomy,
      ).bytes,
    ).toBe(200_001);
    const flood = Object.fromEntries(Array.from({ length: 50_000 }, (_, index) => [`k${index}`, 1]));
    expect(() => snapshot([flood, flood], roomy)).toThrow(refusal("PAYLOAD_TOO_LARGE"));
  });

  test("stops at the limit without reading on", () => {
    let reads = 0;
    const item = {
      get a(): string {
        reads += 1;
        return "x".repeat(100);
      },
    };
    expect(() =>
      snapshot(
        Array.from({ length: 1_000 }, () => item),
        { name: "input", maxBytes: 1_000 },
      ),
    ).toThrow(refusal("PAYLOAD_TOO_LARGE"));
    expect(reads).toBeLessThan(12);
    // Were it looked into, the NUL would be what is refused.
    expect(() => snapshot(`${"x".repeat(262_144)}\u0000`, input)).toThrow(refusal("PAYLOAD_TOO_LARGE"));
    expect(() => snapshot({ long: "x".repeat(300_000_000) }, input)).toThrow(refusal("PAYLOAD_TOO_LARGE"));
    expect(() => snapshot({ ["x".repeat(1_000_000)]: 1 }, input)).toThrow(refusal("PAYLOAD_TOO_LARGE"));
  });
});

describe("a snapshot names the path of what it refuses", () => {
  const cyclic: { self?: unknown } = {};
  cyclic.self = [cyclic];
  class Order {
    readonly id = 1;
  }
  test.each<[what: string, value: unknown, message: string]>([
    ["undefined", undefined, "input is undefined; pass JSON data, null included."],
    ["NaN", { a: [1, Number.NaN] }, "input.a[1] is not a finite number."],
    ["Infinity", { a: Number.POSITIVE_INFINITY }, "input.a is not a finite number."],
    ["bigint", { a: 1n }, "input.a is a bigint, which JSON cannot hold."],
    ["symbol", { a: Symbol("s") }, "input.a is a symbol, which JSON cannot hold."],
    ["function", { a: { b: () => 1 } }, "input.a.b is a function, which JSON cannot hold."],
    ["undefined item", [undefined], "input[0] is undefined, or a hole in the array."],
    // oxlint-disable-next-line no-sparse-arrays
    ["hole", { list: [1, , 2] }, "input.list[1] is undefined, or a hole in the array."],
    ["NUL", { a: "x\u0000" }, "input.a is a text with a NUL character."],
    [
      "a token for a key",
      { [`ghp_${"a1B2".repeat(9)}`]: () => 1 },
      "input[key] is a function, which JSON cannot hold.",
    ],
    ["NUL in a key", { "x\u0000": 1 }, "input[key] is a key with a NUL character."],
    ["lone surrogate", { a: "\ud800" }, "input.a is a text with a lone surrogate."],
    ["lone surrogate in a key", { "\udfff": 1 }, "input[key] is a key with a lone surrogate."],
    ["__proto__", JSON.parse('{"__proto__":{"admin":true}}'), "input.__proto__ is a key that can change a prototype."],
    ["constructor", { constructor: 1 }, "input.constructor is a key that can change a prototype."],
    ["prototype", { a: { prototype: 1 } }, "input.a.prototype is a key that can change a prototype."],
    ["cycle", cyclic, "input.self[0] contains itself."],
    ["class instance", { order: new Order() }, "input.order is an instance of a class; pass plain data."],
    ["error", new Error("x"), "input is an instance of a class; pass plain data."],
    [
      "toJSON that gives an instance",
      { toJSON: () => new Order() },
      "input is an instance of a class; pass plain data.",
    ],
    ["toJSON that gives a Map", { a: { toJSON: () => new Map() } }, "input.a is a Map, which JSON cannot hold."],
    ["invalid Date", { a: new Date(Number.NaN) }, "input.a is an invalid Date, which JSON cannot hold."],
    ["Map", new Map(), "input is a Map, which JSON cannot hold."],
    ["Set of another realm", [vm.runInNewContext("new Set()")], "input[0] is a Set, which JSON cannot hold."],
    ["Buffer", { a: Buffer.from("x") }, "input.a is a typed array or Buffer, which JSON cannot hold."],
    ["ArrayBuffer", new ArrayBuffer(1), "input is an ArrayBuffer, which JSON cannot hold."],
    ["RegExp", /x/, "input is a RegExp, which JSON cannot hold."],
    ["promise", Promise.resolve(1), "input is a promise that was not awaited, which JSON cannot hold."],
    ["boxed string", Object("x"), "input is a boxed primitive, which JSON cannot hold."],
    [
      "throwing getter",
      {
        get a() {
          throw new Error("secret");
        },
      },
      "input.a could not be read: a getter, a toJSON or a proxy threw.",
    ],
    [
      "throwing toJSON",
      {
        a: {
          toJSON() {
            throw new Error("secret");
          },
        },
      },
      "input.a could not be read: a getter, a toJSON or a proxy threw.",
    ],
    ["odd key", { "my key": { ok_1: 1n } }, "input[key].ok_1 is a bigint, which JSON cannot hold."],
    ["key of 41 characters", { ["a".repeat(41)]: 1n }, "input[key] is a bigint, which JSON cannot hold."],
    ["key of 40 characters", { ["a".repeat(40)]: 1n }, `input.${"a".repeat(40)} is a bigint, which JSON cannot hold.`],
  ])("%s", (_, value, message) => {
    expect(() => snapshot(value, input)).toThrow(refusal("INVALID_INPUT", message));
  });
});

describe("a snapshot of a proxy", () => {
  test("ends when the proxy answers another proxy for ever", () => {
    const endless: object = new Proxy(
      {},
      {
        ownKeys: () => ["a"],
        getOwnPropertyDescriptor: () => ({ enumerable: true, configurable: true }),
        get: (_, key) => (key === "a" ? endless : undefined),
      },
    );
    expect(() => snapshot(endless, input)).toThrow(refusal("INVALID_INPUT"));
    const fresh = (): object =>
      new Proxy([], { get: (_, key) => (key === "length" ? 2 : key === "0" ? fresh() : undefined) });
    expect(() => snapshot(fresh(), input)).toThrow(refusal("INVALID_INPUT"));
  });

  test("ends when an array says that it is longer than it can be", () => {
    for (const length of [4e9, Number.NaN, Number.POSITIVE_INFINITY]) {
      const long = new Proxy([], { get: (_, key) => (key === "length" ? length : key === "toJSON" ? undefined : 1) });
      expect(() => snapshot(long, input)).toThrow(refusal("PAYLOAD_TOO_LARGE"));
    }
  });

  test("is a typed error whichever trap throws, and takes nothing of what was thrown", () => {
    const traps = ["get", "ownKeys", "getPrototypeOf", "getOwnPropertyDescriptor"] as const;
    for (const trap of traps) {
      const hostile = new Proxy(
        { a: 1 },
        {
          [trap]: () => {
            throw new Error("secret");
          },
        },
      );
      expect(() => snapshot({ hostile }, input)).toThrow(
        refusal("INVALID_INPUT", "input.hostile could not be read: a getter, a toJSON or a proxy threw."),
      );
    }
    const { proxy, revoke } = Proxy.revocable({}, {});
    revoke();
    expect(() => snapshot(proxy, input)).toThrow(refusal("INVALID_INPUT"));
  });
});

test("whatever is passed, a snapshot is taken or a typed error is thrown that repeats none of it", () => {
  const canary = "canary-7f3a";
  const leaf = fc.oneof(
    fc.constantFrom<unknown>(
      undefined,
      Number.NaN,
      1n,
      Symbol(canary),
      () => canary,
      new Map([[canary, 1]]),
      `${canary}\u0000`,
      `\ud800${canary}`,
    ),
    fc.constant(canary),
    fc.anything(),
  );
  const hostile = fc.oneof(
    leaf,
    fc.array(leaf),
    fc.dictionary(fc.oneof(fc.string(), fc.constant(`${canary} key`)), leaf),
  );
  fc.assert(
    fc.property(hostile, (value) => {
      try {
        const { text } = snapshot(value, input);
        expect(canonicalJson(JSON.parse(text) as Json)).toBe(text);
      } catch (error) {
        expect(error).toMatchObject({
          name: "ScoriaError",
          code: expect.stringMatching(/^(INVALID_INPUT|PAYLOAD_TOO_LARGE)$/) as string,
        });
        expect(JSON.stringify(error)).not.toContain(canary);
      }
    }),
  );
});

/** Leaves out what fast-check makes but a snapshot refuses on purpose. */
function isFit(value: unknown): boolean {
  return !/\\u0000|\\ud[89a-f]|"(__proto__|constructor|prototype)":/.test(JSON.stringify(value));
}
