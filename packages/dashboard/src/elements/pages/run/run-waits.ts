import type { Json } from "@scoria/core";
import type { EntryView, RunView, WaitingForView } from "../../../wire/index.ts";

/** A stretch in which a run did nothing. Times are ms since 1970. */
export interface Wait {
  /** What for; `start`: for its turn or its hour; `retry`: it had failed; `unknown`: what is recorded of it was removed. */
  readonly kind: WaitingForView["kind"] | "start" | "retry" | "unknown";
  readonly from: number;
  /** `undefined` while it lasts. */
  readonly to: number | undefined;
}

const ends: ReadonlySet<string> = new Set(["run.completed", "run.failed", "run.cancelled", "run.halted"]);

/** When the run waited, in order. The journal says it, as far as it is known. */
export function waitsOf(run: RunView, entries: readonly EntryView[]): readonly Wait[] {
  const waits: Wait[] = [];
  let open: Omit<Wait, "to"> | undefined;
  const close = (to: number | undefined): void => {
    if (open !== undefined && (to === undefined || to > open.from)) waits.push({ ...open, to });
    open = undefined;
  };
  const isOver = run.finishedAt !== undefined;
  if (run.startedAt === undefined ? !isOver : run.startedAt > run.createdAt) {
    open = { kind: "start", from: Date.parse(run.createdAt) };
    close(run.startedAt === undefined ? undefined : Date.parse(run.startedAt));
  }
  for (const entry of entries) {
    const at = Date.parse(entry.at);
    if (entry.type === "run.waiting") {
      close(at);
      open = { kind: waitKindOf(entry.payload), from: at };
    } else if (entry.type === "run.failed") {
      close(at);
      open = { kind: "retry", from: at };
    } else if (entry.type === "run.resumed" || entry.type === "run.retried" || ends.has(entry.type)) {
      close(at);
    }
  }
  if (open?.kind !== "retry" && !isOver) close(undefined);
  return waits;
}

function waitKindOf(payload: Json | undefined): Wait["kind"] {
  const { waitingFor } = (payload ?? {}) as { readonly waitingFor?: { readonly kind?: WaitingForView["kind"] } };
  return waitingFor?.kind ?? "unknown";
}
