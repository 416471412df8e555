import type { Entry } from "@scoria/core";

/** What an entry has beside its payload. */
const besideBytes = 300;

/** About how many bytes an entry takes. Most have a few hundred, and some a million: to count entries says little. */
export function entrySize({ payload }: Entry): number {
  return besideBytes + (payload === undefined ? 0 : JSON.stringify(payload).length);
}
