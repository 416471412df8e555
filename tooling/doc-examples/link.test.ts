import { expect, test } from "vitest";
import { findBrokenLinks } from "./find-broken-links.ts";
import { anchorsOf, relativeLinksOf } from "./link.ts";

test("links are found in all their forms, and none in code or to other sites", () => {
  const text = [
    '[a](one.md) ![b](two.png "title") and `[c](three.md)`',
    "```md",
    "[d](four.md)",
    "```",
    "[e]: five.md#part",
    '<a href="six.md">f</a> [g](https://example.org) [h](mailto:a@example.org) [i](#here)',
  ].join("\n");
  expect(relativeLinksOf(text)).toEqual([
    { target: "one.md", line: 1 },
    { target: "two.png", line: 1 },
    { target: "five.md#part", line: 5 },
    { target: "#here", line: 6 },
    { target: "six.md", line: 6 },
  ]);
});

test("a heading's anchor is the one that GitHub makes, numbered when it comes again", () => {
  const text = '# Start, resume & `verify`\n## Why?\n### Why?\n```\n# no heading\n```\n<a id="own"></a>';
  expect([...anchorsOf(text)]).toEqual(["start-resume--verify", "why", "why-1", "own"]);
});

test("a link to a missing file, a missing heading, a missing line or out of the repository is told on", () => {
  const text =
    "# Here\n[a](absent.md)\n[b](#there)\n[c](../../x.md)\n[d](/LICENSE)\n[e](../LICENSE#L9999)\n[f](#here)\n[g](../LICENSE#L3)";
  expect(findBrokenLinks({ path: "docs/page.md", text })).toEqual([
    "docs/page.md:2 absent.md is not there",
    "docs/page.md:3 #there names a heading or line that is not there",
    "docs/page.md:4 ../../x.md leads out of the repository",
    "docs/page.md:5 /LICENSE starts at the root of a site; write it from this file",
    "docs/page.md:6 ../LICENSE#L9999 names a heading or line that is not there",
  ]);
});
