import { plainArray, textArray } from "../database/array-text.ts";
import type { Group } from "./group.ts";
import { packEntries } from "./pack-entries.ts";
import { genesisHash } from "./hash-chain.ts";

const nothing = (count: number): null[] => Array.from<null>({ length: count }).fill(null);

/**
 * Around the statement of a batch: the heads of parents are locked with all others, in order, before anything is written, and
 * what the batch does to other runs of its tree is done for what landed. `batch`: the call of the batch, whose first argument
 * is `$1::uuid[]`. Its rows come back with `woken` false; those with true are other runs, which wait for nothing any more.
 */
export function treeText(batch: string, parametersBefore: number): string {
  const place = (cast: string, at: number): string => `$${parametersBefore + 1 + at}::${cast}`;
  const [heads = "", ...change] = treeCasts.map(place);
  return `
with held as materialized (
  select scoria.hold_heads(${heads}) as heads
), displaced as materialized (
  select run_id from ${batch.replace("$1::uuid[]", "(select $1::uuid[] from held where heads >= 0)")} as displaced (run_id)
)
select run_id, false as woken from displaced
union all
select run_id, true from scoria.grow_tree(array(select run_id from displaced), ${change.join(", ")}) as tree (run_id)`;
}

/** Values for `treeText`, after those of the batch. */
export function treeValues(groups: readonly Group[]): unknown[] {
  const heads = new Set<string>();
  for (const { runId, head, tree } of groups) {
    if (head !== undefined) heads.add(runId);
    if (tree?.parentRunId !== undefined) heads.add(tree.parentRunId);
  }
  return [
    plainArray([...heads].toSorted(), (runId) => runId),
    ...startValues(groups),
    ...endValues(groups),
    ...waitValues(groups),
    ...cancelValues(groups),
  ];
}

function startValues(groups: readonly Group[]): unknown[] {
  const started = groups.flatMap(({ runId, tree }) => (tree?.starts ?? []).map((run) => ({ by: runId, run })));
  if (started.length === 0) return nothing(startCasts.length);
  const packed = packEntries(
    started.map(({ run }) => run.entry),
    () => genesisHash,
  );
  return [
    plainArray(started, ({ by }) => by),
    plainArray(started, ({ run }) => run.entry.runId),
    plainArray(started, ({ run }) => run.continues),
    textArray(started, ({ run }) => run.kind),
    textArray(started, ({ run }) => run.rootRole),
    textArray(started, ({ run }) => run.metadata),
    plainArray(started, ({ run }) => run.format),
    plainArray(started, ({ run }) => run.entry.at),
    plainArray(packed.from, (from) => from),
    plainArray(packed.size, (size) => size),
    packed.payloads,
    packed.hashes,
  ];
}

function endValues(groups: readonly Group[]): unknown[] {
  const ended = groups.flatMap(({ runId, tree }) =>
    tree?.parentRunId === undefined ? [] : [{ runId, parentRunId: tree.parentRunId }],
  );
  if (ended.length === 0) return nothing(endCasts.length);
  return [plainArray(ended, ({ runId }) => runId), plainArray(ended, ({ parentRunId }) => parentRunId)];
}

function waitValues(groups: readonly Group[]): unknown[] {
  const waiting = groups.flatMap(({ runId, tree }) =>
    tree?.awaits === undefined ? [] : [{ runId, sets: tree.awaits }],
  );
  if (waiting.length === 0) return nothing(waitCasts.length);
  return [plainArray(waiting, ({ runId }) => runId), textArray(waiting, ({ sets }) => JSON.stringify(sets))];
}

function cancelValues(groups: readonly Group[]): unknown[] {
  const cancelled = groups.filter(({ tree }) => tree?.cancelsChildren === true);
  if (cancelled.length === 0) return nothing(cancelCasts.length);
  return [plainArray(cancelled, ({ runId }) => runId)];
}

const startCasts = [
  ...["uuid[]", "uuid[]", "boolean[]", "text[]", "text[]", "text[]", "smallint[]", "bigint[]"],
  ...["integer[]", "integer[]", "bytea", "bytea"],
];
const endCasts = ["uuid[]", "uuid[]"];
const waitCasts = ["uuid[]", "text[]"];
const cancelCasts = ["uuid[]"];
const treeCasts = ["uuid[]", ...startCasts, ...endCasts, ...waitCasts, ...cancelCasts];
