import pg from "pg";
import { openDatabase, type Connection, type Database, type Rows, type Statement } from "../../../src/database.ts";
import { readDriverError } from "../../../src/database/classify-error.ts";
import { checkChain, type EvidenceCheck } from "../../../src/journal/check-chain.ts";
import type { StoredEntry } from "../../../src/journal/entry.ts";
import { readJournal } from "../../../src/journal/read-journal.ts";
import { quietLogger } from "../../../src/seams/logger.ts";
import { printFigure as printProofFigure } from "../proof.ts";
import { createTestDatabase, type TestDatabase } from "../../../src/testing/test-databases.ts";

/** A migrated database of its own on the test server, with as many ways in as a race needs. */
export interface RaceDatabase extends AsyncDisposable {
  readonly test: TestDatabase;
  readonly url: string;
  /** Open for the whole test, for looking. */
  readonly database: Database;
  /** Another process, as far as the server can tell. Closed at the end. */
  open(url?: string): Promise<Database>;
  /** A session of its own, as a superuser, outside of Scoria. Ended at the end. */
  session(): Promise<pg.Client>;
  /** One statement as a superuser. */
  sql<Row>(text: string, values?: readonly unknown[]): Promise<readonly Row[]>;
  journalOf(runId: string): Promise<readonly StoredEntry[]>;
  checkOf(runId: string): Promise<EvidenceCheck>;
}

export async function openRaceDatabase(): Promise<RaceDatabase> {
  const test = await createTestDatabase("postgres");
  const database = await test.open();
  const opened: Database[] = [database];
  const sessions: pg.Client[] = [];
  const journalOf = (runId: string): Promise<readonly StoredEntry[]> => readJournal(database.control, runId, 1);
  return {
    test,
    url: test.url,
    database,
    async open(url = test.url) {
      const another = await openDatabase({ url, logger: quietLogger });
      opened.push(another);
      return another;
    },
    async session() {
      const client = new pg.Client({ connectionString: test.url });
      client.on("error", () => {}); // a test may end it from outside
      await client.connect();
      sessions.push(client);
      return client;
    },
    async sql<Row>(text: string, values: readonly unknown[] = []) {
      return (await database.control.query<Row>({ text, values })).rows;
    },
    journalOf,
    checkOf: async (runId) => checkChain(await journalOf(runId), { runId }),
    async [Symbol.asyncDispose]() {
      await Promise.all(sessions.map((client) => client.end().catch(() => {})));
      await Promise.all(opened.map((one) => one.close()));
      await test.drop();
    },
  };
}

/** A connection that counts the states of the errors it meets, which the writer heals and tells nobody. */
export function countingErrors(connection: Connection, counts: Map<string, number>): Connection {
  return {
    async query<Row>(statement: Statement): Promise<Rows<Row>> {
      try {
        return await connection.query<Row>(statement);
      } catch (error) {
        const { code } = readDriverError(error);
        counts.set(code, (counts.get(code) ?? 0) + 1);
        throw error;
      }
    },
  };
}

/** Looks until `look` answers something; fails after `ms`. */
export async function until<T>(
  what: string,
  look: () => Promise<T | undefined | false> | T | undefined | false,
  ms = 10_000,
): Promise<T> {
  const deadline = performance.now() + ms;
  for (;;) {
    const found = await look();
    if (found !== undefined && found !== false) return found;
    if (performance.now() > deadline) throw new Error(`Within ${ms} ms it did not come to pass that ${what}.`);
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}

/** Resolves once the session with this pid waits for a lock. */
export async function untilBlocked(race: RaceDatabase, applicationOrPid: string | number): Promise<void> {
  await until("a session waits for a lock", async () => {
    const rows = await race.sql<{ n: number }>(
      `select count(*) as n from pg_stat_activity
       where datname = current_database() and wait_event_type = 'Lock' and ($1 in (application_name, pid::text))`,
      [String(applicationOrPid)],
    );
    return (rows[0]?.n ?? 0) > 0;
  });
}

/** One figure of a race, which is always one on a server. */
export function printFigure(figure: Readonly<Record<string, unknown>>): void {
  printProofFigure({ engine: "postgres", ...figure });
}

export function median(numbers: readonly number[]): number {
  return numbers.toSorted((a, b) => a - b)[Math.floor(numbers.length / 2)] ?? 0;
}
