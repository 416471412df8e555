import type { RunRuntime } from "./run-runtime.ts";

/** Freezes a runtime that was read from a journal, all the way down, so that a handler can be handed the very object. */
export function freezeRuntime(runtime: RunRuntime): void {
  freezeAll(runtime);
}

function freezeAll(value: unknown): void {
  if (typeof value !== "object" || value === null) return;
  for (const part of Object.values(value)) freezeAll(part);
  Object.freeze(value);
}
