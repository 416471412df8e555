import { DatabaseNotToBeHad } from "../test-databases/database-not-to-be-had.ts";
import { openTestDatabase } from "../test-databases/open-test-database.ts";
import type { Stage } from "./stage.ts";

/** Starts PostgreSQL for the stages after it, or passes on the server that `DATABASE_URL` names. */
export const testDatabasesStage: Stage = {
  name: "test-databases",
  needs: [],
  async run({ env, signal, cleanups }) {
    try {
      const database = cleanups.use(
        await openTestDatabase({ env, signal, report: (line) => console.log(`  ${line}`) }),
      );
      env["SCORIA_TEST_DATABASE_URL"] = database.url;
      return { passed: 1, failed: 0, skipped: 0, output: "" };
    } catch (error) {
      if (!(error instanceof DatabaseNotToBeHad)) throw error;
      return { passed: 0, failed: 1, skipped: 0, output: `${error.message}\n` };
    }
  },
};
