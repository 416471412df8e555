import { describe } from "vitest";
import { poolerUrl, serverUrl, type TestEngine } from "../src/testing/test-databases.ts";

/**
 * The same tests on the embedded database and on PostgreSQL. Without a server its half is reported as skipped; behind a
 * pooler there is nothing to say about the embedded one.
 */
export function onEachEngine(title: string, tests: (engine: TestEngine) => void): void {
  if (poolerUrl === undefined) describe(`${title} (embedded)`, () => tests("pglite"));
  describe.skipIf(serverUrl === undefined)(`${title} (PostgreSQL)`, () => tests("postgres"));
}
