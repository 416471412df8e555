import { plainArray, textArray } from "../database/array-text.ts";
import type { Statement } from "../database.ts";
import { firstOf, lastOf, type Group } from "./group.ts";
import { packEntries } from "./pack-entries.ts";
import { defaultPlace } from "../queues/queue-place.ts";
import { treeText, treeValues } from "./write-tree.ts";

const bytes = (hex: string): Buffer => Buffer.from(hex, "hex");

/** Whatever writes to the journal is one unit without a session's help, so its lock wait is bounded in the statement itself. */
const boundedWait = "(select set_config('lock_timeout', '1s', true)) is not null";

/**
 * Lanes that follow an entry's type are told in its own statement. What tells them costs a twelfth of a lone entry, so where
 * nothing is followed it is left out: then the statement itself sees to it that this is still so, and writes nothing when
 * it is not.
 */
const tellFollowers = `, told as (
  insert into scoria.follow_positions (lane, run_id, tenant_id, pending, due_at)
  select f.lane, l.run_id, l.tenant_id, true, scoria.clock()
  from landed l
  join scoria.follows f on l.type = any (f.types)
  order by f.lane
  on conflict (lane, run_id) do update set
    version = follow_positions.version + 1,
    due_at = case when follow_positions.pending then follow_positions.due_at else excluded.due_at end,
    pending = true
)
select run_id from landed`;
const tellNobody = `
select run_id from landed`;
const nothingIsFollowed = "not exists (select from scoria.follows)";

const journalColumns = "run_id, seq, tenant_id, epoch, call, type, at, step_key, role, payload, digest, hash";
const entryParameters = "$1, $2, $3, $4, $5, $6, to_timestamp($7::bigint / 1000.0), $8, $9, $10, $11, $12";
const chainsToItsPredecessor =
  "(select j.hash from scoria.journal j where j.run_id = $1 and j.seq = $2 - 1) = $13::bytea";

function entryValues(group: Group): unknown[] {
  const entry = firstOf(group);
  return [
    entry.runId,
    entry.seq,
    entry.tenantId,
    entry.epoch,
    entry.call,
    entry.type,
    entry.at,
    entry.stepKey,
    entry.role,
    entry.payload,
    bytes(entry.digest),
    bytes(entry.hash),
  ];
}

/**
 * One entry, nothing beside it: what a step of a run that is alone costs. It needs no lock of the head: it writes
 * nothing there, and the hash of the entry before it says whether this owner is still the last who wrote.
 */
const writeOneText = (told: boolean): string => `
with landed as (
  insert into scoria.journal (${journalColumns})
  select ${entryParameters}
  where ${boundedWait}
    and ${chainsToItsPredecessor}${told ? "" : `\n    and ${nothingIsFollowed}`}
  on conflict do nothing
  returning run_id, tenant_id, type
)${told ? tellFollowers : tellNobody}`;

/**
 * A start that is alone, in the default queue and in no special place there; none while that queue has limits or is paused. Its
 * entry is written from the row that the head's insert returned: none, none.
 */
const writeStartText = (told: boolean): string => `
with started as (
  insert into scoria.runs (
    run_id, tenant_id, epoch, created_at, updated_at, started_at, actor_id, session_id, metadata, root_role, kind,
    status, owner, format, idempotency_key, request_hash, awaiting_approval, resumable)
  select $1, $3, $4, t.at, t.at, case when $18 <> 'queued' then t.at end, $13, $14, $15::json, $16, $17,
    $18, $19, $20::smallint, $21, $22::bytea, false, false
  from (select to_timestamp($7::bigint / 1000.0) as at) t
  where ${boundedWait}${told ? "" : `\n    and ${nothingIsFollowed}`}
    and not exists (select from scoria.queues where name = 'default')
  on conflict do nothing
  returning run_id
), landed as (
  insert into scoria.journal (${journalColumns})
  select ${entryParameters}
  from started
  returning run_id, tenant_id, type
)${told ? tellFollowers : tellNobody}`;

/**
 * The last entry of an execution that is alone, with what it does to the head. The head is locked before anything is
 * inserted, in the order that everybody keeps; the scalar subqueries keep index plans on tables never analysed.
 */
const writeEndText = (told: boolean): string => `
with head as materialized (
  select run_id
  from scoria.runs
  where run_id = $1 and ${boundedWait}
  for no key update
), landed as (
  insert into scoria.journal (${journalColumns})
  select ${entryParameters}
  where (select count(*) from head) >= 0
    and ${chainsToItsPredecessor}${told ? "" : `\n    and ${nothingIsFollowed}`}
  on conflict do nothing
  returning run_id, tenant_id, type
), changed as (
  update scoria.runs set
    status = $14,
    waiting_for = $15::json,
    awaiting_approval = $16,
    resumable = $14 = 'waiting' and $15::json ->> 'kind' = 'operator',
    owner = $17,
    epoch = $18,
    due_at = to_timestamp($19::bigint / 1000.0),
    signals = $20::json,
    updated_at = to_timestamp($7::bigint / 1000.0),
    finished_at = case when $14 in ('completed', 'failed', 'cancelled', 'halted') then to_timestamp($7::bigint / 1000.0) end
  where run_id = (select run_id from landed)
)${told ? tellFollowers : tellNobody}`;

/** Each of the lone statements in both forms. */
const texts = {
  one: { told: writeOneText(true), lean: writeOneText(false) },
  start: { told: writeStartText(true), lean: writeStartText(false) },
  end: { told: writeEndText(true), lean: writeEndText(false) },
};

/** A statement that writes groups, and which runs it answers: those whose group landed, or those whose group did not. */
export interface WriteStatement extends Statement {
  readonly answers: "landed" | "displaced";
}

/**
 * The statement for groups that share a commit. `told`: it tells lanes what they follow. Without, one that writes a lone group
 * writes nothing where anything is followed.
 */
export function writeStatement(groups: readonly Group[], told = true): WriteStatement {
  const [group] = groups;
  if (group === undefined || groups.length > 1 || group.entries.length > 1) return writeBatch(groups);
  if (group.tree !== undefined) return writeBatch(groups);
  const { newRun, head, approvals, withdrawn } = group;
  if (approvals !== undefined || withdrawn !== undefined) return writeBatch(groups);
  if (newRun !== undefined) {
    const isPlain = newRun.status !== "completed" && newRun.place === defaultPlace;
    return isPlain ? writeStart(group, newRun, told) : writeBatch(groups);
  }
  return head === undefined ? writeOne(group, told) : writeEnd(group, head, told);
}

function writeOne(group: Group, told: boolean): WriteStatement {
  return {
    name: "scoria_write_one",
    text: told ? texts.one.told : texts.one.lean,
    values: [...entryValues(group), bytes(group.previousHash)],
    answers: "landed",
  };
}

function writeStart(group: Group, run: NonNullable<Group["newRun"]>, told: boolean): WriteStatement {
  return {
    name: "scoria_write_start",
    text: told ? texts.start.told : texts.start.lean,
    values: [
      ...entryValues(group),
      run.actorId,
      run.sessionId,
      run.metadata,
      run.rootRole,
      run.kind,
      run.status,
      run.owner,
      run.format,
      run.idempotencyKey,
      run.requestHash === null ? null : bytes(run.requestHash),
    ],
    answers: "landed",
  };
}

function writeEnd(group: Group, head: NonNullable<Group["head"]>, told: boolean): WriteStatement {
  return {
    name: "scoria_write_end",
    text: told ? texts.end.told : texts.end.lean,
    values: [
      ...entryValues(group),
      bytes(group.previousHash),
      head.status,
      head.waitingFor,
      head.awaitingApproval,
      head.owner,
      head.epoch,
      head.dueAt,
      head.signals,
    ],
    answers: "landed",
  };
}

/** No run has it: it is answered when the queues have no room for what is to be started by turn. */
export const noRoom = "00000000-0000-0000-0000-000000000000";

/** Starts that wait for their turn in their queues, all or none; `noRoom` is answered when a queue is full. */
export function writeByTurn(groups: readonly Group[]): WriteStatement {
  return writeBatch(groups, true);
}

/** Many groups in one commit, by the function of migration 0003. */
function writeBatch(unordered: readonly Group[], byTurn = false): WriteStatement {
  const groups = unordered.toSorted((a, b) => (a.runId < b.runId ? -1 : 1));
  const entries = groups.flatMap((group) => group.entries);
  const groupOf = groups.flatMap((group) => group.entries.map(() => group));
  const packed = packEntries(entries, (at) => groupOf[at]?.previousHash ?? "");
  const values: unknown[] = [
    plainArray(entries, (entry) => entry.runId),
    plainArray(groupOf, (group) => firstOf(group).seq),
    plainArray(entries, (entry) => entry.seq),
    textArray(entries, (entry) => entry.tenantId),
    plainArray(entries, (entry) => entry.epoch),
    plainArray(entries, (entry) => entry.call),
    textArray(entries, (entry) => entry.type),
    plainArray(entries, (entry) => entry.at),
    textArray(entries, (entry) => entry.stepKey),
    textArray(entries, (entry) => entry.role),
    plainArray(packed.from, (from) => from),
    plainArray(packed.size, (size) => size),
    packed.payloads,
    packed.hashes,
    ...groupValues(groups.filter((group) => group.entries.length > 1)),
    ...startValues(groups, byTurn),
    ...headValues(groups),
    ...approvalValues(groups),
    ...withdrawnValues(groups),
  ];
  if (groups.every(({ tree }) => tree === undefined)) {
    return { name: "scoria_write_batch", text: writeBatchText, values, answers: "displaced" };
  }
  return {
    name: "scoria_write_tree",
    text: writeTreeText,
    values: [...values, ...treeValues(groups)],
    answers: "displaced",
  };
}

const nothing = (count: number): null[] => Array.from<null>({ length: count }).fill(null);

/** Only a group of more than one entry can be torn. */
function groupValues(groups: readonly Group[]): unknown[] {
  if (groups.length === 0) return nothing(groupCasts.length);
  return [plainArray(groups, (group) => group.runId), plainArray(groups, (group) => group.entries.length)];
}

function startValues(groups: readonly Group[], byTurn: boolean): unknown[] {
  const started = groups.flatMap((group) => (group.newRun === undefined ? [] : [{ group, run: group.newRun }]));
  if (started.length === 0) return nothing(startCasts.length);
  return [
    plainArray(started, ({ group }) => group.runId),
    textArray(started, ({ group }) => group.tenantId),
    textArray(started, ({ run }) => run.actorId),
    textArray(started, ({ run }) => run.sessionId),
    textArray(started, ({ run }) => run.metadata),
    textArray(started, ({ run }) => run.rootRole),
    textArray(started, ({ run }) => run.kind),
    textArray(started, ({ run }) => run.status),
    textArray(started, ({ run }) => run.owner),
    plainArray(started, ({ run }) => run.epoch),
    plainArray(started, ({ run }) => run.format),
    textArray(started, ({ run }) => run.idempotencyKey),
    textArray(started, ({ run }) => (run.requestHash === null ? null : String.raw`\x${run.requestHash}`)),
    plainArray(started, ({ group }) => firstOf(group).at),
    textArray(started, ({ run }) => run.place.queue),
    plainArray(started, ({ run }) => run.place.priority),
    textArray(started, ({ run }) => run.place.workload),
    textArray(started, ({ run }) => run.place.concurrencyKey),
    plainArray(started, ({ run }) => run.place.runAt),
    plainArray(started, ({ run }) => run.place.deadline),
    byTurn,
  ];
}

function headValues(groups: readonly Group[]): unknown[] {
  const changed = groups.flatMap((group) => (group.head === undefined ? [] : [{ group, head: group.head }]));
  if (changed.length === 0) return nothing(headCasts.length);
  return [
    plainArray(changed, ({ group }) => group.runId),
    textArray(changed, ({ head }) => head.status),
    textArray(changed, ({ head }) => head.waitingFor),
    plainArray(changed, ({ head }) => head.awaitingApproval),
    textArray(changed, ({ head }) => head.owner),
    plainArray(changed, ({ head }) => head.epoch),
    plainArray(changed, ({ head }) => head.dueAt),
    textArray(changed, ({ head }) => head.signals),
    plainArray(changed, ({ group }) => lastOf(group).at),
  ];
}

function approvalValues(groups: readonly Group[]): unknown[] {
  const asked = groups.flatMap((group) => (group.approvals ?? []).map((approval) => ({ group, approval })));
  if (asked.length === 0) return nothing(approvalCasts.length);
  return [
    plainArray(asked, ({ approval }) => approval.approvalId),
    plainArray(asked, ({ group }) => group.runId),
    textArray(asked, ({ group }) => group.tenantId),
    plainArray(asked, ({ approval }) => approval.seq),
    textArray(asked, ({ approval }) => approval.tool),
    plainArray(asked, ({ group }) => lastOf(group).at),
    plainArray(asked, ({ approval }) => approval.expiresAt),
  ];
}

function withdrawnValues(groups: readonly Group[]): unknown[] {
  const withdrawn = groups.flatMap((group) => (group.withdrawn ?? []).map((approvalId) => ({ group, approvalId })));
  if (withdrawn.length === 0) return nothing(withdrawnCasts.length);
  return [plainArray(withdrawn, ({ approvalId }) => approvalId), plainArray(withdrawn, ({ group }) => group.runId)];
}

const entryCasts = [
  ...["uuid[]", "integer[]", "integer[]", "text[]", "integer[]", "integer[]", "text[]", "bigint[]", "text[]", "text[]"],
  ...["integer[]", "integer[]", "bytea", "bytea"],
];
const groupCasts = ["uuid[]", "integer[]"];
const startCasts = [
  ...["uuid[]", "text[]", "text[]", "text[]", "text[]", "text[]", "text[]", "text[]", "text[]", "integer[]"],
  ...["smallint[]", "text[]", "bytea[]", "bigint[]"],
  ...["text[]", "smallint[]", "text[]", "text[]", "bigint[]", "bigint[]", "boolean"],
];
const headCasts = [
  ...["uuid[]", "text[]", "text[]", "boolean[]", "text[]", "integer[]", "bigint[]", "text[]", "bigint[]"],
];
const approvalCasts = ["uuid[]", "uuid[]", "text[]", "integer[]", "text[]", "bigint[]", "bigint[]"];
const withdrawnCasts = ["uuid[]", "uuid[]"];

const batchCasts = [...entryCasts, ...groupCasts, ...startCasts, ...headCasts, ...approvalCasts, ...withdrawnCasts];
const batchCall = `scoria.write_batch(${batchCasts.map((cast, at) => `$${at + 1}::${cast}`).join(", ")})`;

const writeBatchText = `select run_id from ${batchCall} as displaced (run_id)`;
const writeTreeText = treeText(batchCall, batchCasts.length);
