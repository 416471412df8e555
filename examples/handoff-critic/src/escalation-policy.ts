import type { Draft } from "./question.ts";

/** The planner may promise this much without anybody looking at it. */
export const plannersLimitCents = 50_000;

const legalWords = ["court", "guarantee", "lawyer", "liable", "warranty"] as const;

/**
 * The host's own policy: why a draft has to be looked at before it goes out. None: it is good enough as it is.
 *
 * Scoria has no part in this. It is a plain function, and it is given the draft that is on record.
 */
export function reasonsToEscalate({ text, promisesCents }: Draft): readonly string[] {
  const words: readonly string[] = text.toLowerCase().match(/\p{L}+/gu) ?? [];
  return [
    ...(promisesCents > plannersLimitCents ? ["it promises more than 500 EUR"] : []),
    ...legalWords.filter((word) => words.includes(word)).map((word) => `it says "${word}"`),
  ];
}
