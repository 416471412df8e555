import type { Migration } from "../migrate.ts";

/**
 * Appends by somebody who does not own the run: a decision, a change of owner. They happen inside the database because
 * a process that reads the tail and then inserts after it starves beside a busy owner.
 *
 * "(status = 'pending') is true", of approvals that are named: a plain condition opens the index of all that is pending, and a
 * plan that was made while there was little walks along it for ever.
 */
export const appendExternalMigration: Migration = {
  name: "0004-append-external",
  sql: `
-- Appends one entry after whatever is last. The caller holds the lock of the run's head; only the owner, who needs no
-- lock for plain entries, can still take the place, hence the loop.
create function scoria.append_external(
  run uuid, tenant text, entry_epoch integer, entry_type text, entry_payload text,
  out entry_seq integer, out entry_at timestamptz
)
language plpgsql
as $$
declare
  tail record;
  entry_digest bytea;
  done integer;
begin
  loop
    select j.seq, j.at, j.hash into tail
    from scoria.journal j
    where j.run_id = run
    order by j.seq desc
    limit 1;

    entry_seq := tail.seq + 1;
    entry_at := greatest(tail.at, scoria.clock());
    entry_digest := scoria.entry_digest(tenant, run, entry_epoch, 0, entry_type, entry_at, null, null, entry_payload);

    insert into scoria.journal (run_id, seq, tenant_id, epoch, call, type, at, payload, digest, hash)
    values (run, entry_seq, tenant, entry_epoch, 0, entry_type, entry_at, entry_payload::json, entry_digest,
      sha256(tail.hash || int4send(entry_seq) || entry_digest))
    on conflict do nothing;

    get diagnostics done = row_count;
    exit when done = 1;
  end loop;
  if exists (select from scoria.follows) then
    perform scoria.mark_followed(array[run], array[tenant], array[entry_type]);
  end if;
end
$$;

-- The same for many runs in two statements. The caller holds the locks of all their heads. Where somebody took the place
-- meanwhile it goes on one by one.
create function scoria.append_externals(
  runs uuid[], tenants text[], epochs integer[], entry_type text, payloads text[],
  out landed uuid[], out seqs integer[], out ats timestamptz[]
)
language plpgsql
as $$
declare
  moment timestamptz := scoria.clock();
  late record;
  alone record;
begin
  with tails as materialized (
    select e.run, e.tenant, e.epoch, e.payload, tail.seq + 1 as seq, greatest(tail.at, moment) as at, tail.hash as previous
    from unnest(runs, tenants, epochs, payloads) as e (run, tenant, epoch, payload), lateral (
      select j.seq, j.at, j.hash from scoria.journal j where j.run_id = e.run order by j.seq desc limit 1
    ) tail
  ), sealed as materialized (
    select t.*, scoria.entry_digest(t.tenant, t.run, t.epoch, 0, entry_type, t.at, null, null, t.payload) as digest
    from tails t
  ), written as (
    insert into scoria.journal (run_id, seq, tenant_id, epoch, call, type, at, payload, digest, hash)
    select s.run, s.seq, s.tenant, s.epoch, 0, entry_type, s.at, s.payload::json, s.digest,
      sha256(s.previous || int4send(s.seq) || s.digest)
    from sealed s
    order by s.run
    on conflict do nothing
    returning run_id, seq, at
  )
  select array_agg(w.run_id), array_agg(w.seq), array_agg(w.at) into landed, seqs, ats from written w;
  if exists (select from scoria.follows) then
    perform scoria.mark_followed(landed, array_agg(e.tenant), array_agg(entry_type))
    from unnest(landed) as l (run), unnest(runs, tenants) as e (run, tenant)
    where e.run = l.run;
  end if;

  for late in
    select e.run, e.tenant, e.epoch, e.payload
    from unnest(runs, tenants, epochs, payloads) as e (run, tenant, epoch, payload)
    where landed is null or e.run <> all (landed)
    order by e.run
  loop
    select * into alone from scoria.append_external(late.run, late.tenant, late.epoch, entry_type, late.payload);
    landed := landed || late.run;
    seqs := seqs || alone.entry_seq;
    ats := ats || alone.entry_at;
  end loop;
end
$$;

-- Puts a waiting run back in the queue because what it waits for is there. The caller holds the head's lock.
-- seq: of the entry that somebody outside appended, if one woke it.
create function scoria.wake_run(run uuid, at timestamptz, seq integer default null) returns void
language plpgsql
as $$
begin
  update scoria.runs set
    status = 'queued', waiting_for = null, awaiting_approval = false, resumable = false, due_at = null, signals = null,
    updated_at = at, external_seq = coalesce(seq, external_seq)
  where run_id = run;
end
$$;

-- Expires one approval that is past its time. The caller holds the head's lock.
create function scoria.expire_approval(head scoria.runs, approval uuid) returns timestamptz
language plpgsql
as $$
declare
  landed record;
begin
  select * into landed from scoria.append_external(
    head.run_id, head.tenant_id, head.epoch, 'approval.expired', '{"approvalId":"' || approval || '"}');
  update scoria.approvals set status = 'expired', decision_seq = landed.entry_seq, decided_at = landed.entry_at
  where approval_id = approval;
  update scoria.runs set external_seq = landed.entry_seq, updated_at = landed.entry_at,
    awaiting_approval = awaiting_approval and exists (
      select 1 from scoria.approvals a where a.run_id = head.run_id and (a.status = 'pending') is true)
  where run_id = head.run_id;
  if head.status = 'waiting' and head.waiting_for ->> 'kind' <> 'operator' then
    perform scoria.wake_run(head.run_id, landed.entry_at);
  end if;
  return landed.entry_at;
end
$$;

-- What nobody decided leaves the inbox: the run ends. The caller holds the head's lock.
create function scoria.withdraw_approvals(head scoria.runs) returns void
language plpgsql
as $$
declare
  undecided uuid;
begin
  for undecided in
    select a.approval_id from scoria.approvals a where a.run_id = head.run_id and (a.status = 'pending') is true order by a.seq
  loop
    perform scoria.append_external(
      head.run_id, head.tenant_id, head.epoch, 'approval.withdrawn', '{"approvalId":"' || undecided || '"}');
    update scoria.approvals set status = 'withdrawn' where approval_id = undecided;
  end loop;
end
$$;

-- The head of a run as this very statement has changed it: a function that may write sees what was written just before.
create function scoria.head_now(run uuid) returns setof scoria.runs
language plpgsql volatile
as $$
begin
  return query select r.* from scoria.runs r where r.run_id = run;
end
$$;

-- Records one decision. Of two decisions one wins: both take the head's lock first. The same decision id again answers
-- 'decided' again, so that a caller who never heard the answer may ask once more. woken: the run is in the queue now; null
-- where this is not known any more.
create function scoria.decide_approval(
  approval uuid, tenants text[], decision uuid, verdict text, actor text, decision_payload text,
  resume boolean, own_allowed boolean,
  out outcome text, out run uuid, out approval_status text, out by_actor text, out at timestamptz, out woken boolean
)
language plpgsql
set lock_timeout = '1s'
as $$
declare
  head scoria.runs;
  asked record;
  landed record;
  next record;
begin
  select a.run_id into run from scoria.approvals a where a.approval_id = approval and a.tenant_id = any (tenants);
  if run is null then
    outcome := 'not_found';
    return;
  end if;

  select r.* into head from scoria.runs r where r.run_id = run for no key update;
  select a.* into asked from scoria.approvals a where a.approval_id = approval for no key update;
  approval_status := asked.status;
  by_actor := asked.decided_by;
  at := asked.decided_at;

  if asked.decision_id = decision then
    outcome := 'decided';
    return;
  end if;
  if asked.status <> 'pending' then
    outcome := 'already_decided';
    return;
  end if;
  -- Past its time it is expired, also when no sweep has come by yet.
  if asked.expires_at <= scoria.clock() then
    outcome := 'already_decided';
    approval_status := 'expired';
    at := scoria.expire_approval(head, approval);
    return;
  end if;
  if head.actor_id = actor and not own_allowed then
    outcome := 'own_request';
    return;
  end if;

  select * into landed
  from scoria.append_external(run, head.tenant_id, head.epoch, 'approval.decided', decision_payload);

  update scoria.approvals set
    status = verdict, decision_id = decision, decision_seq = landed.entry_seq, decided_by = actor,
    decided_at = landed.entry_at
  where approval_id = approval;

  -- A run that waits for an operator stays so: its handler is missing or has changed, a decision does not mend that.
  woken := head.status = 'waiting' and resume and head.waiting_for ->> 'kind' <> 'operator';
  if woken then
    perform scoria.wake_run(run, landed.entry_at, landed.entry_seq);
  else
    -- Not resumed, it waits for the next one that is pending, so that what a reader is offered can be decided.
    select a.approval_id, a.tool into next
    from scoria.approvals a
    where a.run_id = run and (a.status = 'pending') is true
    order by a.seq
    limit 1;
    update scoria.runs set
      awaiting_approval = head.status = 'waiting' and head.waiting_for ->> 'kind' = 'approval'
        and next.approval_id is not null,
      waiting_for = case
        when head.waiting_for ->> 'approvalId' = approval::text and next.approval_id is not null
        then ('{"approvalId":"' || next.approval_id || '","kind":"approval","tool":' || to_json(next.tool)::text || '}')::json
        else head.waiting_for
      end,
      resumable = head.status = 'waiting',
      external_seq = landed.entry_seq, updated_at = landed.entry_at
    where run_id = run;
  end if;

  outcome := 'decided';
  approval_status := verdict;
  by_actor := actor;
  at := landed.entry_at;
end
$$;

-- Many decisions in one commit. The plain ones, which resume a run that waits, are recorded
-- together, the others one by one. 'busy': somebody holds the run's head, or another of these decisions is about the same
-- run; it is to be recorded alone.
create function scoria.decide_approvals(
  d_approval uuid[], d_tenants text[], d_decision uuid[], d_verdict text[], d_actor text[], d_payload text[],
  d_resume boolean[], own_allowed boolean
) returns table (
  decision uuid, outcome text, run uuid, approval_status text, by_actor text, at timestamptz, woken boolean
)
language plpgsql
set lock_timeout = '1s'
set plan_cache_mode = 'force_generic_plan'
set enable_seqscan = off
set enable_hashjoin = off
set enable_mergejoin = off
as $$
declare
  moment timestamptz := scoria.clock();
  about uuid[];  -- the run of each decision; null: there is none that these tenants may see
  heads scoria.runs[];
  plain record;
  written record;
  other record;
begin
  about := array(
    select (
      select a.run_id from scoria.approvals a where a.approval_id = d.approval and a.tenant_id = any (d.tenants::text[]))
    from unnest(d_approval, d_tenants) with ordinality as d (approval, tenants, nth)
    order by d.nth);
  heads := array(
    select r from scoria.runs r where r.run_id = any (about) order by r.run_id for no key update skip locked);

  select array_agg(p.approval) as approvals, array_agg(p.run_id) as runs, array_agg(p.tenant_id) as tenants,
    array_agg(p.epoch) as epochs, array_agg(p.decision) as decisions, array_agg(p.verdict) as verdicts,
    array_agg(p.actor) as actors, array_agg(p.payload) as payloads
  into plain
  from (
    select distinct on (h.run_id) h.run_id, h.tenant_id, h.epoch, d.approval, d.decision, d.verdict, d.actor, d.payload
    from unnest(heads) as h
    join unnest(about, d_approval, d_decision, d_verdict, d_actor, d_payload, d_resume)
      as d (run, approval, decision, verdict, actor, payload, resume) on d.run = h.run_id
    join scoria.approvals a on a.approval_id = d.approval
    where d.resume and h.status = 'waiting' and h.waiting_for ->> 'kind' <> 'operator'
      and (a.status = 'pending') is true and (a.expires_at is null or a.expires_at > moment)
      and (own_allowed or h.actor_id <> d.actor)
    order by h.run_id
  ) p;

  if plain.runs is not null then
    select * into written
    from scoria.append_externals(plain.runs, plain.tenants, plain.epochs, 'approval.decided', plain.payloads);
    update scoria.approvals a set
      status = p.verdict, decision_id = p.decision, decision_seq = w.seq, decided_by = p.actor, decided_at = w.at
    from unnest(plain.approvals, plain.runs, plain.decisions, plain.verdicts, plain.actors)
        as p (approval, run, decision, verdict, actor),
      unnest(written.landed, written.seqs, written.ats) as w (run, seq, at)
    where w.run = p.run and a.approval_id = p.approval;
    update scoria.runs r set
      status = 'queued', waiting_for = null, awaiting_approval = false, resumable = false, due_at = null, signals = null,
      updated_at = w.at, external_seq = w.seq
    from unnest(written.landed, written.seqs, written.ats) as w (run, seq, at)
    where r.run_id = w.run;
    return query
      select p.decision, 'decided', p.run, p.verdict, p.actor, w.at, true
      from unnest(plain.decisions, plain.runs, plain.verdicts, plain.actors) as p (decision, run, verdict, actor),
        unnest(written.landed, written.ats) as w (run, at)
      where w.run = p.run;
  end if;

  for other in
    select d.*, exists (select from unnest(heads) as h where h.run_id = d.run) as is_held
    from unnest(about, d_approval, d_tenants, d_decision, d_verdict, d_actor, d_payload, d_resume)
      as d (run, approval, tenants, decision, verdict, actor, payload, resume)
    where plain.decisions is null or d.decision <> all (plain.decisions)
  loop
    if other.run is null then
      return query select other.decision, 'not_found', null::uuid, null::text, null::text, null::timestamptz, null::boolean;
    elsif not other.is_held or other.run = any (plain.runs) then
      return query select other.decision, 'busy', other.run, null::text, null::text, null::timestamptz, null::boolean;
    else
      return query
        select other.decision, alone.outcome, alone.run, alone.approval_status, alone.by_actor, alone.at,
          alone.woken
        from scoria.decide_approval(other.approval, other.tenants::text[], other.decision, other.verdict, other.actor,
          other.payload, other.resume, own_allowed) as alone;
    end if;
  end loop;
end
$$;

-- Puts a waiting run back in the queue when there is something to go on with, and records who asked for it. What asks
-- for a run that goes on already is no change, and leaves no entry.
create function scoria.resume_run(
  run uuid, tenants text[], request_payload text, out visible boolean, out resumed boolean
)
language plpgsql
set lock_timeout = '1s'
as $$
declare
  head record;
  landed record;
begin
  select r.* into head from scoria.runs r where r.run_id = run and r.tenant_id = any (tenants) for no key update;
  visible := head.run_id is not null;
  resumed := visible and head.status = 'waiting' and head.resumable;
  if resumed then
    select * into landed
    from scoria.append_external(run, head.tenant_id, head.epoch, 'resume.requested', request_payload);
    perform scoria.wake_run(run, landed.entry_at, landed.entry_seq);
  end if;
end
$$;
`,
};
