import { expect, test } from "vitest";
import { findUnsafe } from "./find-unsafe.ts";

/** The rule of the system that this one takes over from: keys alone, spelt in one of a few ways. */
function wasRefused(key: string): boolean {
  const words = key.replace(/([a-z\d])([A-Z])/g, "$1_$2").replace(/[^A-Za-z\d]+/g, "_").replace(/^_+|_+$/g, "").toLowerCase(); // prettier-ignore
  return exact.has(words) || endings.test(words) || beginnings.test(words);
}

const exact = new Set(
  (
    "transcript transcripts messages message_history history chat_history conversation_history provider_session " +
    "provider_state runtime_state session session_state socket socket_state assigns private cookies headers secrets"
  ).split(" "),
);
const endings = /_(?:transcript|history|messages|cookies|headers|secrets|provider_session|socket)$/;
const beginnings = /^(?:provider_session|socket)_/;

const pieces = [...exact, "x", "order", "support", "safe", "2", "HTTP", "art", "lead", "pre", "id", "count", "json", "é", "of", "b64"]; // prettier-ignore
const separators = ["_", "-", ".", " ", "", "__", "/", "2", "[", "\u200b"];

/** The same keys each time: a linear congruential generator with a power of two as modulus. */
function* numbers(): Generator<number> {
  for (let state = 1; ; state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0) yield state / 2 ** 32;
}

test("every key that the original rule refused is refused before a text, a list and an object", () => {
  const random = numbers();
  const next = (below: number): number => Math.floor(random.next().value * below);
  const pick = (from: readonly string[]): string => from[next(from.length)] ?? "";
  const passed: string[] = [];
  let refused = 0;
  for (let tries = 0; tries < 20_000; tries += 1) {
    const words = Array.from({ length: 1 + next(3) }, () => pick(pieces)).join(pick(separators));
    const spelt = [words, words.toUpperCase(), camelCase(words), swapCase(words, next)][next(4)] ?? words;
    if (!wasRefused(spelt)) continue;
    refused += 1;
    const value = ["x", [], {}, ["x"], { x: 1 }][next(5)] ?? "x";
    if (findUnsafe({ [spelt]: value }, "context").length === 0) passed.push(spelt);
  }
  expect(refused).toBeGreaterThan(3_000);
  expect(passed).toEqual([]);
});

function camelCase(words: string): string {
  return words.replace(/[^a-z\d]+([a-z])/gi, (_, letter: string) => letter.toUpperCase());
}

function swapCase(words: string, next: (below: number) => number): string {
  return Array.from(words)
    .map((letter) => (next(2) === 0 ? letter.toUpperCase() : letter))
    .join("");
}
