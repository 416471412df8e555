import type fc from "fast-check";
import { arbitraryOf, once, type BadValue } from "./bad-value.ts";

const traps = [
  "apply",
  "construct",
  "defineProperty",
  "deleteProperty",
  "get",
  "getOwnPropertyDescriptor",
  "getPrototypeOf",
  "has",
  "isExtensible",
  "ownKeys",
  "preventExtensions",
  "set",
  "setPrototypeOf",
] as const;

/** A proxy whose every trap throws an error with the canary in it. */
export function throwingProxy(target: object, canary: string): object {
  const trap = (): never => {
    throw new Error(canary);
  };
  return new Proxy(target, Object.fromEntries(traps.map((name) => [name, trap])));
}

export function revokedProxy(target: object): object {
  const { proxy, revoke } = Proxy.revocable(target, {});
  revoke();
  return proxy;
}

/** An object with one property that answers once, and throws or differs ever after. */
export function differsOnSecondRead(key: string, first: unknown, canary: string): object {
  let reads = 0;
  return Object.defineProperty({}, key, {
    enumerable: true,
    get: () => {
      reads += 1;
      if (reads === 1) return first;
      throw new Error(canary);
    },
  });
}

/** What `await` takes for a promise. */
export function thenable(answer: (resolve: (value: unknown) => void, reject: (why: unknown) => void) => void): object {
  // oxlint-disable-next-line unicorn/no-thenable
  return { then: answer };
}

function cyclic(canary: string): object {
  const cycle: Record<string, unknown> = { canary };
  cycle.self = { again: cycle };
  return cycle;
}

class Basket {
  readonly canary: string;
  constructor(canary: string) {
    this.canary = canary;
  }
}

const nested = (levels: number): unknown => JSON.parse(`${"[".repeat(levels)}${"]".repeat(levels)}`) as unknown;
const manyKeys = once(() => Object.fromEntries(Array.from({ length: 100_001 }, (_, at) => [`k${at}`, 1])));
const levels65 = once(() => nested(65));
const levels7000 = once(() => nested(7_000));
const levels100000 = once(() => nested(100_000));

/** G4: objects that are not what they seem. */
export const hostileObject: fc.Arbitrary<BadValue> = arbitraryOf("G4", {
  refused: {
    cyclic: (canary) => cyclic(canary),
    "getter that throws": (canary) => ({
      get text(): never {
        throw new Error(canary);
      },
    }),
    "proxy that throws in every trap": (canary) => throwingProxy({}, canary),
    "proxy of an array that throws": (canary) => throwingProxy([canary], canary),
    "proxy whose length throws": (canary) =>
      new Proxy([canary], { get: (target, key) => (key === "length" ? throwIt(canary) : Reflect.get(target, key)) }),
    "revoked proxy": () => revokedProxy({}),
    "revoked proxy of an array": () => revokedProxy([]),
    "toJSON that throws": (canary) => ({ toJSON: () => throwIt(canary) }),
    "toJSON that answers a symbol": (canary) => ({ toJSON: () => Symbol(canary) }),
    "symbol as a member": (canary) => ({ [canary]: Symbol(canary) }),
    "bigint under a secret key": (canary) => ({ [canary]: 1n }),
    "class instance": (canary) => new Basket(canary),
    Map: (canary) => new Map([[canary, canary]]),
    Set: (canary) => new Set([canary]),
    Buffer: (canary) => Buffer.from(canary),
    RegExp: () => /x/,
    Promise: (canary) => Promise.resolve(canary),
    "sparse array": (canary) => Object.assign(Array.from({ length: 2 }), { 1: canary, length: 5 }),
    "__proto__ as an own key": (canary) => JSON.parse(`{"__proto__":{"admin":${JSON.stringify(canary)}}}`) as unknown,
    "constructor.prototype": (canary) => ({ constructor: { prototype: { admin: canary } } }),
    "NUL in a key": (canary) => ({ [`${canary}\u0000`]: 1 }),
    "100,001 keys": () => manyKeys(),
  },
  doubtful: {
    "toJSON that answers other data": (canary) => ({ toJSON: () => ({ other: canary }) }),
    "toJSON that answers another toJSON": (canary) => ({ toJSON: () => ({ toJSON: canary }) }),
    "getter that differs": (canary) => differsOnSecondRead("text", "first", canary),
    "null prototype": (canary) => Object.assign(Object.create(null) as object, { text: canary }),
    "inherited fields": (canary) => Object.create({ text: canary }) as object,
    Error: (canary) => new Error(canary),
    "abort signal": () => AbortSignal.abort(),
    "fake abort signal": () => Object.create(AbortSignal.prototype) as object,
    "symbol key": (canary) => ({ [Symbol(canary)]: canary }),
    frozen: (canary) => Object.freeze({ text: canary }),
    // oxlint-disable-next-line unicorn/no-thenable -- an object that pretends to be a promise is what is tried here
    thenable: (canary) => thenable((_, reject) => reject(new Error(canary))),
    "array with a map of its own": (canary) => Object.assign([canary], { map: () => throwIt(canary) }),
    "quiet proxy": (canary) => new Proxy({ text: canary }, {}),
    "unknown key": (canary) => ({ [canary]: canary }),
  },
});

/** G5: deep and large. */
export const oversized: fc.Arbitrary<BadValue> = arbitraryOf("G5", {
  refused: {
    "65 levels": () => levels65(),
    "7,000 levels": () => levels7000(),
    "100,000 levels": () => levels100000(),
    "256 KiB and one": () => ["x".repeat(262_144 - 3)],
  },
  doubtful: {
    "63 levels": () => nested(63),
    "64 levels": () => nested(64),
    "16 KiB": () => ["x".repeat(16_384 - 4)],
    "10,000 items": () => Array.from({ length: 10_000 }, () => 1),
  },
});

function throwIt(canary: string): never {
  throw new Error(canary);
}
