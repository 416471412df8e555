import type { HostileRun } from "./hostile-desk.ts";
import type { ViewToSee } from "./survey.ts";

const at = (path: string, narrowed: Readonly<Record<string, string>> = {}): string =>
  `${path}?${String(new URLSearchParams(narrowed))}`;

/**
 * Views of the whole dashboard in which every text of every run is to be read somewhere, and those of `count` runs, spread over
 * all, in their approvals and in a filter too.
 */
export function viewsOf(
  runs: readonly HostileRun[],
  delegated: readonly string[],
  count: number,
): readonly ViewToSee[] {
  const all = runs.map(({ payload }) => payload);
  const some = runs.filter((_, at) => (at * count) % runs.length < count);
  return [
    { path: "/", texts: [] },
    { path: "/approvals", texts: [] },
    { path: "/approvals?status=decided", texts: [] },
    { path: "/sessions", texts: [] },
    // White space around a name is cut off by the engine.
    { path: "/queues", texts: all.map((payload) => payload.trim()) },
    { path: "/schedules", texts: [] },
    { path: "/nodes", texts: [] },
    { path: "/start", texts: [] },
    ...runs.map(({ payload, runId }): ViewToSee => ({ path: `/workflows/${runId}`, texts: [payload] })),
    ...some.flatMap(({ payload, decided }): readonly ViewToSee[] => [
      { path: at("/workflows", { kind: payload.trim() }), texts: [payload] },
      { path: `/approvals/${decided}`, texts: [payload] },
    ]),
    ...some.flatMap(({ payload, pending }): readonly ViewToSee[] =>
      pending === undefined ? [] : [{ path: `/approvals/${pending}`, texts: [payload], press: "Approve…" }],
    ),
    ...delegated.map((runId): ViewToSee => ({ path: `/workflows/${runId}`, texts: [] })),
  ];
}
