import type { RunsQuery, RunStatus } from "../../../wire/index.ts";

/** The names by which a list of runs is narrowed in the address. */
export type RunsFilter = "status" | "runId" | "kind" | "sessionId" | "actorId" | "queue" | "waitingFor" | "since";

const hour = 3_600_000;
const stretches: Readonly<Record<string, number>> = { "1h": hour, "24h": 24 * hour, "7d": 7 * 24 * hour };

const waits = ["approval", "timer", "signal", "runs", "operator"] as const;

const statuses: readonly string[] = [
  "queued",
  "running",
  "waiting",
  "completed",
  "failed",
  "cancelled",
  "halted",
] satisfies readonly RunStatus[];

/** How the id of a run begins. */
const beginOfId = /^[0-9a-f-]{4,36}$/;

/**
 * What the address asks the API for. What does not fit is left out: an address may be of another version. `undefined`: it
 * searches for what no run's id begins with.
 */
export function runsQueryOf(address: URLSearchParams, now: Date): RunsQuery | undefined {
  const text = (name: RunsFilter): string | undefined => address.get(name)?.trim() || undefined;
  const known = text("status")
    ?.split(",")
    .filter((status): status is RunStatus => statuses.includes(status));
  const status = known?.length === 0 ? undefined : known;
  const runId = text("runId")?.toLowerCase();
  if (runId !== undefined && !beginOfId.test(runId)) return undefined;
  const waitingFor = waits.find((one) => one === text("waitingFor"));
  const stretch = stretches[text("since") ?? ""];
  return {
    ...given("status", status),
    ...given("runId", runId),
    ...given("kind", text("kind")),
    ...given("sessionId", text("sessionId")),
    ...given("actorId", text("actorId")),
    ...given("queue", text("queue")),
    ...given("waitingFor", waitingFor),
    ...given("createdAfter", stretch === undefined ? undefined : new Date(now.getTime() - stretch).toISOString()),
  };
}

function given<Name extends keyof RunsQuery>(
  name: Name,
  value: RunsQuery[Name] | undefined,
): Pick<RunsQuery, Name> | object {
  return value === undefined ? {} : { [name]: value };
}
