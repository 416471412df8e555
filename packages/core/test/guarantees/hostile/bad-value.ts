import fc from "fast-check";
import { canary } from "./canary.ts";

/** Ids of runs that are there, for what passes a format check and is still wrong. */
export interface KnownIds {
  readonly own: string;
  readonly foreign: string;
}

/** One hostile argument, made anew for every call, with a word in it that no error may repeat. */
export interface BadValue {
  /** For the report of a failure: a value itself may be a proxy that throws when it is printed. */
  readonly what: string;
  /** True: no verb may take it, wherever it stands. */
  readonly refused: boolean;
  readonly canary: string;
  readonly make: (ids: KnownIds) => unknown;
}

type Make = (canary: string, ids: KnownIds) => unknown;

/** A class of bad input: each name is one way to be bad. */
export interface BadClass {
  readonly refused: Readonly<Record<string, Make>>;
  /** What some verb may take in some place. */
  readonly doubtful: Readonly<Record<string, Make>>;
}

export function arbitraryOf(name: string, { refused, doubtful }: BadClass): fc.Arbitrary<BadValue> {
  const one = (way: string, make: Make, isRefused: boolean): ((word: string) => BadValue) => {
    return (word) => ({
      what: `${name}: ${way}`,
      refused: isRefused,
      canary: word,
      make: (ids) => make(word, ids),
    });
  };
  const ways = [
    ...Object.entries(refused).map(([way, make]) => one(way, make, true)),
    ...Object.entries(doubtful).map(([way, make]) => one(way, make, false)),
  ];
  return fc.tuple(fc.constantFrom(...ways), canary).map(([way, word]) => way(word));
}

/** Made once and shared by all calls: making it is slow, and it cannot be changed. */
export function once<T>(make: () => T): () => T {
  let made: { readonly value: T } | undefined;
  return () => (made ??= { value: make() }).value;
}
