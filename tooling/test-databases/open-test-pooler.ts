import { DatabaseNotToBeHad } from "./database-not-to-be-had.ts";
import { providePgbouncer } from "./provide-pgbouncer.ts";
import type { ProvideOptions } from "./provide-postgres.ts";
import { startPooler, type Pooler } from "./start-pooler.ts";

/**
 * Starts a transaction pooler before a test server.
 *
 * @throws DatabaseNotToBeHad
 */
export async function openTestPooler(serverUrl: string, options: ProvideOptions): Promise<Pooler> {
  const program = await providePgbouncer(options);
  try {
    return await startPooler(program, serverUrl, options.signal);
  } catch (error) {
    if (error instanceof DatabaseNotToBeHad) throw error;
    const reason = error instanceof Error ? error.message : String(error);
    throw new DatabaseNotToBeHad(`pgbouncer could not be started. ${reason}`);
  }
}
