import type { Migration } from "../migrate.ts";

/** What holds for every entry, whoever writes it: it is never changed, and its digest is computed one way. */
export const journalRulesMigration: Migration = {
  name: "0002-journal-rules",
  sql: `
-- Retention alone gets past it, with exactly two changes: a payload makes room for its hash, and the entries of a run go of
-- which a tombstone tells.
create function scoria.refuse_change() returns trigger
language plpgsql
as $$
begin
  if tg_op = 'UPDATE' and scoria.is_retention() then
    if old.payload is not null and new.payload is null
      and new.payload_hash = sha256(convert_to(old.payload::text, 'UTF8'))
      and (new.run_id, new.seq, new.tenant_id, new.epoch, new.call, new.type, new.at, new.step_key, new.role, new.digest, new.hash)
        is not distinct from
        (old.run_id, old.seq, old.tenant_id, old.epoch, old.call, old.type, old.at, old.step_key, old.role, old.digest, old.hash)
    then
      return new;
    end if;
  elsif tg_op = 'DELETE' and scoria.is_retention() then
    if exists (select from scoria.tombstones t where t.run_id = old.run_id) then
      return old;
    end if;
  end if;
  raise exception 'scoria.journal is append-only' using errcode = 'SC002';
end
$$;

create trigger journal_keeps_rows
  before update or delete on scoria.journal
  for each row execute function scoria.refuse_change();

create trigger journal_keeps_table
  before truncate on scoria.journal
  for each statement execute function scoria.refuse_change();

-- The digest of one entry, byte for byte what the TypeScript side computes: sha256 of a flat JSON object whose keys
-- stand in canonical order. to_json escapes strings exactly as canonical JSON does.
create function scoria.entry_digest(
  tenant text, run uuid, epoch integer, call integer, type text, at timestamptz, step_key text, role text, payload text
) returns bytea
language sql stable
as $$
  select sha256(convert_to(
    '{"at":' || (extract(epoch from at) * 1000)::bigint
      || ',"call":' || call
      || ',"epoch":' || epoch
      || ',"payloadHash":"' || encode(sha256(convert_to(payload, 'UTF8')), 'hex')
      || '","role":' || coalesce(to_json(role)::text, 'null')
      || ',"run":"' || run
      || '","stepKey":' || coalesce(to_json(step_key)::text, 'null')
      || ',"tenant":' || to_json(tenant)::text
      || ',"type":' || to_json(type)::text
      || ',"v":1}',
    'UTF8'))
$$;
`,
};
