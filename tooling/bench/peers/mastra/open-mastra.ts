import { Mastra } from "@mastra/core";
import type { AnyWorkflow } from "@mastra/core/workflows";
import { PostgresStore } from "@mastra/pg";

process.env["MASTRA_TELEMETRY_DISABLED"] = "1";

/** No fewer than others have. Its default is 20; other sizes made no difference. */
const connections = 32;

/** Mastra with one workflow and its store, whose tables are there when it is open. Without observability nothing is traced. */
export async function openMastra(
  databaseUrl: string,
  workflow: AnyWorkflow,
  indexes: ConstructorParameters<typeof PostgresStore>[0]["indexes"] = [],
): Promise<AsyncDisposable> {
  const storage = new PostgresStore({ id: "bench", connectionString: databaseUrl, max: connections, indexes });
  const mastra = new Mastra({ storage, workflows: { [workflow.id]: workflow }, logger: false });
  await storage.init();
  return {
    async [Symbol.asyncDispose]() {
      await mastra.shutdown();
      await storage.close();
    },
  };
}
