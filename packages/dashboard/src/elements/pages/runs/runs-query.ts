import type { RunsQuery, RunStatus } from "../../../wire/index.ts";

/** The names by which a list of runs is narrowed in the address. */
export type RunsFilter = "status" | "runId" | "kind" | "sessionId" | "actorId" | "queue" | "waitingFor" | "since";

const hour = 3_600_000;
const stretches: Readonly<Record<string, number>> = { "1h": hour, "24h": 24 * hour, "7d": 7 * 24 * hour };

const waits = ["approval", "timer", "signal", "runs", "operator"] as const;

/** What the address asks the API for. What does not fit is left out: an address may be of another version. */
export function runsQueryOf(address: URLSearchParams, now: Date): RunsQuery {
  const text = (name: RunsFilter): string | undefined => address.get(name) || undefined;
  const status = text("status")?.split(",") as RunStatus[] | undefined;
  const waitingFor = waits.find((one) => one === text("waitingFor"));
  const stretch = stretches[text("since") ?? ""];
  return {
    ...given("status", status),
    ...given("runId", text("runId")?.toLowerCase()),
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
