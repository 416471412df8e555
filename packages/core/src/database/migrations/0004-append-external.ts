import type { Migration } from "../migrate.ts";

/**
 * Appends by somebody who does not own the run: a decision, a change of owner. They happen inside the database because
 * a process that reads the tail and then inserts after it starves beside a busy owner.
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
      select 1 from scoria.approvals a where a.run_id = head.run_id and a.status = 'pending')
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
    select a.approval_id from scoria.approvals a where a.run_id = head.run_id and a.status = 'pending' order by a.seq
  loop
    perform scoria.append_external(
      head.run_id, head.tenant_id, head.epoch, 'approval.withdrawn', '{"approvalId":"' || undecided || '"}');
    update scoria.approvals set status = 'withdrawn' where approval_id = undecided;
  end loop;
end
$$;

-- Records one decision. Of two decisions one wins: both take the head's lock first. The same decision id again answers
-- 'decided' again, so that a caller who never heard the answer may ask once more.
create function scoria.decide_approval(
  approval uuid, tenants text[], decision uuid, verdict text, actor text, decision_payload text,
  resume boolean, own_allowed boolean,
  out outcome text, out run uuid, out approval_status text, out by_actor text, out at timestamptz
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
  if head.status = 'waiting' and resume and head.waiting_for ->> 'kind' <> 'operator' then
    perform scoria.wake_run(run, landed.entry_at, landed.entry_seq);
  else
    -- Not resumed, it waits for the next one that is pending, so that what a reader is offered can be decided.
    select a.approval_id, a.tool into next
    from scoria.approvals a
    where a.run_id = run and a.status = 'pending'
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

-- Puts a waiting run back in the queue when there is something to go on with.
create function scoria.resume_run(run uuid, tenants text[], out visible boolean, out resumed boolean)
language plpgsql
set lock_timeout = '1s'
as $$
declare
  head record;
begin
  select r.* into head from scoria.runs r where r.run_id = run and r.tenant_id = any (tenants) for no key update;
  visible := head.run_id is not null;
  resumed := visible and head.status = 'waiting' and head.resumable;
  if resumed then
    perform scoria.wake_run(run, greatest(head.updated_at, scoria.clock()));
  end if;
end
$$;
`,
};
