import type { Database } from "../database.ts";
import { checkOf, count, type DoctorCheck, type Finding } from "./doctor-check.ts";

/** Two for the writer, two for control, one for the heartbeat, five for reads, two for notifications; four more with lanes. */
export const connectionsPerProcess = 12;
// A full batch of journal entries, a claim or a migration may take that long on a busy server.
const leastStatementMs = 10_000;

interface ServerSettings {
  readonly max_connections: number;
  readonly role_limit: number;
  readonly database_limit: number;
  readonly statement_ms: number;
  readonly idle_transaction_ms: number;
  readonly idle_session_ms: number;
  readonly isolation: string;
  readonly encoding: string;
  readonly read_only: boolean;
}

const readSettingsSql = `
with s as (
  select name, setting from pg_settings
)
select
  (select setting::int from s where name = 'max_connections')
    - coalesce((select sum(setting::int) from s
        where name in ('superuser_reserved_connections', 'reserved_connections')), 0) as max_connections,
  (select rolconnlimit from pg_roles where rolname = current_user) as role_limit,
  (select datconnlimit from pg_database where datname = current_database()) as database_limit,
  (select setting::bigint from s where name = 'statement_timeout') as statement_ms,
  (select setting::bigint from s where name = 'idle_in_transaction_session_timeout') as idle_transaction_ms,
  coalesce((select setting::bigint from s where name = 'idle_session_timeout'), 0) as idle_session_ms,
  current_setting('default_transaction_isolation') as isolation,
  current_setting('server_encoding') as encoding,
  pg_is_in_recovery() or current_setting('default_transaction_read_only') = 'on' as read_only`;

/** The settings of the server, the database and the role that work against this engine. */
export async function checkServerSettings({ control }: Database): Promise<DoctorCheck> {
  const { rows } = await control.query<ServerSettings>({ text: readSettingsSql, values: [] });
  const [row] = rows;
  return checkOf(
    "server-settings",
    row === undefined ? [] : findHurting(row),
    "No setting of the server works against Scoria.",
  );
}

/** The settings as a server tells them; limits are -1 and times 0 where there is none. */
export function findHurting(server: ServerSettings): readonly Finding[] {
  const findings: Finding[] = [];
  const limits = [server.max_connections, server.role_limit, server.database_limit].filter((limit) => limit >= 0);
  const most = Math.min(...limits);
  if (most < connectionsPerProcess * 2) {
    findings.push({
      status: most < connectionsPerProcess ? "problem" : "warning",
      message: `There is room for ${count(most, "connection")}, and each process uses up to ${connectionsPerProcess}.`,
      advice: "Raise max_connections or the connection limit of the role or database, or put a pooler between.",
    });
  }
  if (server.read_only) {
    findings.push({
      status: "problem",
      message: "The database takes no writes: it is a standby, or read-only for this role.",
      advice: "Connect to the primary.",
    });
  }
  if (server.encoding !== "UTF8") {
    findings.push({
      status: "problem",
      message: `The database is encoded as ${server.encoding}, which cannot hold every text.`,
      advice: "Make the database with encoding UTF8.",
    });
  }
  if (server.isolation !== "read committed") {
    findings.push({
      status: "warning",
      message: `default_transaction_isolation is ${server.isolation}: statements that meet are refused and tried again, over and over.`,
      advice: "Set it to read committed for this role.",
    });
  }
  if (server.statement_ms > 0 && server.statement_ms < leastStatementMs) {
    findings.push({
      status: "warning",
      message: `statement_timeout is ${server.statement_ms} ms: a busy moment or a migration can take longer.`,
      advice: `Set it to at least ${leastStatementMs} ms for this role, or to 0.`,
    });
  }
  if (server.idle_transaction_ms > 0 && server.idle_transaction_ms < 1_000) {
    findings.push({
      status: "warning",
      message: `idle_in_transaction_session_timeout is ${server.idle_transaction_ms} ms: a migration can be cut off between two statements.`,
      advice: "Set it to at least 1 s for this role.",
    });
  }
  if (server.idle_session_ms > 0) {
    findings.push({
      status: "warning",
      message: `idle_session_timeout is ${server.idle_session_ms} ms: it ends connections that only wait for work.`,
      advice: "Set it to 0 for this role.",
    });
  }
  return findings;
}
