import type { Connection, Database } from "../database.ts";
import { readerRole } from "../databases/begin-as-reader.ts";
import { invalidInput } from "../errors/core-errors.ts";
import { asScoriaError, readDriverError } from "./classify-error.ts";

/** Why reads are not bound by row security, and what an administrator runs to mend it. */
export interface UnboundReads {
  /** Completes "… cannot be true: ". */
  readonly why: string;
  readonly remedy: string;
}

// The names by hand: a role that may not use the schema cannot cast to regclass.
const readBindingSql = `
with tables as (
  select c.oid, 'scoria.' || c.relname as name, has_table_privilege(c.oid, 'select') as is_readable,
    exists (select from pg_policy p where p.polrelid = c.oid and p.polname = 'scoria_tenants') as is_of_tenants
  from pg_class c
  join pg_namespace n on n.oid = c.relnamespace
  where n.nspname = 'scoria' and c.relkind in ('r', 'p')
)
select scoria.is_engine() as is_engine,
  array(select name from tables where is_of_tenants and not is_readable order by name) as lacking,
  array(select name from tables where is_readable and not row_security_active(oid) order by name) as unbound`;

/**
 * Refuses a start with `rls: true` on a database that would not hold it.
 *
 * @throws INVALID_INPUT naming `rls`, with the SQL to run
 */
export async function requireBoundReads(database: Database): Promise<void> {
  let found: UnboundReads | undefined;
  try {
    found = await findUnboundReads(database);
  } catch (error) {
    throw asScoriaError(error, "trying out row security");
  }
  if (found !== undefined) throw invalidInput("rls", `cannot be true: ${found.why}. ${found.remedy}`);
}

/** Tries out the tenant door, as a verb would use it. Undefined: a caller sees its tenants, and nothing without one. */
export async function findUnboundReads(database: Database): Promise<UnboundReads | undefined> {
  const nobody = database.readAs([]);
  return (
    (await roleIsMissing(database.control)) ??
    (await roleIsNotTaken(nobody)) ??
    (await roleIsNotBound(nobody)) ??
    (await rowsAreShown(database))
  );
}

async function roleIsMissing(control: Connection): Promise<UnboundReads | undefined> {
  const { rows } = await control.query<{ is_there: boolean }>({
    text: "select to_regrole($1) is not null as is_there",
    values: [readerRole],
  });
  if (rows[0]?.is_there === true) return undefined;
  return {
    why: `the role ${readerRole} does not exist`,
    remedy:
      `Run as an administrator: create role ${readerRole} nologin; create role scoria_writer nologin; ` +
      `grant ${readerRole}, scoria_writer to <the role that Scoria connects as>; select scoria.grant_roles()`,
  };
}

async function roleIsNotTaken(nobody: Connection): Promise<UnboundReads | undefined> {
  const taken = await orRefused(() =>
    nobody.query<{ role: string }>({ text: "select current_user as role", values: [] }),
  );
  if (taken === "refused") {
    return {
      why: `the connected role may not become ${readerRole}`,
      remedy: `Run as an administrator: grant ${readerRole} to <the role that Scoria connects as>`,
    };
  }
  if (taken.rows[0]?.role === readerRole) return undefined;
  return {
    why: "the statements of one transaction did not reach one session of the server",
    remedy: "Let the pooler keep a session for the whole transaction, as in its transaction mode",
  };
}

async function roleIsNotBound(nobody: Connection): Promise<UnboundReads | undefined> {
  const answer = await orRefused(() =>
    nobody.query<{ is_engine: boolean; lacking: readonly string[]; unbound: readonly string[] }>({
      text: readBindingSql,
      values: [],
    }),
  );
  const row = answer === "refused" ? undefined : answer.rows[0];
  if (row === undefined || row.lacking.length > 0) {
    return {
      why: `the role ${readerRole} may not read ${row?.lacking.join(", ") ?? "the schema scoria"}`,
      remedy: "Run as the owner of the tables: select scoria.grant_roles()",
    };
  }
  if (row.is_engine) {
    return {
      why: `the role ${readerRole} may insert into scoria.journal, so it sees all tenants`,
      remedy:
        `Run as an administrator: alter role ${readerRole} nosuperuser; revoke insert on scoria.journal from ${readerRole}; ` +
        `revoke scoria_writer from ${readerRole}`,
    };
  }
  if (row.unbound.length > 0) {
    return {
      why: `row security does not bind the role ${readerRole} on ${row.unbound.join(", ")}`,
      remedy:
        `Run as an administrator: alter role ${readerRole} nobypassrls; and, as the owner of the tables, for each of them: ` +
        `select scoria.protect_table('…')`,
    };
  }
  return undefined;
}

/** With a run that is there, when there is one: it must be seen by its own tenant and by nobody else. */
async function rowsAreShown(database: Database): Promise<UnboundReads | undefined> {
  const { rows } = await database.control.query<{ run_id: string; tenant_id: string }>({
    text: "select run_id, tenant_id from scoria.runs limit 1",
    values: [],
  });
  const [run] = rows;
  if (run === undefined) return undefined;
  const sees = async (tenants: readonly string[]): Promise<boolean> => {
    const text = "select run_id from scoria.runs where run_id = $1";
    return (await database.readAs(tenants).query({ text, values: [run.run_id] })).rows.length > 0;
  };
  if (!(await sees([])) && !(await sees([`not ${run.tenant_id}`])) && (await sees([run.tenant_id]))) return undefined;
  return {
    why: `the policies of scoria.runs do not show the role ${readerRole} its own tenants and no others`,
    remedy:
      "Run as the owner of the tables: drop the policies scoria_engine and scoria_tenants of each table, and any that " +
      "others have added; then select scoria.protect_table('…') for each",
  };
}

async function orRefused<T>(ask: () => Promise<T>): Promise<T | "refused"> {
  try {
    return await ask();
  } catch (error) {
    if (readDriverError(error).code === "42501") return "refused";
    throw error;
  }
}
