import { deepStrictEqual } from "node:assert/strict";
import type { Connection, Statement, StatementDatabase } from "../../database/statement-database.ts";
import { loggerOf, type Logger } from "../../seams/logger.ts";

/** How the contract wants a database opened. */
export interface DriverOpening {
  readonly logger: Logger;
  /** Whether named statements are prepared under their names. */
  readonly preparedNames: boolean;
}

/** An empty database that nobody else uses. It is removed when it is disposed. */
export interface EmptyDatabase extends AsyncDisposable {
  /** Opens it; also again once what was opened before is closed, if that was asked for. */
  open(opening: DriverOpening): Promise<StatementDatabase>;
}

/** What a sentence needs of its database. */
export interface DatabaseNeeds {
  /** Whether it is opened again after it was closed, and then must have kept all; else one in memory will do. */
  readonly isOpenedAgain: boolean;
}

/** What a sentence of the contract acts on. */
export interface ContractScene {
  /** Closed after the sentence, if it is not by then. */
  open(opening?: Partial<DriverOpening>): Promise<StatementDatabase>;
  /** The warnings of all that was opened. */
  readonly warnings: readonly string[];
}

/** One promise of every driver. */
export interface ContractSentence {
  readonly name: string;
  /** Only for servers: it needs connections that are apart. */
  readonly ofServers?: true;
  /** It opens its database again. */
  readonly opensAgain?: true;
  hold(scene: ContractScene): Promise<void>;
}

/** Holds one sentence on a database of its own. */
export async function holdSentence(
  sentence: ContractSentence,
  create: (needs: DatabaseNeeds) => Promise<EmptyDatabase>,
): Promise<void> {
  await using stack = new AsyncDisposableStack();
  const empty = stack.use(await create({ isOpenedAgain: sentence.opensAgain === true }));
  const warnings: string[] = [];
  const logger = loggerOf((level, message) => {
    if (level === "warn") warnings.push(message);
  });
  await sentence.hold({
    warnings,
    async open(opening = {}) {
      const database = await empty.open({ logger, preparedNames: true, ...opening });
      stack.defer(() => database.close());
      return database;
    },
  });
}

/** Each way to send a statement, by its name. */
export function connectionsOf(database: StatementDatabase): readonly (readonly [string, Connection])[] {
  const { writer, reader, control, lanes } = database;
  const transaction: Connection = { query: (statement) => database.transaction((inside) => inside.query(statement)) };
  return [
    ["writer", writer],
    ["reader", reader],
    ["control", control],
    ["lanes", lanes],
    ["transaction", transaction],
  ];
}

/** A statement without a name. */
export function plain(text: string, ...values: readonly unknown[]): Statement {
  return { text, values };
}

/** Holds what `statement` answers. */
export async function answers(connection: Connection, statement: Statement, rows: readonly object[]): Promise<void> {
  deepStrictEqual((await connection.query(statement)).rows, rows);
}

/** What a promise was rejected with. */
export async function rejectionOf(promise: Promise<unknown>, of: string): Promise<unknown> {
  return promise.then(
    () => {
      throw new Error(`${of} was answered, and should have been refused.`);
    },
    (error: unknown) => error,
  );
}
