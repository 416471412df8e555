import type { Database } from "../../../src/database.ts";
import { openDatabase } from "../../../src/database.ts";
import { openScoria } from "../../../src/open-scoria.ts";
import type { ScoriaCore } from "../../../src/scoria.ts";
import { loggerOf, quietLogger, type LogLevel } from "../../../src/seams/logger.ts";
import { until, type RaceDatabase } from "../races/race-database.ts";

/** A node that finds next to nothing by its poll. */
export const rarely = { leaseMs: 200_000, heartbeatMs: 60_000, pollMs: 60_000 } as const;

/** Tests itself as often as a test has patience for. */
export const quickSelfTest = { selfTestMs: 100, patienceMs: 400 } as const;

export interface Line {
  readonly level: LogLevel;
  readonly message: string;
}

/** A facade as another process would open it, whose notifier is as quick as asked, and what it said. */
export async function openAt(
  url: string,
  options: object,
  selfTest: { readonly selfTestMs?: number; readonly patienceMs?: number } = quickSelfTest,
): Promise<ScoriaCore & { readonly lines: readonly Line[] }> {
  const lines: Line[] = [];
  const logger = loggerOf((level, message) => lines.push({ level, message }));
  const opened = await openDatabase({ url, logger: quietLogger });
  const database: Database = { ...opened, openNotifier: (more) => opened.openNotifier({ ...more, ...selfTest }) };
  const facade = await openScoria({ logger, ...options }, { database, env: {} });
  return Object.assign({ ...facade }, { lines });
}

/** The process ids of the sessions that listen, by now, to this topic. */
export async function listeners(race: RaceDatabase, topic: string): Promise<readonly number[]> {
  const rows = await race.sql<{ pid: number }>(
    `select pid from pg_stat_activity
     where datname = current_database() and application_name = 'scoria-listen' and state = 'idle'
       and query like '%listen "scoria_' || $1 || '"%'`,
    [topic],
  );
  return rows.map(({ pid }) => pid);
}

export async function untilListening(race: RaceDatabase, topic: string, not: readonly number[] = []): Promise<number> {
  return until(`a session listens to ${topic}`, async () =>
    (await listeners(race, topic)).find((pid) => !not.includes(pid)),
  );
}

/** A session is gone a moment after it was closed: what comes next must not take it for its own. */
export async function untilNobodyListens(race: RaceDatabase): Promise<void> {
  await until("nobody listens", async () => {
    const left = await race.sql(
      "select from pg_stat_activity where datname = current_database() and application_name = 'scoria-listen'",
    );
    return left.length === 0;
  });
}
