import { findUnboundReads } from "../database/bound-reads.ts";
import { readerRole } from "../databases/begin-as-reader.ts";
import type { Connection, Database } from "../database.ts";
import { checkOf, type DoctorCheck, type Finding } from "./doctor-check.ts";

const name = "role";

interface Role {
  readonly is_superuser: boolean;
  readonly passes_policies: boolean;
  readonly owns_tables: boolean;
  readonly is_engine: boolean;
  readonly lacking: readonly string[];
}

// What the engine does to its tables; it reads all of them, and calls its functions.
const readRoleSql = `
with tables as (
  select c.oid, c.relname, c.relowner
  from pg_class c
  join pg_namespace n on n.oid = c.relnamespace
  where n.nspname = 'scoria' and c.relkind in ('r', 'p')
), needed as (
  select t.oid, t.relname, 'select' as privilege
  from tables t
  union all
  select t.oid, t.relname, privilege
  from tables t
  join (values
    ('journal', 'insert'),
    ('runs', 'insert'), ('runs', 'update'),
    ('approvals', 'insert'), ('approvals', 'update'),
    ('nodes', 'insert'), ('nodes', 'update'),
    ('schedules', 'insert'), ('schedules', 'update'),
    ('queues', 'insert'), ('queues', 'update'), ('queues', 'delete'),
    ('queue_slots', 'insert'), ('queue_slots', 'update'), ('queue_slots', 'delete'),
    ('queue_minutes', 'insert'), ('queue_minutes', 'update'), ('queue_minutes', 'delete')
  ) as written (relname, privilege) using (relname)
)
select
  role.rolsuper as is_superuser,
  role.rolbypassrls as passes_policies,
  exists (select from tables t where pg_has_role(current_user, t.relowner, 'usage')) as owns_tables,
  exists (select from tables t where t.relname = 'journal' and has_table_privilege(t.oid, 'insert')) as is_engine,
  array(
    select n.privilege || ' on scoria.' || n.relname
    from needed n
    where not has_table_privilege(n.oid, n.privilege)
    order by n.relname, n.privilege
  ) || array(
    select 'execute scoria.' || f.proname
    from pg_proc f
    join pg_namespace n on n.oid = f.pronamespace
    where n.nspname = 'scoria' and f.proname in ('write_batch', 'claim_runs', 'decide_approval')
      and not has_function_privilege(f.oid, 'execute')
    order by f.proname
  ) as lacking
from pg_roles role
where role.rolname = current_user`;

/** What the connected role may do, and who is bound by row security. No role of the host is named. */
export async function checkRole(database: Database, rls: boolean): Promise<DoctorCheck> {
  const unbound = rls ? await findUnboundReads(database) : undefined;
  const findings: Finding[] = [];
  if (unbound !== undefined) {
    findings.push({
      status: "problem",
      code: "INVALID_INPUT",
      message: `rls cannot be true: ${unbound.why}.`,
      advice: `${unbound.remedy}.`,
    });
  }
  if (database.engine === "pglite") {
    return checkOf(
      name,
      findings,
      rls
        ? `The embedded database has one role, which row security does not bind; reads are bound, as ${readerRole}.`
        : "The embedded database has one role, which row security does not bind.",
    );
  }
  findings.push(...(await findRoleFaults(database.control, rls)));
  return checkOf(
    name,
    findings,
    rls
      ? `The connected role may do its work, and owns nothing. Reads are bound by row security, as ${readerRole}.`
      : "The connected role may do its work, and owns nothing. Reads name their tenants; rls is off, so row security does not bind them.",
  );
}

async function findRoleFaults(control: Connection, rls: boolean): Promise<readonly Finding[]> {
  const { rows } = await control.query<Role>({ text: readRoleSql, values: [] });
  const [role] = rows;
  const findings: Finding[] = [];
  if (role !== undefined && role.lacking.length > 0) {
    findings.push({
      status: "problem",
      message: `The connected role may not ${role.lacking.join(", ")}.`,
      advice: "Grant it scoria_writer, or these, or connect as another role.",
    });
  }
  if (role?.is_engine === false) {
    findings.push({
      status: "problem",
      message: "It may not insert into scoria.journal, so row security takes it for a reader and shows it no rows.",
    });
  }
  const why =
    role?.is_superuser === true
      ? "is a superuser"
      : role?.passes_policies === true
        ? "passes every row policy (bypassrls)"
        : role?.owns_tables === true
          ? "owns the tables"
          : undefined;
  if (why !== undefined) {
    findings.push({
      status: "warning",
      message: rls
        ? `The connected role ${why}. Its reads for callers are bound by row security, as ${readerRole}; nothing else that it does is.`
        : `The connected role ${why}, so row security would not bind it.`,
      advice: "Migrate as the owner, and run the app as a role that owns nothing.",
    });
  }
  return findings;
}
