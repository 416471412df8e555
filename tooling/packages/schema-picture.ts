/** Runs one statement without parameters. */
export type Query = (sql: string) => Promise<{ readonly rows: readonly object[] }>;

const header = `-- What the migrations of @scoria/core make, drawn from the catalog of a migrated database.
-- Written by \`npm run schema\`; a test compares it. The migrations beside the code are what is run.
`;

/**
 * Draws the schema \`scoria\` as SQL, in an order that depends on names alone, so that it is the same text from every server.
 *
 * @throws Error naming what the schema has and the picture cannot show, as it must not leave anything out
 */
export async function drawSchema(query: Query): Promise<string> {
  await refuseWhatIsNotDrawn(query);
  const sections = [typesSql, tablesSql, indexesSql, functionsSql, triggersSql, policiesSql, ownersSql, rightsSql];
  const drawn: string[] = [];
  for (const sql of sections) {
    const { rows } = await query(sql);
    drawn.push(...(rows as readonly { readonly line: string }[]).map(({ line }) => `${line.trimEnd()};\n`));
  }
  return [header, ...drawn].join("\n");
}

async function refuseWhatIsNotDrawn(query: Query): Promise<void> {
  const { rows } = await query(notDrawnSql);
  const found = (rows as readonly { readonly what: string }[]).map(({ what }) => what);
  if (found.length === 0) return;
  throw new Error(`The picture of the schema cannot show: ${found.join(", ")}. Teach schema-picture.ts to draw it.`);
}

const inScoria = "(select oid from pg_namespace where nspname = 'scoria')";

const typesSql = `
select format(E'create type scoria.%I as (\\n%s\\n)', c.relname,
         string_agg(format('  %I %s', a.attname, format_type(a.atttypid, a.atttypmod)), E',\\n' order by a.attnum)) as line
from pg_class c
join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
where c.relnamespace = ${inScoria} and c.relkind = 'c'
group by c.relname
order by c.relname`;

// A constraint of kind "n" is a not-null, which newer servers list apart and every column line has already.
const tablesSql = `
select format(E'create table scoria.%I (\\n%s\\n)%s', c.relname, string_agg('  ' || part.line, E',\\n' order by part.place, part.line),
         case when c.reloptions is null then '' else format(' with (%s)', array_to_string(c.reloptions, ', ')) end) as line
from pg_class c
cross join lateral (
  select lpad(a.attnum::text, 5, '0') as place,
    format('%I %s', a.attname, format_type(a.atttypid, a.atttypmod))
      || case when a.attnotnull then ' not null' else '' end
      || coalesce(' default ' || pg_get_expr(d.adbin, d.adrelid), '') as line
  from pg_attribute a
  left join pg_attrdef d on d.adrelid = a.attrelid and d.adnum = a.attnum
  where a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
  union all
  select 'constraint ' || case k.contype when 'p' then '1' when 'u' then '2' else '3' end,
    format('constraint %I %s', k.conname, pg_get_constraintdef(k.oid, true))
  from pg_constraint k
  where k.conrelid = c.oid and k.contype in ('p', 'u', 'c', 'f')
) part
where c.relnamespace = ${inScoria} and c.relkind = 'r'
group by c.oid, c.relname, c.reloptions
order by c.relname`;

const indexesSql = `
select pg_get_indexdef(i.indexrelid, 0, true) as line
from pg_index i
join pg_class c on c.oid = i.indexrelid
where c.relnamespace = ${inScoria} and not exists (select 1 from pg_constraint k where k.conindid = i.indexrelid)
order by c.relname`;

const functionsSql = `
select pg_get_functiondef(p.oid) as line
from pg_proc p
where p.pronamespace = ${inScoria}
order by p.proname, pg_get_function_identity_arguments(p.oid)`;

const triggersSql = `
select pg_get_triggerdef(t.oid, true) as line
from pg_trigger t
join pg_class c on c.oid = t.tgrelid
where c.relnamespace = ${inScoria} and not t.tgisinternal
order by c.relname, t.tgname`;

const policiesSql = `
select line
from (
  select c.relname, '' as policy, format('alter table scoria.%I enable row level security', c.relname) as line
  from pg_class c
  where c.relnamespace = ${inScoria} and c.relrowsecurity
  union all
  select c.relname, p.polname,
    format('create policy %I on scoria.%I for %s', p.polname, c.relname,
        case p.polcmd when 'r' then 'select' when 'a' then 'insert' when 'w' then 'update' when 'd' then 'delete' else 'all' end)
      || coalesce(E'\\n  using (' || pg_get_expr(p.polqual, p.polrelid) || ')', '')
      || coalesce(E'\\n  with check (' || pg_get_expr(p.polwithcheck, p.polrelid) || ')', '')
  from pg_policy p
  join pg_class c on c.oid = p.polrelid
  where c.relnamespace = ${inScoria}
) drawn
order by relname, policy`;

// Of a role of its own, and not of whoever migrated.
const ownersSql = `
select format('alter function scoria.%I(%s) owner to %I', p.proname, oidvectortypes(p.proargtypes), r.rolname) as line
from pg_proc p
join pg_namespace n on n.oid = p.pronamespace
join pg_roles r on r.oid = p.proowner
where n.oid = ${inScoria} and p.proowner <> n.nspowner
order by p.proname`;

// What the owner may is left out: it goes without saying, and has the name of whoever migrated.
const rightsSql = `
with held as (
  select ' schema' as kind, n.nspname::text as what, n.nspowner as owner, n.nspacl as rights
  from pg_namespace n
  where n.oid = ${inScoria}
  union all
  select '', format('scoria.%I', c.relname), c.relowner, c.relacl
  from pg_class c
  where c.relnamespace = ${inScoria} and c.relkind = 'r'
  union all
  select ' function', format('scoria.%I', p.proname), p.proowner, coalesce(p.proacl, acldefault('f', p.proowner))
  from pg_proc p
  where p.pronamespace = ${inScoria}
), given as (
  select h.kind, h.what, case g.grantee when 0 then 'public' else g.grantee::regrole::text end as role,
    string_agg(lower(g.privilege_type), ', ' order by g.privilege_type) as rights
  from held h, aclexplode(h.rights) g
  where g.grantee <> h.owner
  group by 1, 2, 3
  union all
  select '', format('scoria.%I', c.relname), case g.grantee when 0 then 'public' else g.grantee::regrole::text end,
    format('%s (%s)', lower(g.privilege_type), string_agg(quote_ident(a.attname), ', ' order by a.attnum))
  from pg_attribute a
  join pg_class c on c.oid = a.attrelid, aclexplode(a.attacl) g
  where c.relnamespace = ${inScoria} and g.grantee <> c.relowner
  group by c.relname, g.grantee, g.privilege_type
)
select line
from (
  select '' as role, '' as kind, '' as rights, 'revoke execute on all functions in schema scoria from public' as line
  union all
  select role, kind, rights,
    format(E'grant %s on%s\\n  %s\\nto %s', rights, kind, string_agg(what, E',\\n  ' order by what), role)
  from given
  group by role, kind, rights
) drawn
order by role, kind, rights`;

const notDrawnSql = `
select format('%s (pg_class %s)', relname, relkind) as what
from pg_class where relnamespace = ${inScoria} and relkind not in ('r', 'i', 'c')
union all
select format('row security of %s, which is forced', relname)
from pg_class where relnamespace = ${inScoria} and relforcerowsecurity
union all
select format('the policy %s of %s, which is restrictive or for some roles only', p.polname, c.relname)
from pg_policy p
join pg_class c on c.oid = p.polrelid
where c.relnamespace = ${inScoria} and (not p.polpermissive or p.polroles <> '{0}')
union all
select format('the right to grant %s', c.relname)
from pg_class c, aclexplode(c.relacl) g
where c.relnamespace = ${inScoria} and g.is_grantable and g.grantee <> c.relowner
union all
select format('%s() (pg_proc %s)', proname, prokind)
from pg_proc where pronamespace = ${inScoria} and prokind not in ('f', 'p')
union all
select format('the type %s', t.typname)
from pg_type t
where t.typnamespace = ${inScoria} and t.typtype <> 'b' and (t.typtype <> 'c' or not exists (
  select 1 from pg_class c where c.oid = t.typrelid and c.relkind in ('r', 'c')))
union all
select format('the column %s of %s', a.attname, c.relname)
from pg_attribute a
join pg_class c on c.oid = a.attrelid
where c.relnamespace = ${inScoria} and a.attnum > 0 and (a.attidentity <> '' or a.attgenerated <> '')
union all
select format('the constraint %s', conname)
from pg_constraint where connamespace = ${inScoria} and contype not in ('p', 'u', 'c', 'f', 'n', 't')
union all
select format('the trigger %s, which is switched off or fires otherwise than usual', t.tgname)
from pg_trigger t
join pg_class c on c.oid = t.tgrelid
where c.relnamespace = ${inScoria} and not t.tgisinternal and t.tgenabled not in ('O', 'A')
order by 1`;
