import type { Migration } from "../migrate.ts";

/** What happens to a run that takes its nodes down, or is lost by them, again and again. */
export const poisonedRunsMigration: Migration = {
  name: "0009-poisoned-runs",
  sql: `
-- What a run did since a node last lost it: whether anything was recorded that stays, and which step was under way. A
-- step that has only begun stays nothing: it may be what brings its nodes down.
create function scoria.since_last_loss(run uuid, out has_progressed boolean, out step_under_way text)
language plpgsql
as $$
declare
  entry record;
begin
  has_progressed := false;
  for entry in select j.type, j.call, j.step_key from scoria.journal j where j.run_id = run order by j.seq desc loop
    exit when entry.type in ('run.recovered', 'run.retried');
    if entry.type = 'step.started' then
      step_under_way := coalesce(step_under_way, entry.step_key);
    elsif entry.type <> 'step.queued' and (entry.call > 0 or entry.type = 'run.waiting') then
      has_progressed := true;
      return;
    end if;
  end loop;
end
$$;

-- Ends a run that no node survives, or that no node keeps. The caller holds the locks of its head and of its parent's. The
-- entry has a new epoch, so that its last owner, should it still be there, stops.
create function scoria.poison_run(head scoria.runs, losses integer, step_under_way text) returns void
language plpgsql
as $$
declare
  landed record;
  last_error text;
  message text;
begin
  select (j.payload -> 'error')::text into last_error
  from scoria.journal j
  where j.run_id = head.run_id and j.type in ('step.failed_attempt', 'step.failed')
  order by j.seq desc
  limit 1;
  message := 'Run ' || head.run_id || ' took down or lost ' || losses || ' nodes in a row and recorded nothing in between, '
    || 'so no node gets it any more. '
    || coalesce('When the last one went, the step "' || step_under_way || '" was under way. ', '')
    || 'Read its evidence, repair its handler, then retry the run.';
  perform scoria.withdraw_approvals(head);
  select * into landed from scoria.append_external(
    head.run_id, head.tenant_id, head.epoch + 1, 'run.failed',
    '{"error":{"code":"POISONED","details":{'
      || coalesce('"lastError":' || last_error || ',', '')
      || '"losses":' || losses
      || ',"node":' || to_json(head.owner)::text
      || ',"runId":"' || head.run_id || '"'
      || coalesce(',"step":' || to_json(step_under_way)::text, '')
      || '},"message":' || to_json(message)::text || ',"name":"ScoriaError"}'
      || coalesce(',"failedStep":' || to_json(step_under_way)::text, '') || '}');
  update scoria.runs set
    status = 'failed', owner = null, epoch = head.epoch + 1, awaiting_approval = false, resumable = false,
    due_at = null, signals = null, takeovers = losses,
    external_seq = landed.entry_seq, updated_at = landed.entry_at, finished_at = landed.entry_at
  where run_id = head.run_id;
  if head.parent_run_id is not null then
    perform scoria.settle_parents(array[head.run_id], array[head.parent_run_id]);
  end if;
end
$$;
`,
};
