import type { SqlMigration } from "../migrate.ts";
import { newestRuns } from "./0016-newest-runs.ts";
import { overviewFunctions } from "./0016-overview.ts";

/** The functions that callers read by. They run as whoever calls them, so that row security binds them as it does a statement. */
const readers = [
  "newest_runs(text[], text[], text, text, text, text, text, boolean, uuid, uuid, uuid, integer)",
  "count_recent_runs(text[], uuid[], integer)",
  "count_standing_runs(text[], integer)",
  "count_pending_approvals(text[], timestamptz, integer)",
  "find_runs_for_attention(text[], timestamptz, timestamptz, timestamptz, uuid, timestamptz, uuid, integer)",
]
  .map((signature) => `scoria.${signature}`)
  .join(",\n      ");

const grants = `
-- The reader may call what it reads by. All else of the grants is as before.
alter function scoria.grant_roles() rename to grant_tables;

create function scoria.grant_roles() returns void
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
begin
  perform scoria.grant_tables();
  if to_regrole('scoria_writer') is not null then
    revoke execute on function scoria.grant_tables() from scoria_writer;
  end if;
  if to_regrole('scoria_reader') is not null then
    grant execute on function
      ${readers}
    to scoria_reader;
  end if;
end
$$;

select scoria.grant_roles();
`;

/** `runs_of_session` serves all that it did, and costs a run less: ids that ascend fill the pages. */
const sessions = "drop index scoria.runs_session;\n";

export const operatorReadsMigration: SqlMigration = {
  name: "0016-operator-reads",
  sql: sessions + newestRuns + overviewFunctions + grants,
};
