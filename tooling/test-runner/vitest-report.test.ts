import { expect, test } from "vitest";
import { countVitestRun } from "./vitest-report.ts";

const passed = { status: "passed", assertionResults: [{ status: "passed" }] };
const failed = { status: "failed", assertionResults: [{ status: "passed" }, { status: "failed" }] };
const notLoaded = { status: "failed", assertionResults: [] };

test("tests are counted as vitest counts them, and those to be written are skipped ones", () => {
  const run = report({
    numPassedTests: 5,
    numFailedTests: 1,
    numPendingTests: 2,
    numTodoTests: 1,
    testResults: [failed],
  });
  expect(countVitestRun(run, 1)).toEqual({ passed: 5, failed: 1, skipped: 3 });
});

test("a test file that could not be loaded is a failure", () => {
  expect(countVitestRun(report({ numPassedTests: 1, testResults: [passed, notLoaded] }), 1)).toMatchObject({
    failed: 1,
  });
});

test("an error between the tests is a failure although every test passed", () => {
  expect(countVitestRun(report({ numPassedTests: 1, testResults: [passed] }), 1)).toMatchObject({
    passed: 1,
    failed: 1,
  });
});

test("a run without a single test is a failure", () => {
  expect(countVitestRun(report({}), 0)).toMatchObject({ failed: 1 });
  expect(countVitestRun(report({ numPendingTests: 4 }), 0)).toMatchObject({ failed: 1, skipped: 4 });
});

test("a run that wrote no report is a failure", () => {
  expect(countVitestRun(undefined, 0)).toEqual({ passed: 0, failed: 1, skipped: 0 });
});

function report(numbers: object): string {
  const none = {
    success: true,
    numPassedTests: 0,
    numFailedTests: 0,
    numPendingTests: 0,
    numTodoTests: 0,
    testResults: [],
  };
  return JSON.stringify({ ...none, ...numbers });
}
