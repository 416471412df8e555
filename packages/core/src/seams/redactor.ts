/**
 * Takes secrets out of text before it is logged, stored as an error, or sent.
 *
 * `text` must answer a string for every string, in time linear in its length, and must not throw; if it throws, what
 * was to be redacted is left out instead.
 */
export interface Redactor {
  text(value: string): string;
}

/** Gives every text back as it came. */
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
  try {
    const redacted: unknown = redactor.text(value.slice(0, mostRead));
    if (typeof redacted !== "string") return unredactable;
    return value.length > mostRead ? redacted.slice(0, -longestSecret) : redacted;
  } catch {
    return unredactable;
  }
}
