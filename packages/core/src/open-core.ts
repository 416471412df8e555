import { askDatabase } from "./ask-database.ts";
import { systemClock } from "./clock.ts";
import { SharedDecisions } from "./approvals/shared-decisions.ts";
import type { Core } from "./core.ts";
import { openDatabase, type Database } from "./database.ts";
import { databaseClock } from "./database-clock.ts";
import { asScoriaError } from "./database/classify-error.ts";
import { embeddedExtensions } from "./database/embedded-extensions.ts";
import { migrateDatabase, requireMigrated } from "./database/migrate.ts";
import { coreMigrations } from "./database/migrations/index.ts";
import { requireBoundReads } from "./database/bound-reads.ts";
import { tenantDoor } from "./database/tenant-door.ts";
import type { EngineSeams } from "./engine-seams.ts";
import type { EngineParts } from "./execution/engine-parts.ts";
import type { HandlerTable } from "./execution/handler-table.ts";
import type { Group } from "./journal/group.ts";
import { JournalWriter } from "./journal/journal-writer.ts";
import { ScoriaError } from "./errors/scoria-error.ts";
import type { CursorKey } from "./decode/page.ts";
import { laneMigrations, type AttachedLanes } from "./lane/attach-lanes.ts";
import { silentNotifier } from "./notifier.ts";
import { registerFollows } from "./nodes/follower.ts";
import { hearHints } from "./nodes/hear-hints.ts";
import type { NodeSettings } from "./nodes/node-settings.ts";
import { WorkerNode } from "./nodes/worker-node.ts";
import { Patience } from "./patience.ts";
import type { ResolvedOptions } from "./resolve-options.ts";
import { BackgroundWork } from "./nodes/background-work.ts";
import { QueueCounts } from "./queues/queue-counts.ts";
import { QueuesByTurn } from "./queues/queues-by-turn.ts";
import { RunChanges } from "./runs/run-changes.ts";
import { RunHints } from "./runs/run-hints.ts";
import { SharedHeads } from "./runs/shared-heads.ts";
import { fireSchedules } from "./schedules/fire-schedules.ts";

export interface OpenCore {
  readonly core: Core;
  /** Stops what runs here and closes the database. Twice is the same as once. */
  close(): Promise<void>;
  /** Resolves when `close` has done its work, whoever called it. */
  readonly closed: Promise<void>;
  /** Makes a `close` that is under way, or still to come, wait for no step. */
  hurry(): void;
  readonly workerSettings: ResolvedOptions["workerSettings"];
  /** Begins to execute runs, unless this process does already. @throws DATABASE_UNAVAILABLE, DATABASE_BUSY, CLOSED */
  beginNode(settings: NodeSettings): Promise<void>;
}

/** Opens everything that the verbs need, in order; what was opened is closed again when a later part fails. */
export async function openCore(options: ResolvedOptions, lanes: AttachedLanes, seams: EngineSeams): Promise<OpenCore> {
  const { logger, redactor, tracer } = options;
  const handlers: HandlerTable = new Map([...options.handlers, ...lanes.handlers]);
  const clock = seams.clock ?? systemClock;
  const database =
    seams.database ??
    (await openDatabase({
      url: options.database,
      logger,
      preparedNames: options.preparedNames,
      extensions: await embeddedExtensions(options.database, laneMigrations(options.lanes)),
    }));
  const { notifications, listenUrl } = options;
  const notifier = notifications
    ? database.openNotifier({ logger, listenUrl: listenUrl ?? undefined })
    : silentNotifier;
  try {
    await migrateAsAsked(database, options);
    if (options.rls) await requireBoundReads(database);
    const { cursors, now } = await readShared(database);
    const { databaseNow, correct } = databaseClock(clock, now.getTime());
    let node: WorkerNode | null = null;
    let stopHearing = (): void => {};
    const changes = new RunChanges(notifier);
    const hints = new RunHints(notifier, changes, lanes, () => node);
    const onLanded = (group: Group): void => hints.landed(group);
    const onWoken = (runIds: readonly string[]): void => hints.woken(runIds);
    const { writer: connection, control } = database;
    const writer = new JournalWriter({ writer: connection, control, clock, logger, onLanded, onWoken });
    const queueCounts = new QueueCounts(control, new BackgroundWork(logger));
    const parts: EngineParts = {
      database,
      queueCounts,
      writer,
      clock,
      databaseNow,
      handlers,
      lanes,
      logger,
      redactor,
      tracer,
      retention: options.retention,
      grown: (runId) => changes.changed(runId, "entries"),
    };
    await registerFollows(parts);
    const startNode = async (settings: NodeSettings): Promise<void> => {
      const started = new WorkerNode(parts, settings, hints, {
        onClock: correct,
        fireSchedules: () => fireSchedules(core),
      });
      await started.start();
      node = started;
      stopHearing = hearHints(notifier, started);
    };
    let starting: Promise<void> | undefined;
    let closing: Promise<void> | undefined;
    let hasty = false;
    const closed = Promise.withResolvers<void>();
    const { rails, defaults, allowOwnRequests, pollMs } = options;
    const readAs = tenantDoor(database, options.rls);
    const core: Core = {
      ...parts,
      cursors,
      readAs,
      sharedHeads: new SharedHeads(readAs),
      decisions: new SharedDecisions(database.control, allowOwnRequests),
      get node() {
        return node;
      },
      // Of each question its own, outside of a call.
      get patience() {
        return new Patience();
      },
      changes,
      hints,
      rails,
      defaults,
      allowOwnRequests,
      pollMs,
      queuesByTurn: new QueuesByTurn(() => clock.monotonic()),
      isClosed: () => closing !== undefined,
    };
    if (options.node !== null) await startNode(options.node);
    const shut = async (): Promise<void> => {
      changes.allChanged();
      await starting?.catch(() => {});
      if (hasty) node?.hurry();
      stopHearing();
      await node?.stop();
      await writer.close();
      await queueCounts.close();
      await notifier.close();
      await database.close();
    };
    const beginNode = async (settings: NodeSettings): Promise<void> => {
      if (node !== null) return;
      starting ??= askDatabase(core, "beginning to execute runs", () => startNode(settings)).finally(() => {
        starting = undefined;
      });
      await starting;
    };
    const close = (): Promise<void> => {
      if (closing === undefined) {
        closing = shut();
        closing.then(closed.resolve, closed.reject);
        // Nobody may be waiting for it but the one who called.
        closed.promise.catch(() => {});
      }
      return closing;
    };
    const hurry = (): void => {
      hasty = true;
      node?.hurry();
    };
    return { core, close, closed: closed.promise, hurry, workerSettings: options.workerSettings, beginNode };
  } catch (error) {
    await notifier.close();
    await database.close();
    throw asScoriaError(error, "opening the facade");
  }
}

async function migrateAsAsked(database: Database, { migrate, lanes }: ResolvedOptions): Promise<void> {
  const sets = [coreMigrations, ...laneMigrations(lanes)];
  if (migrate === "auto") await migrateDatabase(database, sets);
  await requireMigrated(database, sets);
}

/**
 * What the database tells each process at its start: its clock, and the key that cursors are signed with, which it made for
 * itself so that any node takes any node's.
 */
async function readShared(database: Database): Promise<{ readonly cursors: CursorKey; readonly now: Date }> {
  const { rows } = await database.control.query<{ value: Buffer; now: Date }>({
    text: "select value, scoria.clock() as now from scoria.secrets where name = 'cursors'",
    values: [],
  });
  const [row] = rows;
  if (row === undefined)
    throw new ScoriaError("SCHEMA_TOO_NEW", "The database has no key for cursors. Restore scoria.secrets.");
  return { cursors: row.value, now: row.now };
}
