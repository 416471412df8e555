import { beforeAll, expect, test } from "vitest";
import type { Connection, Rows, Statement, StatementDatabase } from "../../src/database.ts";
import { databaseContract } from "../../src/testing/database-contract.ts";
import type { EmptyDatabase } from "../../src/testing/database-contract/contract-scene.ts";
import { createEmbedded } from "./contract-databases.ts";
import { emptyDatabase } from "./fresh-database.ts";

type Break = (database: StatementDatabase) => Partial<StatementDatabase>;

/** Our own driver with one promise broken, and the sentences that must notice. */
const broken: readonly (readonly [what: string, breaks: Break, ...sentences: readonly string[]])[] = [
  [
    "does not roll back",
    (database) => ({ transaction: (work) => work(database.control) }),
    "a transaction that rejects leaves nothing, and one that resolves all",
    "a transaction whose failed statement was passed over is not told as done",
    "nobody sees what a transaction has not committed",
    "a transaction's connection is of no use when it is over",
  ],
  [
    "tells every transaction as done",
    (database) => ({ transaction: (work) => database.transaction(work).catch(() => undefined as never) }),
    "a transaction that rejects leaves nothing, and one that resolves all",
    "a transaction whose failed statement was passed over is not told as done",
  ],
  [
    "answers a write before it is done",
    (database) => ({
      writer: onQuery(database.writer, async (statement, query) => {
        if (!statement.text.startsWith("insert")) return query();
        setTimeout(() => void query().catch(() => undefined), 0);
        return { rows: [], rowCount: 1 };
      }),
    }),
    "a write that answered is there: for every connection, and when the database is opened again",
    "a write tells the rows that it wrote",
  ],
  [
    "parses JSON",
    (database) => ({
      reader: onQuery(database.reader, async (_, query) => {
        const { rows, rowCount } = await query();
        return { rows: rows.map(parseJson), rowCount };
      }),
    }),
    "a value comes back as it was, on every connection, with a name and without",
  ],
  [
    "rounds an int8",
    (database) => ({
      reader: onQuery(database.reader, (_, query) =>
        query().catch(() => ({ rows: [{ value: 2 ** 53 }], rowCount: 1 })),
      ),
    }),
    "an int8 that a number cannot hold is an error, not another number",
  ],
  [
    "wraps errors in its own",
    (database) => ({
      control: onQuery(database.control, (_, query) =>
        query().catch((error: unknown) => {
          throw new Error(`The driver failed: ${String(error)}`);
        }),
      ),
    }),
    "a refused statement fails alone, with the state by which kinds of errors are told apart",
  ],
  [
    "mixes up answers",
    (database) => {
      let last: Rows<unknown> | undefined;
      return {
        reader: onQuery(database.reader, async (_, query) => {
          const own = await query();
          const answer = last ?? own;
          last = own;
          return answer;
        }),
      };
    },
    "of hundreds of statements at once each gets its own answer",
  ],
  [
    "cuts long texts",
    (database) => ({
      writer: onQuery(database.writer, (statement, query) => {
        const cut = (value: unknown): unknown => (typeof value === "string" ? value.slice(0, 1_000_000) : value);
        return query({ ...statement, values: statement.values.map(cut) });
      }),
    }),
    "8 MiB of text and 2 MiB of bytes are stored and read back whole",
  ],
  [
    "forgets names",
    (database) => ({
      writer: onQuery(database.writer, ({ text, values }, query) => query({ text, values })),
    }),
    "a named statement is prepared under its name",
    "a name that the session has forgotten switches names off, with one warning",
  ],
  [
    "does not close",
    () => ({ close: () => Promise.resolve() }),
    "closed, it refuses new work at once, having finished the old; and twice is the same as once",
  ],
  [
    "closes without waiting",
    (database) => ({
      close: () => {
        void database.close();
        return Promise.resolve();
      },
    }),
    "closing waits for the transaction that is under way",
  ],
];

// The first one is made from nothing, which takes longer than the others.
beforeAll(() => emptyDatabase());

const sentences = new Map<string, () => Promise<void>>();
let breaks: Break = () => ({});
const open: StatementDatabase[] = [];

databaseContract({
  test: (name, run) => void sentences.set(name, run),
  isServer: false,
  async create(needs): Promise<EmptyDatabase> {
    const empty = await createEmbedded(needs);
    return {
      async open(opening) {
        const database = await empty.open(opening);
        open.push(database);
        return { ...database, ...breaks(database) };
      },
      async [Symbol.asyncDispose]() {
        await Promise.all(open.splice(0).map((each) => each.close()));
        await empty[Symbol.asyncDispose]();
      },
    };
  },
});

for (const [what, how, ...noticing] of broken) {
  test(`a driver that ${what} is found out`, async () => {
    for (const name of noticing) {
      breaks = how;
      await expect(sentences.get(name)?.(), name).rejects.toThrow();
    }
  });
}

test("every sentence that holds for the embedded driver is one that some broken driver fails", () => {
  const failed = new Set(broken.flatMap(([, , ...names]) => names));
  const neverFailed = [...sentences.keys()].filter((name) => !failed.has(name));
  expect(neverFailed).toEqual([
    "of many statements in one text the last one answers, and all are done or none",
    "statements outside of a transaction wait for it or pass it by, and all answer",
    "with names switched off nothing is prepared",
    "a plan that DDL has outdated is made anew without anybody noticing",
  ]);
});

function onQuery(
  connection: Connection,
  act: (
    statement: Statement,
    query: (instead?: Statement) => Promise<Rows<Record<string, unknown>>>,
  ) => Promise<Rows<unknown>>,
): Connection {
  return {
    query: (statement) => act(statement, (instead = statement) => connection.query(instead)) as never,
  };
}

function parseJson(row: Record<string, unknown>): Record<string, unknown> {
  const parse = (value: unknown): unknown =>
    typeof value === "string" && value.startsWith("{") ? (JSON.parse(value) as unknown) : value;
  return Object.fromEntries(Object.entries(row).map(([name, value]) => [name, parse(value)]));
}
