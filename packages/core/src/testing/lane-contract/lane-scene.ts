import type { Identity } from "../../identity/identity.ts";
import type { AttachedLane, Lane, LaneParts, LaneWork } from "../../lane/lane.ts";
import type { Entry } from "../../journal/entry.ts";
import type { Connection } from "../../database/statement-database.ts";
import { createTestScoria, type TestScoria } from "../create-test-scoria.ts";
import type { OpenableTestDatabase } from "../test-databases.ts";
import { createTestDatabase } from "../test-databases.ts";
import type { TestDatabaseOptions, TestEngine } from "../test-database.ts";
import { testIdentity } from "../test-identity.ts";

/** The lane under test, and how it is made to work. */
export interface LaneUnderTest extends TestDatabaseOptions {
  readonly lane: () => Lane;
  readonly handlers: Readonly<Record<string, unknown>>;
  readonly exercise: (scoria: TestScoria, who: Identity) => Promise<{ readonly runId: string }>;
  readonly engine: TestEngine | undefined;
}

/** What a lane attached, as a sentence looks at it. */
export type Attached = AttachedLane<LaneParts> &
  LaneWork & { readonly detail?: (entries: readonly Entry[]) => unknown };

/** One sentence of the contract at work: a database of its own, and facades with and without the lane. */
export interface LaneScene {
  readonly name: string;
  readonly database: OpenableTestDatabase;
  /** Opens a facade with the lane; all are closed when the sentence is over. */
  readonly open: () => Promise<{ readonly scoria: TestScoria; readonly attached: Attached }>;
  /** Opens one without. */
  readonly openWithout: () => Promise<TestScoria>;
  /** A run of this person that does all that the lane can do. */
  readonly exercise: (scoria: TestScoria, who?: Identity) => Promise<string>;
}

export interface LaneSentence {
  readonly name: string;
  readonly hold: (scene: LaneScene) => Promise<void>;
}

export async function holdLaneSentence(sentence: LaneSentence, under: LaneUnderTest): Promise<void> {
  await using closing = new AsyncDisposableStack();
  const where = under.databaseUrl === undefined ? {} : { databaseUrl: under.databaseUrl };
  const database = closing.use(await createTestDatabase(under.engine, where, []));
  const handlers = under.handlers as Readonly<Record<string, () => unknown>>;
  const { name } = under.lane();
  await sentence.hold({
    name,
    database,
    async open() {
      let attached: Attached | undefined;
      const lane = under.lane();
      const watched: Lane = {
        ...lane,
        attach(host) {
          attached = lane.attach(host) as Attached;
          return attached;
        },
      };
      const scoria = closing.use(
        (await createTestScoria({ on: database, lanes: { [name]: watched } as never, handlers })) as TestScoria,
      );
      if (attached === undefined) throw new Error(`The lane "${name}" was not attached.`);
      return { scoria, attached };
    },
    async openWithout() {
      return closing.use((await createTestScoria({ on: database, handlers: {} })) as TestScoria);
    },
    async exercise(scoria, who = testIdentity()) {
      const { runId } = await under.exercise(scoria, who);
      return runId;
    },
  });
}

/** The tables of the schema, without the ledger. */
export async function tablesOf(connection: Connection): Promise<readonly string[]> {
  const { rows } = await connection.query<{ name: string }>({
    text: `
select c.relname as name
from pg_class c
where c.relnamespace = 'scoria'::regnamespace and c.relkind in ('r', 'p')
order by 1`,
    values: [],
  });
  return rows.map(({ name }) => name);
}

/** Whether a table of the schema is this lane's. */
export function isOwnTable(lane: string, table: string): boolean {
  const own = lane.replaceAll("-", "_");
  return table === own || table.startsWith(`${own}_`);
}

/** All that stands in the tables of a lane, as text. */
export async function contentsOf(connection: Connection, lane: string): Promise<string> {
  const contents: string[] = [];
  for (const table of await tablesOf(connection)) {
    if (!isOwnTable(lane, table)) continue;
    const { rows } = await connection.query<{ line: string }>({
      text: `select t::text as line from scoria."${table}" t order by 1`,
      values: [],
    });
    contents.push(`${table}: ${rows.map(({ line }) => line).join("\n")}`);
  }
  return contents.join("\n");
}
