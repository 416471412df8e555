import type { Client } from "pg";

/**
 * Adds clones of the queued runs that are there, each with the id, the tenant and the time of its own, and with a chain that
 * holds. They are older than what they are cloned from, the first one the oldest, so that the order is that of their number.
 *
 * @param tenant an SQL expression of the clone's number `n`, which counts from 1
 */
export async function cloneRuns(client: Client, count: number, { tenant }: { readonly tenant: string }): Promise<void> {
  await client.query(`
    create temp table original as
    select row_number() over (order by r.run_id) - 1 as number, r.run_id
    from scoria.runs r
    where r.status = 'queued' and (select count(*) from scoria.journal j where j.run_id = r.run_id) = 1`);
  // A version 7 id: 48 bits of milliseconds, then the version, the variant and whatever else.
  await client.query(`
    create temp table clone as
    select n, original.run_id as original, at, ${tenant} as tenant_id,
      (lpad(to_hex((extract(epoch from at) * 1000)::bigint), 12, '0')
        || '7' || substr(noise, 1, 3) || '8' || substr(noise, 4, 15))::uuid as run_id
    from generate_series(1, ${count}) as n
    join original on original.number = n % (select count(*) from original)
    cross join lateral (select
      date_trunc('milliseconds', now()) - interval '1 hour' - (${count} - n) * interval '1 millisecond' as at,
      md5('clone ' || n) as noise) as own`);
  await client.query(await insertHeads(client));
  await client.query(insertEntries);
}

/** Whatever is not the clone's own is the original's, also in columns that are yet to come. */
async function insertHeads(client: Client): Promise<string> {
  const own: Readonly<Record<string, string>> = {
    run_id: "c.run_id",
    tenant_id: "c.tenant_id",
    created_at: "c.at",
    updated_at: "c.at",
  };
  const { rows } = await client.query<{ name: string }>(`
    select attname::text as name from pg_attribute
    where attrelid = 'scoria.runs'::regclass and attnum > 0 and not attisdropped and attgenerated = ''
    order by attnum`);
  const names = rows.map(({ name }) => name);
  return `
    insert into scoria.runs (${names.join(", ")})
    select ${names.map((name) => own[name] ?? `r.${name}`).join(", ")}
    from clone c
    join scoria.runs r on r.run_id = c.original
    order by c.n`;
}

/** The hash of a first entry: SHA-256 of 32 zero bytes, its number as four bytes, and its digest. */
const insertEntries = `
insert into scoria.journal (run_id, seq, tenant_id, epoch, call, type, at, step_key, role, payload, digest, hash)
select c.run_id, j.seq, c.tenant_id, j.epoch, j.call, j.type, c.at, j.step_key, j.role, j.payload, own.digest,
  sha256(decode(repeat('00', 32), 'hex') || int4send(j.seq) || own.digest)
from clone c
join scoria.journal j on j.run_id = c.original
cross join lateral (select scoria.entry_digest(
  c.tenant_id, c.run_id, j.epoch, j.call, j.type, c.at, j.step_key, j.role, j.payload::text) as digest) as own
order by c.n`;
