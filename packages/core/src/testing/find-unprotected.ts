import type { Connection } from "../database/statement-database.ts";

/** What in the schema scoria row security or the rights leave open, each as one line. Empty when nothing is. */
export async function findUnprotected(connection: Connection): Promise<readonly string[]> {
  const { rows } = await connection.query<{ fault: string }>({ text: findUnprotectedSql, values: [] });
  return rows.map(({ fault }) => fault);
}

const findUnprotectedSql = `
with tables as (
  select c.oid, c.relname, c.relrowsecurity,
    exists (select from pg_attribute a where a.attrelid = c.oid and a.attname = 'tenant_id') as is_of_tenants,
    array(select p.polname::text || ' ' || p.polcmd::text from pg_policy p where p.polrelid = c.oid order by 1) as policies
  from pg_class c
  where c.relnamespace = 'scoria'::regnamespace and c.relkind in ('r', 'p') and c.relname <> 'migrations'
), functions as (
  select p.oid, p.proname, p.prosecdef, p.proconfig,
    -- The policies ask the first two; by the others a caller reads, as who it is.
    p.proname in ('is_engine', 'bound_tenants', 'newest_runs', 'count_recent_runs', 'count_standing_runs',
      'count_pending_approvals', 'find_runs_for_attention') as is_for_readers
  from pg_proc p
  where p.pronamespace = 'scoria'::regnamespace
)
select relname || ' has row security switched off' as fault from tables where not relrowsecurity
union all
select relname || ' has the policies ' || policies::text
from tables
where policies <> case when is_of_tenants then array['scoria_engine *', 'scoria_tenants r'] else array['scoria_engine *'] end
union all
select relname || ' can be read by scoria_reader' from tables
where not is_of_tenants and has_table_privilege('scoria_reader', oid, 'select')
union all
select relname || ' can be written by scoria_reader' from tables
where has_table_privilege('scoria_reader', oid, 'insert, update, delete, truncate')
union all
select 'the ledger can be read by scoria_reader' where has_table_privilege('scoria_reader', 'scoria.migrations', 'select')
union all
select proname || '() can be called by scoria_reader' from functions
where not is_for_readers and has_function_privilege('scoria_reader', oid, 'execute')
union all
select proname || '() shows scoria_reader what its owner sees' from functions where is_for_readers and prosecdef
union all
select proname || '() runs as its owner, on the search_path of its caller' from functions
where prosecdef and not exists (select from unnest(proconfig) as set (line) where line like 'search_path=%')
union all
-- Ids that the engine makes cannot be guessed; every other unique key tells of other tenants unless the tenant stands first.
select i.indexrelid::regclass::text || ' is unique over all tenants'
from pg_index i
join tables t on t.oid = i.indrelid and t.is_of_tenants
where i.indisunique and not exists (
  select from pg_attribute a
  where a.attrelid = i.indrelid and a.attnum = i.indkey[0] and (a.attname = 'tenant_id' or a.atttypid = 'uuid'::regtype))
order by 1`;
