import type { Migration } from "../migrate.ts";

/**
 * What others do to a run: signal it, cancel it, try it again, and what time does to its approvals. All of it locks the
 * head first, so that of two at once one comes first and the other sees what it did.
 */
export const verbsMigration: Migration = {
  name: "0006-verbs",
  sql: `
-- Expires what is past its time, whether or not anybody looks.
create function scoria.expire_approvals(most integer) returns setof uuid
language plpgsql
set lock_timeout = '1s'
as $$
declare
  moment timestamptz := scoria.clock();  -- once: a volatile condition would be asked of every approval that has time left
  past record;
  head scoria.runs;
begin
  for past in
    select a.approval_id, a.run_id from scoria.approvals a
    where a.status = 'pending' and a.expires_at <= moment
    order by a.expires_at
    limit most
  loop
    select r.* into head from scoria.runs r where r.run_id = past.run_id for no key update skip locked;
    continue when head.run_id is null;
    perform 1 from scoria.approvals a where a.approval_id = past.approval_id and a.status = 'pending' for no key update;
    continue when not found;
    perform scoria.expire_approval(head, past.approval_id);
    return next past.run_id;
  end loop;
end
$$;

-- Records a signal, once for each key. A run that waits for it goes on.
create function scoria.signal_run(
  run uuid, tenants text[], signal_name text, signal_key text, signal_id text, signal_payload text,
  out outcome text, out run_status text
)
language plpgsql
set lock_timeout = '1s'
as $$
declare
  head scoria.runs;
  landed record;
begin
  select r.* into head from scoria.runs r where r.run_id = run and r.tenant_id = any (tenants) for no key update;
  run_status := head.status;
  if head.run_id is null then
    outcome := 'not_found';
    return;
  end if;
  if exists (
    select 1 from scoria.journal j
    where j.run_id = run and j.type = 'signal.received'
      and (j.payload ->> 'signalId' = signal_id or j.payload ->> 'key' = signal_key)
  ) then
    outcome := 'known';
    return;
  end if;
  if head.finished_at is not null then
    outcome := 'ended';
    return;
  end if;
  select * into landed
  from scoria.append_external(run, head.tenant_id, head.epoch, 'signal.received', signal_payload);
  update scoria.runs set external_seq = landed.entry_seq, updated_at = landed.entry_at where run_id = run;
  if head.status = 'waiting' and head.signals::jsonb ? signal_name then
    perform scoria.wake_run(run, landed.entry_at);
    outcome := 'woken';
  else
    outcome := 'recorded';
  end if;
end
$$;

-- Ends a run that nobody owns because somebody asked for it. The caller holds the locks of its head and of its parent's.
-- cascades: it has children, which are to end too. woken: its parent, which waits for nothing any more.
create function scoria.end_by_cancel(head scoria.runs, end_payload text, out cascades boolean, out woken uuid)
language plpgsql
as $$
declare
  landed record;
begin
  perform scoria.withdraw_approvals(head);
  select * into landed
  from scoria.append_external(head.run_id, head.tenant_id, head.epoch, 'run.cancelled', end_payload);
  cascades := exists (select from scoria.runs c where c.parent_run_id = head.run_id and c.finished_at is null);
  update scoria.runs set
    status = 'cancelled', waiting_for = null, awaiting_approval = false, resumable = false, due_at = null, signals = null,
    external_seq = landed.entry_seq, updated_at = landed.entry_at, finished_at = landed.entry_at,
    cancels_children = cascades
  where run_id = head.run_id;
  if head.parent_run_id is not null then
    woken := (select p.run_id from scoria.settle_parents(array[head.run_id], array[head.parent_run_id]) as p (run_id));
  end if;
end
$$;

-- Asks for the end of a run. Nobody owns it: it ends here. Else its owner ends it, as soon as it sees the request.
create function scoria.cancel_run(
  run uuid, tenants text[], cancel_id text, request_payload text, end_payload text,
  out outcome text, out cascades boolean, out woken uuid
)
language plpgsql
set lock_timeout = '1s'
as $$
declare
  head scoria.runs;
  landed record;
begin
  -- Its parent with it, in the order that everybody keeps: it may wait for this very end.
  perform 1 from scoria.runs r
  where r.run_id in (run, (select c.parent_run_id from scoria.runs c where c.run_id = run))
    and r.tenant_id = any (tenants)
  order by r.run_id
  for no key update;
  select r.* into head from scoria.runs r where r.run_id = run and r.tenant_id = any (tenants);
  if head.run_id is null then
    outcome := 'not_found';
    return;
  end if;
  if head.finished_at is not null then
    outcome := 'ended';
    return;
  end if;
  if not exists (
    select 1 from scoria.journal j
    where j.run_id = run and j.type = 'cancel.requested' and j.payload ->> 'cancelId' = cancel_id
  ) then
    select * into landed
    from scoria.append_external(run, head.tenant_id, head.epoch, 'cancel.requested', request_payload);
    update scoria.runs set external_seq = landed.entry_seq, updated_at = landed.entry_at where run_id = run;
  end if;
  if head.owner is not null then
    outcome := 'requested';
    return;
  end if;
  select e.cascades, e.woken into cascades, woken from scoria.end_by_cancel(head, end_payload) e;
  outcome := 'cancelled';
end
$$;

-- Reopens a failed run. The entry carries the next epoch: whoever executed it before is out. The nodes that it lost are
-- forgiven.
create function scoria.retry_run(
  run uuid, tenants text[], retry_id text, retry_payload text, out outcome text, out run_status text
)
language plpgsql
set lock_timeout = '1s'
as $$
declare
  head scoria.runs;
  landed record;
begin
  select r.* into head from scoria.runs r where r.run_id = run and r.tenant_id = any (tenants) for no key update;
  run_status := head.status;
  if head.run_id is null then
    outcome := 'not_found';
  elsif exists (
    select 1 from scoria.journal j
    where j.run_id = run and j.type = 'run.retried' and j.payload ->> 'retryId' = retry_id
  ) then
    outcome := 'retried';
  elsif head.status <> 'failed' then
    outcome := 'not_failed';
  elsif head.payloads_removed_at is not null then
    outcome := 'removed';  -- there is nothing left to go on with
  else
    select * into landed
    from scoria.append_external(run, head.tenant_id, head.epoch + 1, 'run.retried', retry_payload);
    update scoria.runs set
      status = 'queued', epoch = head.epoch + 1, takeovers = 0, finished_at = null, external_seq = landed.entry_seq,
      updated_at = landed.entry_at
    where run_id = run;
    outcome := 'retried';
    run_status := 'queued';
  end if;
end
$$;
`,
};
