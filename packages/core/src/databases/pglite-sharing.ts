import type { EmbeddedInstance } from "./pglite-instance.ts";

/** One share in an instance. */
export interface InstanceShare {
  readonly instance: EmbeddedInstance;
  /** Whether it was started for this share. */
  readonly isFirst: boolean;
  /** The last one to leave closes the instance, and this resolves when it is closed. */
  readonly leave: () => Promise<void>;
}

interface SharedInstance {
  readonly started: Promise<EmbeddedInstance>;
  shares: number;
  /** Set when the last share was left; never rejects. */
  closed: Promise<void> | undefined;
}

/**
 * By the folder's real path. On `globalThis`, as development servers evaluate modules again and a second engine on one
 * folder destroys it. The number stands for `EmbeddedInstance`, `SharedInstance` and the lock: a copy of this package that
 * has another number does not see these, and is refused by the lock of the folder.
 */
const registryKey = Symbol.for("@scoria/core: embedded databases, 2");

/** Answers the instance that this process has on `folder`, and starts it when there is none. */
export async function shareInstance(folder: string, start: () => Promise<EmbeddedInstance>): Promise<InstanceShare> {
  const shared = sharedInstances();
  for (;;) {
    const there = shared.get(folder);
    if (there === undefined) return begin(shared, folder, start);
    if (there.closed === undefined) {
      there.shares += 1;
      return { instance: await there.started, isFirst: false, leave: leaving(shared, folder, there) };
    }
    await there.closed;
  }
}

async function begin(
  shared: Map<string, SharedInstance>,
  folder: string,
  start: () => Promise<EmbeddedInstance>,
): Promise<InstanceShare> {
  const fresh: SharedInstance = { started: start(), shares: 1, closed: undefined };
  shared.set(folder, fresh);
  try {
    return { instance: await fresh.started, isFirst: true, leave: leaving(shared, folder, fresh) };
  } catch (error) {
    shared.delete(folder);
    throw error;
  }
}

function leaving(shared: Map<string, SharedInstance>, folder: string, left: SharedInstance): () => Promise<void> {
  const close = async (): Promise<void> => {
    try {
      await (await left.started).close();
    } finally {
      shared.delete(folder);
    }
  };
  let answer: Promise<void> | undefined;
  const leave = (): Promise<void> => {
    left.shares -= 1;
    if (left.shares > 0) return Promise.resolve();
    const closing = close();
    left.closed = closing.catch(() => undefined);
    return closing;
  };
  return () => (answer ??= leave());
}

function sharedInstances(): Map<string, SharedInstance> {
  const holder = globalThis as { [registryKey]?: Map<string, SharedInstance> };
  return (holder[registryKey] ??= new Map());
}
