import { writeSync } from "node:fs";
import { flushCompileCache } from "node:module";
import pg from "pg";
import { openDatabase, type Connection, type Rows, type Statement } from "../../../src/database.ts";
import { classifyDatabaseError } from "../../../src/database/classify-error.ts";
import { isScoriaError, type Handler, type ScoriaOptions, type WorkerOptions } from "../../../src/index.ts";
import { openScoria } from "../../../src/open-scoria.ts";
import type { ScoriaCore } from "../../../src/scoria.ts";
import { loggerOf, quietLogger } from "../../../src/seams/logger.ts";
import { ledgerTable, type Effect } from "./effect-ledger.ts";

/** What a process of a farm is to do: all there is to know for it. */
export interface FarmTask {
  readonly database: string;
  /** The url of the ledger, which is in no database of ours. */
  readonly ledger: string;
  /** Its own name, which no other process of the farm has. */
  readonly name: string;
  readonly worker: WorkerOptions;
}

/** What a process of a farm says of itself, one line of JSON each. */
export type FarmWord =
  | { readonly what: "ready" }
  /** So many runs of one statement of it were not written, as they had gone on without it. */
  | { readonly what: "fenced out"; readonly runs: number }
  /** It stopped this run: a write was fenced out, or it had heard nothing of the database for too long. */
  | { readonly what: "lost"; readonly runId: string }
  /** A rejection or an exception that nobody caught: never. */
  | { readonly what: "unhandled"; readonly error: string };

/** What the handlers of a farm are given. */
export interface FarmHand {
  readonly task: FarmTask;
  /** Writes into the ledger what was done to the world outside. */
  readonly note: (effect: Omit<Effect, "worker">) => Promise<void>;
}

/** Executes runs until it is told to end or killed. The whole program of a process of a farm. */
export async function beWorker(handlersOf: (hand: FarmHand) => Readonly<Record<string, Handler>>): Promise<void> {
  const unhandled = (error: unknown): void =>
    say({ what: "unhandled", error: error instanceof Error ? (error.stack ?? error.message) : String(error) });
  process.on("unhandledRejection", unhandled);
  process.on("uncaughtException", unhandled);
  const task = JSON.parse(process.argv[2] ?? "") as FarmTask;
  const outside = new pg.Pool({ connectionString: task.ledger, application_name: "outside", max: 2 });
  const hand: FarmHand = {
    task,
    note: async ({ runId, step, idempotencyKey, attempt }) => {
      await outside.query(`insert into ${ledgerTable} values ($1, $2, $3, $4, $5)`, [
        runId,
        step,
        idempotencyKey,
        attempt,
        task.name,
      ]);
    },
  };
  const scoria = await boot(task.database, {
    migrate: "check",
    nodeName: task.name,
    worker: task.worker,
    logger: loggerOf((_level, _message, { code, runId }) => {
      if (code === "LEASE_LOST") say({ what: "lost", runId: String(runId) });
    }),
    handlers: handlersOf(hand),
  });
  // Else only a process that ends by itself would leave it to the next.
  flushCompileCache();
  say({ what: "ready" });
  await scoria.runWorker();
  await outside.end();
}

/** Whose connection is cut off while it begins, begins again, as its supervisor would have it. */
async function boot(url: string, options: ScoriaOptions): Promise<ScoriaCore> {
  for (;;) {
    try {
      const database = await openDatabase({ url, logger: quietLogger });
      return await openScoria(options, { database: { ...database, writer: tellingFences(database.writer) } });
    } catch (error) {
      if (!isScoriaError(error, "DATABASE_UNAVAILABLE")) throw error;
    }
  }
}

/** The facade cannot tell: whoever stopped its runs before the answer came does not look at it any more. */
function tellingFences(writer: Connection): Connection {
  return {
    async query<Row>(statement: Statement): Promise<Rows<Row>> {
      const groups = groupsOf(statement);
      try {
        const answer = await writer.query<Row>(statement);
        // A shared write answers the runs whose group did not land, a lone one the run whose entry did.
        const fenced = statement.text.includes("scoria.write_batch(")
          ? answer.rows.length
          : groups - answer.rows.length;
        if (fenced > 0) say({ what: "fenced out", runs: fenced });
        return answer;
      } catch (error) {
        // Of many groups, those that are not torn are written alone after it, and then each has its own answer.
        if (groups === 1 && classifyDatabaseError(error) === "torn") say({ what: "fenced out", runs: 1 });
        throw error;
      }
    },
  };
}

/** How many runs a statement of the writer writes to. */
function groupsOf({ name, text, values }: Statement): number {
  if (/^scoria_write_(?:one|start|end)$/.test(name ?? "")) return 1;
  if (!text.includes("scoria.write_batch(")) return 0;
  // The first argument has the run of each entry.
  return new Set((values[0] as string).slice(1, -1).split(",")).size;
}

function say(word: FarmWord): void {
  writeSync(1, `${JSON.stringify(word)}\n`);
}
