import type { StoredEntry } from "../../../src/journal/entry.ts";

interface RunWithJournal {
  readonly entries: readonly StoredEntry[];
}

/**
 * How many entries were recorded for an owner who was none any more: they stand behind one of a later epoch, or hold the
 * answer of another process than the one to which their epoch belongs.
 */
export function staleRecords(runs: readonly RunWithJournal[]): number {
  return runs.reduce((all, { entries }) => all + staleIn(entries), 0);
}

function staleIn(entries: readonly StoredEntry[]): number {
  const owners = new Map<number, string>();
  let newest = 0;
  let stale = 0;
  for (const { epoch, type, payload } of entries) {
    const { node, result } = JSON.parse(payload) as { readonly node?: string; readonly result?: string };
    if (node !== undefined) owners.set(epoch, nameOf(node));
    const by = type === "step.completed" ? result : undefined;
    // The first owner of a run is named by no entry but its own results.
    if (by !== undefined && !owners.has(epoch)) owners.set(epoch, by);
    if (epoch < newest || (by !== undefined && owners.get(epoch) !== by)) stale += 1;
    newest = Math.max(newest, epoch);
  }
  return stale;
}

/** The name of a node is what stands before its boot id. */
function nameOf(node: string): string {
  return node.slice(0, node.lastIndexOf("/"));
}
