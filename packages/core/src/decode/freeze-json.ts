/**
 * Freezes what `JSON.parse` made, all the way down, and gives it back. Only for text that was checked when it was stored:
 * its depth is bounded.
 */
export function freezeJson<T>(value: T): T {
  if (typeof value !== "object" || value === null) return value;
  for (const part of Object.values(value)) freezeJson(part);
  return Object.freeze(value);
}
