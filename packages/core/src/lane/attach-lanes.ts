import { isShowable } from "../decode/path.ts";
import type { MigrationSet } from "../database/migrate.ts";
import type { CallOfLane } from "../execution/handler-context.ts";
import type { HandlerTable } from "../execution/handler-table.ts";
import { isCoreWord, type EntryWithPayload } from "../journal/entry.ts";
import type { LaneCall } from "./lane-call.ts";
import type { LaneGates } from "./lane-gates.ts";
import { laneHost, type LaneGround } from "./open-lane-host.ts";
import type { AttachedLane, Lane, LaneExtension, LaneParts, LaneWork } from "./lane.ts";
import type { LaneStartOptions } from "./lane-start.ts";
import { checkFollow, checkJobs, checkOperator, laneInvalid } from "./check-lane.ts";

interface LiveLane extends LaneWork {
  readonly api?: unknown;
  readonly step?: (call: LaneCall) => unknown;
  readonly startOptions?: LaneStartOptions;
  readonly detail?: (entries: readonly EntryWithPayload[]) => unknown;
}

interface NamedLane {
  readonly name: string;
  readonly live: LiveLane;
}

/** One gate and the lane that it belongs to. */
interface Gate<Name extends keyof LaneGates> {
  readonly lane: string;
  readonly ask: NonNullable<LaneGates[Name]>;
}

/** The lanes of one facade at work. */
export interface AttachedLanes {
  /** What each lane adds to the facade. */
  readonly api: Readonly<Record<string, unknown>>;
  /** What each lane adds to the `ctx` of one handler. */
  readonly stepPowers: (callOf: CallOfLane) => Readonly<Record<string, unknown>>;
  /** Each lane's projection of a run. */
  readonly details: (entries: readonly EntryWithPayload[]) => Readonly<Record<string, unknown>>;
  /** How each lane takes its options on a start, in the order of the lanes. */
  readonly starts: ReadonlyMap<string, LaneStartOptions>;
  readonly stepGates: readonly Gate<"beforeStep">[];
  readonly completionGates: readonly Gate<"beforeComplete">[];
  /** What the lanes do beside a run's own work, by lane. */
  readonly work: readonly (Pick<LaneWork, "follow" | "jobs" | "operator"> & { readonly lane: string })[];
  /** The handlers that the lanes bring. */
  readonly handlers: HandlerTable;
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

/** The migrations that these lanes bring, in the order of the lanes, and what the database must have for them. */
export function laneMigrations(lanes: readonly Lane[]): readonly MigrationSet[] {
  return lanes
    .filter((lane) => lane.migrations.length > 0 || laneExtensions([lane]).length > 0)
    .map((lane) => ({ owner: lane.name, migrations: lane.migrations, extensions: laneExtensions([lane]) }));
}

/** What these lanes need the database to have. */
export function laneExtensions(lanes: readonly Lane[]): readonly LaneExtension[] {
  return lanes.flatMap(({ extensions = [] }) => extensions);
}

/**
 * Attaches the lanes, in their order. `ground` is what the verbs of their hosts stand on once the facade is open.
 *
 * @throws LANE_INVALID when a lane's name is taken on the facade (`taken`), or a part of it is not what it should be
 */
export function attachLanes(lanes: readonly Lane[], ground: LaneGround, taken: readonly string[]): AttachedLanes {
  const handlers = new Map<string, HandlerTable extends ReadonlyMap<string, infer Handler> ? Handler : never>();
  const attached = lanes.map((lane): NamedLane => {
    const { name } = lane;
    if (taken.includes(name) || isCoreWord(name)) throw laneInvalid(name, "this name belongs to the core");
    if (!/^[a-z][a-z0-9-]{0,62}$/.test(name)) throw laneInvalid(name, "its name must be a lower-case word");
    const { host, attachDone } = laneHost(name, ground, (kind, handler) => {
      if (handlers.has(kind) || ground.options.handlers.has(kind)) {
        throw laneInvalid(name, `its handler "${isShowable(kind) ? kind : "[kind]"}" is registered already`);
      }
      handlers.set(kind, handler);
    });
    const live: LiveLane = lane.attach(host) satisfies AttachedLane<LaneParts>;
    attachDone();
    checkFollow(name, live.follow);
    checkJobs(name, live.jobs);
    checkOperator(name, live.operator);
    return { name, live };
  });
  return {
    api: collect(attached, ({ api }) => api),
    stepPowers: (callOf) => collect(attached, ({ step }, name) => step?.(callOf(name))),
    details: (entries) => collect(attached, ({ detail }) => detail?.(entries)),
    starts: new Map(
      attached.flatMap(({ name, live: { startOptions } }) =>
        startOptions === undefined ? [] : [[name, startOptions]],
      ),
    ),
    stepGates: gatesOf(attached, "beforeStep"),
    completionGates: gatesOf(attached, "beforeComplete"),
    work: attached.map(({ name, live: { follow, jobs, operator } }) => ({
      lane: name,
      ...(follow === undefined ? {} : { follow }),
      ...(jobs === undefined ? {} : { jobs }),
      ...(operator === undefined ? {} : { operator }),
    })),
    handlers,
  };
}

/** Only parts that a lane has: a lane without a part leaves no key. */
function collect(
  lanes: readonly NamedLane[],
  pick: (live: LiveLane, name: string) => unknown,
): Readonly<Record<string, unknown>> {
  return Object.fromEntries(
    lanes.flatMap(({ name, live }) => {
      const part = pick(live, name);
      return part === undefined ? [] : [[name, part]];
    }),
  );
}

function gatesOf<Name extends keyof LaneGates>(lanes: readonly NamedLane[], name: Name): readonly Gate<Name>[] {
  return lanes.flatMap(({ name: lane, live }) => {
    const ask = live.gates?.[name];
    return ask === undefined ? [] : [{ lane, ask }];
  });
}
