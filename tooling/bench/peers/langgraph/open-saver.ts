import { PostgresSaver } from "@langchain/langgraph-checkpoint-postgres";
import { Pool } from "pg";

// Whatever the shell has set: traces would go to a service of its makers.
for (const name of ["LANGSMITH_TRACING_V2", "LANGCHAIN_TRACING_V2", "LANGSMITH_TRACING", "LANGCHAIN_TRACING"]) {
  process.env[name] = "false";
}

export interface OpenSaver extends AsyncDisposable {
  readonly saver: PostgresSaver;
}

/** LangGraph's store of checkpoints, whose tables are there when it is open. */
export async function openSaver(databaseUrl: string): Promise<OpenSaver> {
  const saver = new PostgresSaver(new Pool({ connectionString: databaseUrl, max: 32 }));
  await saver.setup();
  return { saver, [Symbol.asyncDispose]: () => saver.end() };
}
