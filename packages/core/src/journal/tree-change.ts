import type { StoredEntry } from "./entry.ts";

/** A run that begins with the entry of another: queued, under that run's identity. */
export interface StartedRun {
  /** Its `run.started`. */
  readonly entry: StoredEntry;
  readonly kind: string;
  readonly rootRole: string;
  /** Canonical JSON text. */
  readonly metadata: string;
  readonly format: number;
  /** It is the next of a chain, and has the parent of the run that starts it; else it is that run's child. */
  readonly continues: boolean;
}

/** What a group of entries does to other runs of its tree, in the same commit. */
export interface TreeChange {
  readonly starts?: readonly StartedRun[];
  /** The run ends, and this is its parent, which may wait for it. */
  readonly parentRunId?: string;
  /** The run waits for children, in sets: it goes on when all of one set have ended. */
  readonly awaits?: readonly (readonly string[])[];
  /** The run was cancelled, and so are its children. */
  readonly cancelsChildren?: true;
}

/** What batches that share a group do together. A head changes once in a group, so only starts can come from several. */
export function joinTrees(trees: readonly TreeChange[]): TreeChange | undefined {
  if (trees.length < 2) return trees[0];
  const starts = trees.flatMap((tree) => tree.starts ?? []);
  return { ...Object.assign({}, ...trees), ...(starts.length === 0 ? {} : { starts }) } as TreeChange;
}
