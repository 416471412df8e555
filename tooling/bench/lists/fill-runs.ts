import type { Client } from "pg";

/** Has 100 runs among everybody's. */
export const smallTenant = "small";
/** Has 50 runs with outputs of 256 KiB each, and no others. */
export const loudTenant = "loud";
export const loudRuns = 50;

export function tenantNames(tenants: number): readonly string[] {
  return Array.from({ length: tenants }, (_, number) => `tenant-${number}`);
}

/**
 * Fills the tables as so many runs of 30 days leave them that were never vacuumed: each head is written at its start and again
 * when it pauses or ends. Nine of ten have completed, one in a hundred is queued, one in fifty waits; a quarter is of a kind
 * that never fails, a tenth of one long session. The entries are there to be read, without a chain that would hold.
 */
export async function fillRuns(client: Client, runs: number, tenants: number): Promise<void> {
  await client.query(plan, [runs, tenants]);
  for (let from = 0; from < runs; from += batch) {
    await client.query(begin, [from, from + batch]);
    await client.query(end, [from, from + batch]);
  }
  await client.query(entries);
  await client.query(loud);
  await client.query("checkpoint");
}

const batch = 10_000;

const idOf = (at: string, noise: string): string =>
  `(lpad(to_hex((extract(epoch from ${at}) * 1000)::bigint), 12, '0') || '7' || substr(${noise}, 1, 3) || '8' || substr(${noise}, 4, 15))::uuid`;

const plan = `
create temp table planned as
select n, at, ${idOf("at", "noise")} as run_id,
  case when $2 > 1 and n % ($1 / 100) = 7 then '${smallTenant}' else 'tenant-' || n % $2 end as tenant_id,
  'actor-' || n * 7 % 200 as actor_id,
  case when n % 5 = 0 then null when n % 10 = 1 then 'chat-long' else 'chat-' || n / 50 end as session_id,
  case when n % 5000 = 3 then 'rare' when n % 4 = 0 then 'answer' else 'refund' end as kind,
  case when n % 20 = 1 then 'bulk' else 'default' end as queue,
  case
    when n % 4 = 0 then 'completed'
    when n % 25 = 1 then 'failed'
    when n % 100 = 2 then 'cancelled'
    when n % 200 = 3 then 'halted'
    when n % 33 = 5 then 'waiting'
    when n % 100 = 6 then 'queued'
    when n % 2000 = 7 then 'running'
    else 'completed'
  end as status,
  (array['approval', 'approval', 'approval', 'timer', 'signal', 'runs'])[1 + n / 33 % 6] as waits_for
from generate_series(1, $1::int) as n,
  lateral (select date_trunc('milliseconds', now()) - ($1 - n) * interval '30 days' / $1 as at, md5('run ' || n) as noise) as own`;

const begin = `
insert into scoria.runs (
  run_id, tenant_id, actor_id, session_id, metadata, root_role, kind, status, awaiting_approval, resumable, owner, epoch,
  format, queue, created_at, updated_at, started_at)
select run_id, tenant_id, actor_id, session_id, '{}', 'executor', kind, 'running', false, false, 'bench', 1, 1, queue, at, at, at
from planned
where n > $1 and n <= $2
order by n`;

const end = `
update scoria.runs r set
  status = p.status, owner = null, updated_at = p.at + interval '1 second',
  finished_at = case when p.status in ('completed', 'failed', 'cancelled', 'halted') then p.at + interval '1 second' end,
  waiting_for = case when p.status <> 'waiting' then null else
    case p.waits_for
      when 'approval' then json_build_object('kind', 'approval', 'approvalId', p.run_id, 'tool', 'refund')
      when 'timer' then json_build_object('kind', 'timer', 'until', extract(epoch from now())::bigint * 1000)
      when 'signal' then json_build_object('kind', 'signal', 'name', 'paid')
      else json_build_object('kind', 'runs', 'runIds', json_build_array(p.run_id))
    end
  end,
  awaiting_approval = p.status = 'waiting' and p.waits_for = 'approval'
from planned p
where p.run_id = r.run_id and p.n > $1 and p.n <= $2 and p.status <> 'running'`;

const entries = `
insert into scoria.journal (run_id, seq, tenant_id, epoch, call, type, at, payload, digest, hash)
select p.run_id, seq, p.tenant_id, 1, 0, case seq when 1 then 'run.started' when 2 then 'step.completed' else 'run.completed' end,
  p.at, '{"output":{"answer":"a short answer of about forty characters"}}', '', ''
from planned p, generate_series(1, 3) as seq
order by p.n, seq`;

const loud = `
with one as (
  select ${idOf("now() - n * interval '1 minute'", "md5('loud ' || n)")} as run_id, now() as at
  from generate_series(1, ${loudRuns}) as n
), heads as (
  insert into scoria.runs (
    run_id, tenant_id, actor_id, metadata, root_role, kind, status, awaiting_approval, resumable, epoch, format, created_at,
    updated_at, finished_at)
  select run_id, '${loudTenant}', 'ana', '{}', 'executor', 'report', 'completed', false, false, 1, 1, at, at, at from one
)
insert into scoria.journal (run_id, seq, tenant_id, epoch, call, type, at, payload, digest, hash)
select run_id, 1, '${loudTenant}', 1, 0, 'run.completed', at,
  -- Of texts that do not compress to nothing.
  json_build_object('output', (select string_agg(md5(run_id::text || part), '') from generate_series(1, 8192) as part)), '', ''
from one`;
