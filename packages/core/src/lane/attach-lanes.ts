import type { MigrationSet } from "../database/migrate.ts";
import type { Json } from "../decode/json.ts";
import { isShowable } from "../decode/path.ts";
import { ScoriaError } from "../errors/scoria-error.ts";
import type { StepPowersOf } from "../execution/handler-context.ts";
import type { Entry } from "../journal/entry.ts";
import type { AttachedLane, Lane, LaneCall, LaneHost, LaneParts } from "./lane.ts";

interface LiveLane {
  readonly api?: unknown;
  readonly step?: (call: LaneCall) => unknown;
  readonly detail?: (entries: readonly Entry[]) => unknown;
}

/** The lanes of one facade at work. */
export interface AttachedLanes {
  /** What each lane adds to the facade. */
  readonly api: Readonly<Record<string, unknown>>;
  readonly stepPowers: StepPowersOf;
  /** Each lane's projection of a run. */
  readonly details: (entries: readonly Entry[]) => Readonly<Record<string, unknown>>;
}

/**
 * Reads the `lanes` of the host: a record whose keys repeat the lanes' names; an undefined one is left out.
 *
 * @throws LANE_INVALID
 */
export function readLanes(value: unknown): readonly Lane[] {
  if (value === undefined) return [];
  if (typeof value !== "object" || value === null)
    throw laneInvalid(null, "`lanes` must be an object of lanes by name");
  return Object.entries(value as Record<string, Lane | undefined>).flatMap(([key, lane]) => {
    if (lane === undefined) return [];
    if (typeof lane?.attach !== "function" || !Array.isArray(lane.migrations)) {
      throw laneInvalid(key, "it is not a lane: pass what the lane's package makes, such as handoffLane()");
    }
    if (lane.name !== key) throw laneInvalid(key, "its key must repeat the lane's own name");
    return [lane];
  });
}

/** The migrations that these lanes bring, in the order of the lanes. */
export function laneMigrations(lanes: readonly Lane[]): readonly MigrationSet[] {
  return lanes
    .filter((lane) => lane.migrations.length > 0)
    .map(({ name, migrations }) => ({ owner: name, migrations }));
}

/** @throws LANE_INVALID when a lane's name is taken on the facade (`taken`) */
export function attachLanes(lanes: readonly Lane[], host: LaneHost, taken: readonly string[]): AttachedLanes {
  const attached = lanes.map((lane) => {
    if (taken.includes(lane.name)) throw laneInvalid(lane.name, "this name belongs to the core");
    const live: LiveLane = lane.attach(host) satisfies AttachedLane<LaneParts>;
    return { name: lane.name, live };
  });
  const collect = (pick: (live: LiveLane) => unknown): Readonly<Record<string, unknown>> =>
    Object.fromEntries(
      attached.flatMap(({ name, live }) => {
        const part = pick(live);
        return part === undefined ? [] : [[name, part]];
      }),
    );
  return {
    api: collect((live) => live.api),
    stepPowers: (call) => collect((live) => live.step?.(call)),
    details: (entries) => collect((live) => live.detail?.(entries)),
  };
}

function laneInvalid(key: string | null, what: string): ScoriaError<"LANE_INVALID"> {
  const lane = key !== null && isShowable(key) ? key : null;
  const details: { readonly lane: Json } = { lane };
  return new ScoriaError(
    "LANE_INVALID",
    lane === null ? `${what}.` : `Lane "${lane}" cannot be attached: ${what}.`,
    details,
  );
}
