import { describe, expect, test } from "vitest";
import { readMarkdown } from "./document.ts";
import { findBrokenLinks } from "./find-broken-links.ts";

describe("every link inside the repository leads somewhere", () => {
  for (const document of readMarkdown()) {
    test(document.path, () => {
      expect(findBrokenLinks(document)).toEqual([]);
    });
  }
});
