import { asScoriaError } from "../database/classify-error.ts";
import type { Core } from "../core.ts";
import type { Json, JsonObject } from "../decode/json.ts";
import { resolveDefaults } from "../defaults/resolve-defaults.ts";
import { isScoriaError } from "../errors/scoria-error.ts";
import { failPoint } from "../fail-points.ts";
import { recordedIdentity } from "../identity/identity.ts";
import { forOneCall } from "../patience.ts";
import { defaultPlace } from "../queues/queue-place.ts";
import { ownKeyPrefix, type ReadStart } from "../runs/read-start.ts";
import { queueDecoded } from "../runs/start-run.ts";
import { dueFires } from "./due-fires.ts";
import { Cadences, type ScheduleRow } from "./schedule-row.ts";

/** How many schedules are dealt with between two looks at the database. */
const schedulesAtOnce = 100;
/** How many runs are started side by side: they share commits, and their inputs fit into what a process may hold unwritten. */
const startsAtOnce = 32;
/** How long nobody else is given what this node took: a node that dies holds its schedules up for as long. */
const holdMs = 15_000;

interface TakenSchedule extends ScheduleRow {
  readonly next_at: Date;
  /** When it was taken, by the database's clock. */
  readonly moment: Date;
}

interface Fire {
  readonly of: TakenSchedule;
  readonly dueAt: Date;
}

/** What became of one schedule, so that it can be moved on. */
interface Moved {
  readonly of: TakenSchedule;
  readonly nextAt: Date | null;
  /** The latest fire that a run was started for; null: none was. */
  readonly last: { readonly dueAt: Date; readonly runId: string } | null;
}

/**
 * Starts the runs of all schedules that are due, for every tenant, and moves these on.
 *
 * Each run is started by a key of its schedule and its time, so that it is there once however often this is begun anew, and
 * only then is the schedule moved on. What fails is logged and left as it is: it is due again when the hold is over.
 */
export async function fireSchedules(core: Core): Promise<void> {
  for (;;) {
    const taken = await takeDue(core);
    await fireTaken(core, taken);
    if (taken.length < schedulesAtOnce || core.isClosed()) return;
  }
}

async function takeDue(core: Core): Promise<readonly TakenSchedule[]> {
  const { rows } = await core.database.control.query<TakenSchedule>({
    name: "scoria_take_due_schedules",
    text: "select (t.schedule).*, t.moment from scoria.take_due_schedules($1, $2) t",
    values: [holdMs, schedulesAtOnce],
  });
  return rows;
}

async function fireTaken(core: Core, taken: readonly TakenSchedule[]): Promise<void> {
  if (taken.length === 0) return;
  const cadences = new Cadences();
  const fires: Fire[] = [];
  const nextTimes = new Map<TakenSchedule, Date | null>();
  for (const schedule of taken) {
    try {
      const cadence = cadences.of(schedule);
      const due = dueFires(cadence, { nextAt: schedule.next_at, missed: schedule.missed }, schedule.moment);
      nextTimes.set(schedule, cadence.next(schedule.moment));
      fires.push(...due.map((dueAt): Fire => ({ of: schedule, dueAt })));
    } catch (error) {
      logFailed(core, schedule, error);
    }
  }
  const lasts = new Map<TakenSchedule, Moved["last"]>();
  const failed = new Set<TakenSchedule>();
  for (let from = 0; from < fires.length; from += startsAtOnce) {
    // What was started is found by its key, by whoever is given these next.
    if (core.isClosed()) return;
    await Promise.all(
      fires.slice(from, from + startsAtOnce).map(async ({ of, dueAt }) => {
        try {
          lasts.set(of, latestOf(lasts.get(of), { dueAt, runId: await start(core, of, dueAt) }));
        } catch (error) {
          if (!failed.has(of)) logFailed(core, of, error);
          failed.add(of);
        }
      }),
    );
  }
  if (fires.length > 0) await failPoint("schedule.after-start");
  await moveOn(
    core,
    [...nextTimes]
      .filter(([of]) => !failed.has(of))
      .map(([of, nextAt]): Moved => ({ of, nextAt, last: lasts.get(of) ?? null })),
  );
}

/** Starts one run, or finds the one that was started for this fire before. */
async function start(core: Core, schedule: TakenSchedule, dueAt: Date): Promise<string> {
  const call = forOneCall(core);
  const who = recordedIdentity({
    actorId: schedule.actor_id,
    tenantId: schedule.tenant_id,
    sessionId: schedule.session_id,
    metadata: JSON.parse(schedule.identity_metadata) as JsonObject,
  });
  const inputText = schedule.input ?? undefined;
  const decoded: ReadStart = {
    kind: schedule.kind,
    rootRole: schedule.root_role,
    input: inputText === undefined ? undefined : (JSON.parse(inputText) as Json),
    inputText,
    givenText: schedule.input,
    idempotencyKey: `${ownKeyPrefix}schedule:${schedule.schedule_id}:${dueAt.getTime()}`,
    metadata: JSON.parse(schedule.metadata) as JsonObject,
    rails: core.rails,
    runtime: await resolveDefaults(core, who),
    asked: {},
    lanes: {},
    place: defaultPlace,
    schedule: { dueAt: dueAt.getTime(), name: schedule.name },
  };
  try {
    return (await queueDecoded(call, who, decoded)).runId;
  } catch (error) {
    // It was set to something else after a node had started this run and before that node could move it on.
    if (isScoriaError(error, "IDEMPOTENCY_MISMATCH")) return String((error.details as { runId?: unknown }).runId);
    throw error;
  }
}

async function moveOn(core: Core, moved: readonly Moved[]): Promise<void> {
  await core.database.control.query({
    name: "scoria_move_schedules",
    text: `
select scoria.move_schedules(
  $1::uuid[], $2::integer[], $3::timestamptz[], $4::timestamptz[], $5::timestamptz[], $6::uuid[])`,
    values: [
      moved.map(({ of }) => of.schedule_id),
      moved.map(({ of }) => of.version),
      moved.map(({ of }) => of.next_at.toISOString()),
      moved.map(({ nextAt }) => nextAt?.toISOString() ?? null),
      moved.map(({ last }) => last?.dueAt.toISOString() ?? null),
      moved.map(({ last }) => last?.runId ?? null),
    ],
  });
}

function latestOf(known: Moved["last"] | undefined, one: NonNullable<Moved["last"]>): Moved["last"] {
  return known === undefined || known === null || known.dueAt < one.dueAt ? one : known;
}

function logFailed(core: Core, { name, tenant_id: tenantId }: TakenSchedule, error: unknown): void {
  const { code, message } = asScoriaError(error, "starting the run of a schedule");
  core.logger.warn(`${message} The fire of the schedule is tried again in ${holdMs / 1_000} seconds.`, {
    code,
    schedule: name,
    tenantId,
  });
}
