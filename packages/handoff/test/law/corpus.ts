import type { JsonObject } from "@scoria/core";
import { readFileSync } from "node:fs";

/** One context that somebody wants to project. */
export interface Specimen {
  readonly name: string;
  readonly context: JsonObject;
}

/** `honest-held-out` was not looked at while the law was written. */
export type Corpus = "smuggling" | "honest-tuning" | "honest-held-out";

export function readCorpus(corpus: Corpus): readonly Specimen[] {
  return JSON.parse(readFileSync(new URL(`../corpus/${corpus}.json`, import.meta.url), "utf8")) as readonly Specimen[];
}
