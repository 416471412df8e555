import { expect, test } from "vitest";
import { pooledStage } from "./pooled-stage.ts";
import { allStages, proofStages } from "./stages.ts";

const files = ["test/behaviour/st*.test.ts"];

test("tests behind a pooler count as skipped, file by file, where there is no server to put it before", async () => {
  await using cleanups = new AsyncDisposableStack();
  const { signal } = new AbortController();
  const result = await pooledStage({ name: "some", needs: [], files }).run({ env: {}, signal, cleanups });
  expect(result).toEqual({ passed: 0, failed: 0, skipped: 3, output: "" });
});

test("a pattern that finds no test file is a mistake", () => {
  expect(() => pooledStage({ name: "some", needs: [], files: [...files, "test/nowhere/*.test.ts"] })).toThrow(
    "test/nowhere/*.test.ts",
  );
});

test("`npm test` and `npm run prove` both look behind a pooler", () => {
  expect(allStages().map(({ name }) => name)).toContain("core-pooled");
  expect(proofStages().map(({ name }) => name)).toContain("pooled");
});
