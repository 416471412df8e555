/** Tells those who wait in this process that a run may stand elsewhere now. A hint: who hears nothing polls. */
export class RunChanges {
  readonly #waiting = new Map<string, Set<() => void>>();

  changed(runId: string): void {
    for (const wake of this.#waiting.get(runId) ?? []) wake();
  }

  /** Wakes everybody: the facade closes. */
  allChanged(): void {
    for (const runId of this.#waiting.keys()) this.changed(runId);
  }

  /** Calls `wake` at each change until the returned function is called. */
  watch(runId: string, wake: () => void): () => void {
    const watchers = this.#waiting.get(runId) ?? new Set();
    this.#waiting.set(runId, watchers.add(wake));
    return () => {
      watchers.delete(wake);
      if (watchers.size === 0) this.#waiting.delete(runId);
    };
  }
}
