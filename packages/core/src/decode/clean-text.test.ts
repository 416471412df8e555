import fc from "fast-check";
import { expect, test } from "vitest";
import { cleanText, cutText } from "./clean-text.ts";

test("clean text has no NUL and no lone surrogate, and is otherwise the same", () => {
  expect(cleanText("a\u0000b\ud800c😀")).toBe("a\ufffdb\ufffdc😀");
});

test("a cut text is never longer than it may be, and never ends in half a code point", () => {
  expect(cutText("abcdef", 6)).toBe("abcdef");
  expect(cutText("abcdefg", 6)).toBe("abcde…");
  expect(cutText("abcd😀g", 6)).toBe("abcd…");
  fc.assert(
    fc.property(fc.string({ unit: "binary", maxLength: 30 }), fc.integer({ min: 1, max: 20 }), (text, max) => {
      const cut = cutText(text, max);
      expect(cut.length).toBeLessThanOrEqual(Math.max(max, 1));
      expect(cut.isWellFormed()).toBe(true);
    }),
  );
});
