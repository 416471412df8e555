import type { RunsFilter } from "@scoria/core";

/** The filters of `listRuns`, each with values that many runs have, some, few, and none. */
export function filtersAround(runId: string, at: Date): Readonly<Record<string, RunsFilter>> {
  return {
    completed: { status: "completed" },
    running: { status: "running" },
    queued: { status: "queued" },
    waiting: { status: "waiting" },
    failed: { status: "failed" },
    halted: { status: "halted" },
    "went wrong": { status: ["failed", "cancelled", "halted"] },
    "running or completed": { status: ["running", "completed"] },
    "of most": { kind: "refund" },
    "of a kind that never fails": { kind: "answer" },
    "of a rare kind": { kind: "rare" },
    "of no kind": { kind: "never" },
    "of an actor": { actorId: "actor-7" },
    "of nobody": { actorId: "nobody" },
    "in a session": { sessionId: "chat-1000" },
    "in a long session": { sessionId: "chat-long" },
    "in no session": { sessionId: "never" },
    "in most's queue": { queue: "default" },
    "in a small queue": { queue: "bulk" },
    "in no queue": { queue: "never" },
    "for approval": { waitingFor: "approval" },
    "for a timer": { waitingFor: "timer" },
    "for an operator": { waitingFor: "operator" },
    "like an id": { runId: runId.slice(0, 9) },
    before: { createdBefore: at },
    after: { createdAfter: at },
  };
}

/** All of them alone, and all pairs that say something together. */
export function withPairs(filters: Readonly<Record<string, RunsFilter>>): Readonly<Record<string, RunsFilter>> {
  const given = Object.entries(filters);
  const pairs = given.flatMap(([name, filter], at) =>
    given.slice(at + 1).flatMap(([other, more]) => {
      const isAboutTheSame = Object.keys(filter).some((key) => key in more);
      return isAboutTheSame ? [] : [[`${name}, ${other}`, { ...filter, ...more }] as const];
    }),
  );
  return { all: {}, ...filters, ...Object.fromEntries(pairs) };
}
