import type { Migration } from "../migrate.ts";

/** What holds for every entry, whoever writes it: it is never changed, and its digest is computed one way. */
export const journalRulesMigration: Migration = {
  name: "0002-journal-rules",
  sql: `
create function scoria.refuse_change() returns trigger
language plpgsql
as $$
begin
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
