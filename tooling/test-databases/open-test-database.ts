import { DatabaseNotToBeHad, ownServerAdvice } from "./database-not-to-be-had.ts";
import { providePostgres, type ProvideOptions } from "./provide-postgres.ts";
import { startCluster } from "./start-cluster.ts";

/** A PostgreSQL server that tests may fill with databases; disposing it stops it if it was started here. */
export interface TestDatabase extends AsyncDisposable {
  readonly url: string;
}

export interface OpenOptions extends ProvideOptions {
  readonly env: NodeJS.ProcessEnv;
}

/**
 * Uses the server that `DATABASE_URL` names, else starts a private one.
 *
 * @throws DatabaseNotToBeHad when there is neither
 */
export async function openTestDatabase(options: OpenOptions): Promise<TestDatabase> {
  const given = options.env["DATABASE_URL"];
  if (given !== undefined && given !== "") return { url: given, async [Symbol.asyncDispose]() {} };

  const { bin, hasVector } = await providePostgres(options);
  try {
    return await startCluster(bin, options.signal, { provesVector: hasVector });
  } catch (error) {
    if (error instanceof DatabaseNotToBeHad) throw error;
    const reason = error instanceof Error ? error.message : String(error);
    throw new DatabaseNotToBeHad(`A private PostgreSQL could not be started. ${reason}\n${ownServerAdvice}`);
  }
}
