import type { HostileRun } from "./hostile-desk.ts";
import type { ViewToSee } from "./survey.ts";

const at = (path: string, narrowed: Readonly<Record<string, string>> = {}): string =>
  `${path}?${String(new URLSearchParams(narrowed))}`;

/** Beside its run, a payload stands in an approval and in a filter: of those, one in so many is looked at. */
const sampled = 6;

const isSampled = (_: HostileRun, at: number): boolean => at % sampled === 0;

/** Views of the whole dashboard in which every text of every run is to be read somewhere. */
export function viewsOf(runs: readonly HostileRun[], delegated: readonly string[]): readonly ViewToSee[] {
  const all = runs.map(({ payload }) => payload);
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
    ...runs.filter(isSampled).flatMap(({ payload, decided }): readonly ViewToSee[] => [
      { path: at("/workflows", { kind: payload.trim() }), texts: [payload] },
      { path: `/approvals/${decided}`, texts: [payload] },
    ]),
    ...runs
      .filter(isSampled)
      .flatMap(({ payload, pending }): readonly ViewToSee[] =>
        pending === undefined ? [] : [{ path: `/approvals/${pending}`, texts: [payload], press: "Approve…" }],
      ),
    ...delegated.map((runId): ViewToSee => ({ path: `/workflows/${runId}`, texts: [] })),
  ];
}
