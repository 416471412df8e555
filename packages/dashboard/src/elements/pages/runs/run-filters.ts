import type { Filter } from "../../parts/filter-bar.ts";
import { texts } from "../../texts/texts.ts";

const { filters } = texts.runs;

export const statusTabs: readonly { readonly status: string; readonly title: string }[] = [
  { status: "", title: filters.allStatuses },
  ...(["queued", "running", "waiting", "completed", "failed", "halted", "cancelled"] as const).map((status) => ({
    status,
    title: texts.status[status],
  })),
];

export const runFilters: readonly Filter[] = [
  { kind: "search", name: "runId", label: filters.runId, hint: filters.runIdHint },
  { kind: "text", name: "kind", label: filters.kind },
  { kind: "text", name: "sessionId", label: filters.session },
  { kind: "text", name: "actorId", label: filters.actor },
  { kind: "text", name: "queue", label: filters.queue },
  {
    kind: "choice",
    name: "waitingFor",
    label: filters.waitingFor,
    choices: (["approval", "timer", "signal", "runs", "operator"] as const).map((value) => ({
      value,
      text: texts.waitKinds[value],
    })),
  },
  {
    kind: "choice",
    name: "since",
    label: filters.since,
    choices: (["1h", "24h", "7d"] as const).map((value) => ({ value, text: filters.stretches[value] })),
  },
];
