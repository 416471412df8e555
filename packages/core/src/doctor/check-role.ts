import type { Database } from "../database.ts";
import { checkOf, type DoctorCheck, type Finding } from "./doctor-check.ts";

interface Role {
  readonly is_superuser: boolean;
  readonly passes_policies: boolean;
  readonly owns_tables: boolean;
  readonly lacking: readonly string[];
}

// What the engine does to its tables; it reads all of them.
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
    ('nodes', 'insert'), ('nodes', 'update')
  ) as written (relname, privilege) using (relname)
)
select
  role.rolsuper as is_superuser,
  role.rolbypassrls as passes_policies,
  exists (select from tables t where pg_has_role(current_user, t.relowner, 'usage')) as owns_tables,
  array(
    select n.privilege || ' on scoria.' || n.relname
    from needed n
    where not has_table_privilege(n.oid, n.privilege)
    order by n.relname, n.privilege
  ) as lacking
from pg_roles role
where role.rolname = current_user`;

/** Whether the connected role may do the work, and whether row security would bind it. The role itself is not named. */
export async function checkRole({ control, engine }: Database): Promise<DoctorCheck> {
  if (engine === "pglite") {
    return checkOf("role", [], "The embedded database has one role, which row security does not bind.");
  }
  const { rows } = await control.query<Role>({ text: readRoleSql, values: [] });
  const [role] = rows;
  const findings: Finding[] = [];
  if (role !== undefined && role.lacking.length > 0) {
    findings.push({
      status: "problem",
      message: `The connected role may not ${role.lacking.join(", ")}.`,
      advice: "Grant it these, or connect as another role.",
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
      message: `The connected role ${why}, so row security would not bind it.`,
      advice: "Migrate as the owner, and run the app as a role that owns nothing.",
    });
  }
  return checkOf("role", findings, "The connected role may do its work, and row security would bind it.");
}
