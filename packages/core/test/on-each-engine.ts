import { describe } from "vitest";
import { serverUrl, type TestEngine } from "../src/testing/test-databases.ts";

/** The same tests on the embedded database and on PostgreSQL. Without a server its half is reported as skipped. */
export function onEachEngine(title: string, tests: (engine: TestEngine) => void): void {
  describe(`${title} (embedded)`, () => tests("pglite"));
  describe.skipIf(serverUrl === undefined)(`${title} (PostgreSQL)`, () => tests("postgres"));
}
