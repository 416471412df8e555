import { describe, expect, test } from "vitest";
import { serverUrl } from "../../../src/testing/test-databases.ts";
import { countOf, printFigure, seed, timeLimit } from "../proof.ts";
import { pauseOwners } from "./pauses.ts";

describe.skipIf(serverUrl === undefined)("a process that stood still for longer than its lease", () => {
  const count = countOf({ usual: 50, full: 500 });

  test("records nothing for the runs that others have meanwhile", { timeout: timeLimit(240_000) }, async () => {
    process.stdout.write(`Pauses: SCORIA_TEST_SEED=${seed}\n`);
    const enough = ({ fencedOut }: { readonly fencedOut: number }): boolean => fencedOut >= count;
    const after = await pauseOwners({ seed, enough, atMostMs: 0.5 * timeLimit(240_000) });
    printFigure({ promise: "P4", engine: "postgres", seed, count, ...after });
    expect(after.fencedOut).toBeGreaterThanOrEqual(count);
    expect(after).toMatchObject({
      stale: 0,
      chainBreaks: 0,
      ended: after.runs,
      unhandled: [],
      crashes: [],
    });
  });

  test("records its own answers where the database does not check the chain", { timeout: 120_000 }, async () => {
    const enough = ({ stale }: { readonly stale: number }): boolean => stale > 10;
    const after = await pauseOwners({ seed, unchained: true, enough, atMostMs: 90_000 });
    printFigure({ promise: "P4, naive: no chain check", engine: "postgres", seed, count: after.runs, ...after });
    expect(after.stale).toBeGreaterThan(10);
  });
});
