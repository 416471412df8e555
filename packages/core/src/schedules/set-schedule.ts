import { askDatabase } from "../ask-database.ts";
import type { Core } from "../core.ts";
import { canonicalJson } from "../decode/canonical-json.ts";
import { limits } from "../decode/limits.ts";
import { readBoolean, readEnum, readString } from "../decode/option-values.ts";
import { readOptions } from "../decode/read-options.ts";
import { invalidInput } from "../errors/core-errors.ts";
import { identity, readIdentity } from "../identity/identity.ts";
import { newUuidV7 } from "../ids/uuid-v7.ts";
import { readStart } from "../runs/read-start.ts";
import { cadenceOf, readCadence } from "./cadence.ts";
import type { MissedFires, ScheduleRecord } from "./schedule.ts";
import { Cadences, toSchedule, type ScheduleRow } from "./schedule-row.ts";

const scheduleKeys = [
  "kind",
  "cron",
  "timeZone",
  "input",
  "rootRole",
  "metadata",
  "sessionId",
  "missed",
  "paused",
] as const;
const policies: readonly MissedFires[] = ["skip", "latest", "all"];

/** Makes a schedule, or gives the one of that name other values. The same values change nothing. */
export async function setSchedule(
  core: Core,
  givenWho: unknown,
  givenName: unknown,
  options: unknown,
): Promise<ScheduleRecord> {
  const who = readIdentity(givenWho);
  const name = readScheduleName(givenName);
  const given = readOptions(options, scheduleKeys, "schedules.set");
  const { cron, timeZone } = readCadence(given.cron, given.timeZone);
  const missed = given.missed === undefined ? "latest" : readEnum(given.missed, "missed", policies);
  const pausing = given.paused === undefined ? null : readBoolean(given.paused, "paused");
  const { actorId, tenantId, sessionId, metadata } =
    given.sessionId === undefined ? who : identity({ ...who, sessionId: given.sessionId as string | null });
  const { input, rootRole, metadata: runMetadata } = given;
  const start = await readStart(core, async () => core.defaults.app, {
    initialStep: { kind: given.kind },
    ...(input === undefined ? {} : { input }),
    ...(rootRole === undefined ? {} : { rootRole }),
    ...(runMetadata === undefined ? {} : { metadata: runMetadata }),
  });
  const { rows: clock } = await askDatabase(core, "setting a schedule", () =>
    core.database.control.query<{ moment: Date }>({ text: "select scoria.clock() as moment", values: [] }),
  );
  const firstAt = cadenceOf(cron, timeZone).next(clock[0]?.moment ?? new Date(core.databaseNow()));
  if (firstAt === null)
    throw invalidInput("cron", "never comes round: no date fits all of its fields. Change one of them");
  const { rows } = await askDatabase(core, "setting a schedule", () =>
    core.database.control.query<ScheduleRow>({
      name: "scoria_set_schedule",
      text: `
select * from scoria.set_schedule(
  $1, $2, $3::uuid, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14::boolean, $15::timestamptz)`,
      values: [
        tenantId,
        name,
        newUuidV7(core.databaseNow()),
        actorId,
        sessionId,
        canonicalJson(metadata),
        start.kind,
        start.rootRole,
        start.inputText ?? null,
        canonicalJson(start.metadata),
        cron,
        timeZone,
        missed,
        pausing,
        firstAt.toISOString(),
      ],
    }),
  );
  const [row] = rows;
  if (row === undefined) throw new Error("A schedule was set and is not there.");
  return toSchedule(row, new Cadences());
}

/** @throws INVALID_INPUT */
export function readScheduleName(value: unknown): string {
  return readString(value, "name", { maxCharacters: limits.nameCharacters });
}
