import { expect, test } from "vitest";
import { examplesOfGuide, examplesOfSource } from "./example.ts";
import { yieldTo } from "./prelude.ts";

test("every block of TypeScript is an example, with its line and its prelude", () => {
  const text =
    "# Title\n\n<!-- prelude: refund -->\n\n```ts\na;\nb;\n```\n\n- item\n  ```ts run\n  c;\n  ```\n\n```sh\nls\n```\n";
  expect(examplesOfGuide({ path: "README.md", text })).toEqual([
    { place: "README.md:6", path: "README.md", line: 6, code: "a;\nb;", runs: false, prelude: "refund" },
    { place: "README.md:12", path: "README.md", line: 12, code: "c;", runs: true },
  ]);
});

test("a block inside a longer fence is text, not an example", () => {
  expect(examplesOfGuide({ path: "README.md", text: "````md\n```ts\na;\n```\n````\n" })).toEqual([]);
});

test("there is no way out: another word after ts, or another name for it, is refused", () => {
  const refusals = ["ts no-check", "typescript", "ts run no-check"].map(
    (info) => examplesOfGuide({ path: "README.md", text: `\`\`\`${info}\na;\n\`\`\`` })[0]?.refusal,
  );
  expect(refusals).toEqual([
    expect.stringContaining('"ts no-check" is not known'),
    expect.stringContaining('write its language as "ts"'),
    expect.stringContaining('"ts no-check" is not known'),
  ]);
});

test("an @example of a doc comment is one, fenced or not, and ends at the next tag", () => {
  const text = [
    "/**",
    " * Does it.",
    " *",
    " * @example",
    " * ```ts",
    " * @decorated",
    " * class A {}",
    " * ```",
    " * @throws `X`",
    " */",
    "export const a = 1;",
    "/** @example",
    " * b(); */",
  ].join("\n");
  expect(examplesOfSource({ path: "src/a.ts", text }).map(({ place, code }) => ({ place, code: code.trim() }))).toEqual(
    [
      { place: "src/a.ts:6", code: "@decorated\nclass A {}" },
      { place: "src/a.ts:12", code: "b();" },
    ],
  );
});

test("a prelude gives way to what the example declares itself, and keeps its lines", () => {
  const prelude = 'import { a, type B } from "x";\ndeclare const c: {\n  d: 1;\n};\ndeclare function e(): void;\n';
  const example = 'import { a } from "y";\nconst { f: [c] } = g;\n';
  expect(yieldTo(example, prelude)).toBe('import { type B } from "x";\n\n\n\ndeclare function e(): void;\n');
});
