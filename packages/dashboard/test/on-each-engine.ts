import type { TestEngine } from "@scoria/core/testing";
import { describe } from "vitest";

/** The same tests on the embedded database and on PostgreSQL. Without a server its half is reported as skipped. */
export function onEachEngine(title: string, tests: (engine: TestEngine) => void): void {
  describe(`${title} (embedded)`, () => tests("pglite"));
  const hasServer = process.env.SCORIA_TEST_DATABASE_URL !== undefined;
  describe.skipIf(!hasServer)(`${title} (PostgreSQL)`, () => tests("postgres"));
}
