import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { runStages } from "./run-stages.ts";
import { selectStages } from "./select-stages.ts";
import { describeCounts, type Stage, type StageContext, type StageResult } from "./stage.ts";

const printed: string[] = [];

beforeEach(() => {
  printed.length = 0;
  vi.spyOn(console, "log").mockImplementation((line: string) => void printed.push(line));
});
afterEach(() => vi.restoreAllMocks());

test("a failed stage shows its output and hides no later one", async () => {
  const stages = [
    stage("one", { passed: 2, failed: 0, skipped: 1, output: "quiet" }),
    stage("two", { passed: 0, failed: 1, skipped: 0, output: "what went wrong" }),
    stage("three", new Error("it broke")),
    stage("four", { passed: 3, failed: 0, skipped: 0, output: "" }),
  ];
  expect(describeCounts(await runStages(stages, context()))).toBe("5 passed, 2 failed, 1 skipped");
  const text = printed.join("\n");
  expect(text).toContain("what went wrong");
  expect(text).toContain("it broke");
  expect(text).not.toContain("quiet");
});

test("after an interruption no further stage begins", async () => {
  const interruption = new AbortController();
  interruption.abort("SIGINT");
  const stages = [stage("one", { passed: 1, failed: 0, skipped: 0, output: "" })];
  expect(await runStages(stages, context(interruption.signal))).toEqual({ passed: 0, failed: 0, skipped: 0 });
});

test("what a stage needs comes with it, in the usual order, and a package goes by either name", () => {
  const all = [stage("build"), stage("lint"), stage("database"), stage("core", undefined, ["database", "build"])];
  expect(selectStages(all, ["@scoria/core"]).map(({ name }) => name)).toEqual(["build", "database", "core"]);
  expect(selectStages(all, [])).toEqual(all);
  expect(() => selectStages(all, ["cor"])).toThrow(
    'no stage or package "cor". There are: build, lint, database, core.',
  );
});

function stage(name: string, result?: StageResult | Error, needs: readonly string[] = []): Stage {
  return {
    name,
    needs,
    run() {
      return result instanceof Error || result === undefined ? Promise.reject(result) : Promise.resolve(result);
    },
  };
}

function context(signal: AbortSignal = new AbortController().signal): StageContext {
  return { signal, env: {}, cleanups: new AsyncDisposableStack() };
}
