import fc from "fast-check";
import { oddId, oddNumber, oddText, oddTime, wrongType } from "./wrong-values.ts";
import { hostileObject, oversized } from "./hostile-objects.ts";
import type { BadValue } from "./bad-value.ts";
import { throwingProxy } from "./hostile-objects.ts";
import { verbs, type Place, type Verb } from "./verb-calls.ts";

/** One call with one bad thing in it. */
export interface HostileCall {
  readonly verb: Verb;
  readonly place: Place;
  readonly bad: BadValue;
  /** The key that is put in at a place that ends in `+`. */
  readonly key: string;
  readonly isLax: boolean;
  readonly picks: readonly number[];
}

/** G9: secrets, as values and inside what is refused. The word itself has the shape. */
const secret: fc.Arbitrary<BadValue> = fc
  .tuple(oddText, fc.constantFrom("as text", "in a list", "in an error", "in a proxy's error"))
  .map(([{ canary }, way]) => ({
    what: `G9: ${way}`,
    refused: way === "in a proxy's error",
    canary,
    make: () =>
      way === "as text"
        ? canary
        : way === "in a list"
          ? [canary]
          : way === "in an error"
            ? new Error(canary)
            : throwingProxy([], canary),
  }));

const badValue: fc.Arbitrary<BadValue> = fc.oneof(
  { weight: 2, arbitrary: wrongType },
  { weight: 3, arbitrary: oddText },
  { weight: 3, arbitrary: oddId },
  { weight: 5, arbitrary: hostileObject },
  { weight: 1, arbitrary: oversized },
  { weight: 2, arbitrary: oddNumber },
  { weight: 1, arbitrary: oddTime },
  { weight: 2, arbitrary: secret },
);

const oddKeys = ["__proto__", "constructor", "toString", "", " ", "a\u0000", "\ud800", "x".repeat(10_000), "limits"];

const places = verbs.flatMap((verb) => [
  ...verb.places.map((place) => ({ verb, place, isLax: false })),
  ...(verb.lax ?? []).map((place) => ({ verb, place, isLax: true })),
]);

export const hostileCall: fc.Arbitrary<HostileCall> = fc
  .record({
    at: fc.constantFrom(...places),
    bad: badValue,
    oddKey: fc.option(fc.constantFrom(...oddKeys), { freq: 2 }),
    picks: fc.array(fc.nat(10_000), { minLength: 4, maxLength: 4 }),
  })
  .map(({ at, bad, oddKey, picks }) => ({ ...at, bad, key: oddKey ?? bad.canary, picks }));

/** Chooses as the call says, the same way each time. */
export function picker(picks: readonly number[]): (below: number) => number {
  let at = 0;
  return (below) => {
    const pick = picks[at % picks.length] ?? 0;
    at += 1;
    return pick % below;
  };
}

/** Copies of the containers on the way, with another value at the end of it. */
export function putAt(target: unknown, place: Place, key: string, value: unknown): unknown {
  const [first, ...rest] = place;
  if (first === undefined) return value;
  const copy: unknown[] | Record<string, unknown> = Array.isArray(target)
    ? [...(target as readonly unknown[])]
    : { ...(target as object) };
  const name = first === "+" ? key : String(first);
  const member = putAt((copy as Readonly<Record<string, unknown>>)[name], rest, key, first === "+" ? 1 : value);
  // Not by assignment, which `__proto__` would turn into another prototype.
  Object.defineProperty(copy, name, { value: member, enumerable: true, writable: true, configurable: true });
  return copy;
}

/** Whether the verb has to refuse this call. */
export function mustRefuse({ verb, place, bad, key, isLax }: HostileCall): boolean {
  if (verb.name === "createScoria") return true;
  if (place.at(-1) !== "+") return bad.refused && !isLax;
  const isPayload = place.includes("input") || place[0] === 3;
  return !isPayload || key === "__proto__" || key === "constructor" || key === "a\u0000" || key === "\ud800";
}

export function describeCall({ verb, place, bad, key }: HostileCall): string {
  const at = place.at(-1) === "+" ? `key ${JSON.stringify(key.slice(0, 40))}` : bad.what;
  return `${verb.name}(${place.join(".")}) ${at}`;
}
