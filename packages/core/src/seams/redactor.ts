/**
 * Takes secrets out of text before it is logged, stored as an error, or exported. `createScoria`'s default is
 * `secretRedactor()`.
 *
 * `text` must answer a string for every string, in time linear in its length, and must not throw; if it throws, what
 * was to be redacted is left out instead. A text that it has redacted must come out as it is when it is redacted again.
 * What stands under a key such as `password` is taken out whatever `text` does, but with `noRedaction`.
 *
 * @example
 * ```ts
 * import { type Redactor, secretRedactor } from "@scoria/core";
 *
 * const known = secretRedactor();
 * const redactor: Redactor = {
 *   text: (value) => known.text(value).replaceAll(/\bCASE-\d+/g, "[redacted:case]"),
 * };
 * ```
 */
export interface Redactor {
  text(value: string): string;
}

/** Gives everything back as it came. */
export const noRedaction: Redactor = Object.freeze({ text: (value: string): string => value });

// Longer than any secret of a known shape, a private key in PEM included.
const longestSecret = 8_192;
const mostRead = 65_536;

/** What stands where a redactor failed: nothing of the text may pass unredacted. */
export const unredactable = "(left out: it could not be redacted)";

/**
 * The redacted text; never throws. Of a text over 64 Ki characters only the beginning is read, and its end is left out,
 * where a secret that was cut in two would not be known for one.
 */
export function redactText(value: string, redactor: Redactor): string {
  if (value.length <= mostRead) return redactWholeText(value, redactor);
  const redacted = redactWholeText(value.slice(0, mostRead), redactor);
  return redacted === unredactable ? unredactable : redacted.slice(0, -longestSecret);
}

/** The redacted text, however long it is, with nothing left out; never throws. */
export function redactWholeText(value: string, redactor: Redactor): string {
  try {
    const redacted: unknown = redactor.text(value);
    return typeof redacted === "string" ? redacted : unredactable;
  } catch {
    return unredactable;
  }
}
