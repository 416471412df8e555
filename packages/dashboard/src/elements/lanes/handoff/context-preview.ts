import type { JsonObject } from "@scoria/core";

const keysShown = 3;
const charactersShown = 80;

export interface ContextPreviews {
  /** The first keys, each with the beginning of what it has. */
  readonly previews: readonly (readonly [key: string, preview: string])[];
  /** How many keys are left out. */
  readonly more: number;
}

/** What a context begins with, short enough to be read at a glance. */
export function previewsOf(context: JsonObject): ContextPreviews {
  const items = Object.entries(context);
  const previews = items.slice(0, keysShown).map(([key, value]) => {
    const text = typeof value === "string" ? value : JSON.stringify(value);
    if (text.length <= charactersShown) return [key, text] as const;
    // Not through the middle of a character of two halves.
    return [key, `${text.slice(0, charactersShown).replace(/[\uD800-\uDBFF]$/, "")}…`] as const;
  });
  return { previews, more: Math.max(0, items.length - keysShown) };
}
