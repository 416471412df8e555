import type { Migration } from "../migrate.ts";

/**
 * Who sees which rows. Row security is enabled on every table but the ledger, which holds nothing of a tenant, and not
 * forced: the owner of the tables goes on as before.
 *
 * - Whoever may insert into the journal, or remove from it, is the engine and works over all tenants. The right decides, not the name of a
 *   role, so that the policies can be made where roles cannot, and hold for whatever roles an administrator grants to.
 * - Everybody else sees the tenants that the transaction was bound to, and nothing when it was bound to none.
 * - Both questions stand in sub-selects of their own: they are asked once for each statement, not for each row.
 *
 * The roles belong to the whole cluster, so that several databases may make them at the same moment. A migrating role that
 * may not make roles goes on without; an administrator makes them later and calls `scoria.grant_roles()`.
 */
export const rowSecurityMigration: Migration = {
  name: "0007-row-security",
  sql: `
-- Bodies that are parsed here and now: no search_path of a caller changes what they name.
create function scoria.is_engine() returns boolean
language sql stable parallel safe
return has_table_privilege('scoria.journal'::regclass, 'insert')
  or has_table_privilege('scoria.journal'::regclass, 'delete');

-- The tenants that this transaction was bound to, as a JSON array. On a pooled session the setting of an earlier
-- transaction is left behind as '', which names no tenant.
create function scoria.bound_tenants() returns text[]
language sql stable parallel safe
return (
  select array_agg(bound.tenant_id)
  from json_array_elements_text(nullif(current_setting('scoria.tenants', true), '')::json) as bound (tenant_id)
);

-- Gives the roles that are there what they need, and takes from everybody else what nobody else needs. It may be called
-- again at any time, by the owner of the tables: after roles were made, after functions were added.
create function scoria.grant_roles() returns void
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
declare
  writes boolean := to_regrole('scoria_writer') is not null;
  reads boolean := to_regrole('scoria_reader') is not null;
  target record;
begin
  revoke execute on all routines in schema scoria from public;
  grant execute on function scoria.is_engine(), scoria.bound_tenants() to public;

  if writes then
    grant usage on schema scoria to scoria_writer;
    grant execute on all routines in schema scoria to scoria_writer;
    revoke execute on function scoria.grant_roles(), scoria.protect_table(regclass) from scoria_writer;
    grant usage on all sequences in schema scoria to scoria_writer;
    grant select on scoria.migrations to scoria_writer;
  end if;
  if reads then
    grant usage on schema scoria to scoria_reader;
  end if;

  for target in
    select c.oid::regclass as name, c.relname, bool_or(p.polname = 'scoria_tenants') as is_of_tenants
    from pg_policy p
    join pg_class c on c.oid = p.polrelid
    where p.polname in ('scoria_engine', 'scoria_tenants')
    group by c.oid, c.relname
  loop
    if writes then
      execute format('grant %s on %s to scoria_writer',
        case target.name::text
          when 'scoria.journal' then 'select, insert'
          when 'scoria.secrets' then 'select'
          when 'scoria.runs' then 'select, insert, update'
          when 'scoria.approvals' then 'select, insert, update'
          when 'scoria.tombstones' then 'select'
          when 'scoria.nodes' then 'select, insert, update, delete'
          else 'select, insert, update, delete'  -- a lane's: they follow the journal and may be made anew from it
        end, target.name);
    end if;
    if reads and target.is_of_tenants then
      execute format('grant select on %s to scoria_reader', target.name);
    end if;
  end loop;

  if to_regprocedure('scoria.give_to_retention()') is not null then
    perform scoria.give_to_retention();
  end if;
end
$$;

-- Puts a table under the policies; every migration that makes one calls it. A table without tenant_id is the engine's own.
create function scoria.protect_table(target regclass) returns void
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
begin
  execute format('alter table %s enable row level security', target);
  if not exists (select from pg_policy where polrelid = target and polname = 'scoria_engine') then
    execute format(
      'create policy scoria_engine on %s using ((select scoria.is_engine())) with check ((select scoria.is_engine()))',
      target);
  end if;
  if not exists (select from pg_policy where polrelid = target and polname = 'scoria_tenants')
    and exists (select from pg_attribute where attrelid = target and attname = 'tenant_id' and not attisdropped)
  then
    execute format(
      'create policy scoria_tenants on %s for select using (tenant_id = any ((select scoria.bound_tenants())::text[]))',
      target);
  end if;
  perform scoria.grant_roles();
end
$$;

select scoria.protect_table('scoria.runs');
select scoria.protect_table('scoria.journal');
select scoria.protect_table('scoria.approvals');
select scoria.protect_table('scoria.nodes');
select scoria.protect_table('scoria.secrets');

do $$
declare
  wanted text;
begin
  foreach wanted in array array['scoria_writer', 'scoria_reader', 'scoria_retention'] loop
    if to_regrole(wanted) is null then
      begin
        execute format('create role %I nologin', wanted);
      exception
        when insufficient_privilege then null;
        when duplicate_object or unique_violation then null;  -- another database of the cluster was quicker
      end;
    end if;
  end loop;

  -- So that an owner who also runs the app can be bound for its reads. A superuser may take any role as it is.
  if to_regrole('scoria_reader') is not null and not (select rolsuper from pg_roles where rolname = current_user) then
    begin
      execute format('grant scoria_reader to %I', current_user);
    exception
      when insufficient_privilege then null;
      when unique_violation or internal_error then null;  -- the same, for another database, at the same moment
    end;
  end if;
end
$$;

select scoria.grant_roles();
`,
};
