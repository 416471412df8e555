import { expect, test } from "vitest";
import { compileExamples } from "./compile-examples.ts";
import { examplesOfGuide, type Example } from "./example.ts";
import { runExample } from "./run-example.ts";

function guide(...lines: readonly string[]): readonly Example[] {
  return examplesOfGuide({ path: "docs/page.md", text: lines.join("\n") });
}

test("an error is told at its line of the document, and only where it stands", () => {
  const examples = guide(
    "```ts",
    "const a: number = 1;",
    "```",
    "",
    "```ts",
    "const a = 2;",
    'const b: number = "x";',
    "```",
  );
  expect(compileExamples("errors", examples).map(({ errors }) => errors)).toEqual([
    [],
    [expect.stringMatching(/^docs\/page\.md:7 error TS2322: /)],
  ]);
});

test("a prelude that does not exist is an error", () => {
  const examples = guide("<!-- prelude: absent -->", "", "```ts", "export {};", "```");
  expect(compileExamples("preludes", examples)[0]?.errors).toEqual(['docs/page.md:4 There is no prelude "absent".']);
});

test("an example that is run starts in an empty folder, and its exit code counts", () => {
  const [compiled] = compileExamples(
    "runs",
    guide(
      "```ts run",
      'import { readdirSync } from "node:fs";',
      "process.exitCode = readdirSync('.').length + 3;",
      "```",
    ),
  );
  expect(compiled?.example.runs).toBe(true);
  expect(runExample(compiled?.file ?? "")).toMatchObject({ status: 3 });
});
