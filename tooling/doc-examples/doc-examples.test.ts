import { describe, expect, test } from "vitest";
import { compileExamples } from "./compile-examples.ts";
import { readGuides, readSources } from "./document.ts";
import { examplesOfGuide, examplesOfSource } from "./example.ts";
import { runExample, RUN_TIMEOUT_MS } from "./run-example.ts";

const guides = readGuides();
const examples = [...guides.flatMap(examplesOfGuide), ...readSources().flatMap(examplesOfSource)];

describe("every example that a reader may copy", () => {
  test("there is a README to copy from", () => {
    expect(guides.map(({ path }) => path)).toContain("README.md");
  });

  for (const { example, file, errors } of compileExamples("all", examples)) {
    test(`${example.place} compiles`, () => {
      expect(example.refusal).toBeUndefined();
      expect(errors).toEqual([]);
    });
    if (example.runs) {
      test(`${example.place} runs`, { timeout: RUN_TIMEOUT_MS * 1.5 }, () => {
        const { status, output } = runExample(file);
        expect(status, output).toBe(0);
      });
    }
  }
});
