import { globSync } from "node:fs";
import { join } from "node:path";
import { DatabaseNotToBeHad } from "../test-databases/database-not-to-be-had.ts";
import { openTestPooler } from "../test-databases/open-test-pooler.ts";
import type { Stage } from "./stage.ts";
import { vitestStage } from "./vitest-stage.ts";
import { root } from "./workspace-folders.ts";

export interface PooledStageOptions {
  readonly name: string;
  readonly needs: readonly string[];
  /** Patterns of test files, as paths from `packages/core`. */
  readonly files: readonly string[];
}

/**
 * Runs tests of core on PostgreSQL behind pgbouncer in transaction mode: databases are made on the server itself, and every
 * facade connects through the pooler. Where it cannot be had, the files count as skipped.
 */
export function pooledStage({ name, needs, files }: PooledStageOptions): Stage {
  const found = files.flatMap(findFiles).toSorted();
  const tests = vitestStage({ name, needs, folder: "packages/core", files: found, live: true });
  return {
    name,
    needs,
    async run(context) {
      const { env, signal } = context;
      const server = env["SCORIA_TEST_DATABASE_URL"];
      if (server === undefined) return { passed: 0, failed: 0, skipped: found.length, output: "" };
      try {
        await using pooler = await openTestPooler(server, { signal, report: (line) => console.log(`  ${line}`) });
        return await tests.run({ ...context, env: { ...env, SCORIA_TEST_POOLER_URL: pooler.url } });
      } catch (error) {
        if (!(error instanceof DatabaseNotToBeHad)) throw error;
        console.log(`  ${found.length} test files are skipped. ${error.message}`);
        return { passed: 0, failed: 0, skipped: found.length, output: "" };
      }
    },
  };
}

/** @throws Error when the pattern finds nothing: a renamed test must not drop out unnoticed */
function findFiles(pattern: string): readonly string[] {
  const found = globSync(pattern, { cwd: join(root, "packages/core") });
  if (found.length === 0) throw new Error(`No test file of core matches ${pattern}.`);
  return found;
}
