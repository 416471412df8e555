import { askDatabase } from "../ask-database.ts";
import type { Core } from "../core.ts";
import type { Connection } from "../database.ts";
import { asScoriaError } from "../database/classify-error.ts";
import type { JsonObject } from "../decode/json.ts";
import { limits } from "../decode/limits.ts";
import { resolveDefaults } from "../defaults/resolve-defaults.ts";
import { readPositiveInteger, readString } from "../decode/option-values.ts";
import { snapshot } from "../decode/snapshot.ts";
import { invalidInput, runNotFound } from "../errors/core-errors.ts";
import { ScoriaError } from "../errors/scoria-error.ts";
import type { RegisteredHandler } from "../execution/handler-table.ts";
import { queueInnerHandler } from "../execution/inner-handler.ts";
import { payloadText } from "../execution/payloads.ts";
import type { CoreContext } from "../handlers/handler.ts";
import { readIdentity } from "../identity/identity.ts";
import { readWho } from "../identity/operator-scope.ts";
import { readRunId } from "../ids/run-id.ts";
import { newUuidV7 } from "../ids/uuid-v7.ts";
import { hasPayload, toEntry } from "../journal/entry.ts";
import { getRun, getRunDetail, requireJournal } from "../runs/read-runs.ts";
import { checkedBy, readStart, requireHandler } from "../runs/read-start.ts";
import { startDecoded } from "../runs/start-run.ts";
import type { ResolvedOptions } from "../resolve-options.ts";
import { laneInvalid } from "./check-lane.ts";
import { laneDraft, laneEntryType, type LaneEntry } from "./lane-entry.ts";
import type { LaneHandler, LaneHost, LaneRunStart, LaneStatement } from "./lane-host.ts";

/** What the hosts of all lanes stand on. `core` throws until the facade is open. */
export interface LaneGround {
  readonly options: Pick<ResolvedOptions, "logger" | "redactor" | "tracer" | "handlers">;
  readonly core: () => Core;
}

/** Makes the host of one lane. Handlers can be registered until `attachDone`. */
export function laneHost(
  lane: string,
  { options, core }: LaneGround,
  register: (kind: string, handler: RegisteredHandler) => void,
): { readonly host: LaneHost; readonly attachDone: () => void } {
  const { logger, redactor, tracer } = options;
  let attaching = true;
  const host: LaneHost = {
    logger,
    redactor,
    tracer,
    tables: {
      query: async <Row>(statement: LaneStatement) => askTables<Row>(lane, core().database.lanes, statement),
      readFor: async <Row>(who: unknown, statement: LaneStatement) =>
        askTables<Row>(lane, core().readAs(readWho(who).tenants), statement),
    },
    now: () => new Date(core().databaseNow()),
    newId: () => newUuidV7(core().databaseNow()),
    registerHandler: (kind, handler) => {
      if (!attaching) throw laneInvalid(lane, "handlers are registered while it is attached, and not later");
      register(kind === lane ? lane : laneEntryType(lane, kind), readLaneHandler(lane, handler as LaneHandler<never>));
    },
    startRun: async (who, start) => startForLane(core(), lane, who, start),
    append: async (who, runId, entry, { eventId }) => appendToRun(core(), lane, who, runId, entry, eventId),
    getRun: async (who, runId) => getRun(core(), who, runId),
    getRunDetail: async (who, runId) => getRunDetail(core(), who, runId),
    readEntries: async (who, givenRunId, { after = 0 } = {}) => {
      const from = readPositiveInteger(after, "after", { min: 0, max: 2 ** 31 - 1 });
      const { entries } = await requireJournal(core(), readWho(who).tenants, readRunId(givenRunId));
      return entries
        .filter(hasPayload)
        .filter(({ seq }) => seq > from)
        .map(toEntry);
    },
  };
  return { host: Object.freeze(host), attachDone: () => (attaching = false) };
}

/** One try: only the lane knows whether a statement of its own may be done twice. */
async function askTables<Row>(
  lane: string,
  connection: Connection,
  { text, values = [], name }: LaneStatement,
): Promise<readonly Row[]> {
  try {
    const { rows } = await connection.query<Row>({ text, values, ...(name === undefined ? {} : { name }) });
    return rows;
  } catch (error) {
    throw asScoriaError(error, `asking the tables of the lane "${lane}"`);
  }
}

async function startForLane(core: Core, lane: string, givenWho: unknown, start: LaneRunStart) {
  const who = readIdentity(givenWho);
  const { entries = [], options, first, ...plain } = start;
  const decoded = await readStart(core, () => resolveDefaults(core, who), plain);
  const lanes =
    options === undefined
      ? decoded.lanes
      : { ...decoded.lanes, [lane]: snapshot(options, { name: "options", maxBytes: limits.inputBytes }).value };
  const drafts = [
    ...entries.map((entry) => laneDraft(lane, entry)),
    ...(first === undefined || decoded.kind === null
      ? []
      : await queueInnerHandler(lane, decoded.kind, first, (called) =>
          checkedBy(requireHandler(core, called.kind), called),
        )),
  ];
  return startDecoded(core, { who, start: { ...decoded, lanes }, answer: { drafts, output: undefined } });
}

async function appendToRun(
  core: Core,
  lane: string,
  who: unknown,
  givenRunId: unknown,
  entry: LaneEntry,
  givenEventId: unknown,
): Promise<void> {
  const { tenants } = readWho(who);
  const runId = readRunId(givenRunId);
  const eventId = readString(givenEventId, "eventId", { maxCharacters: limits.idCharacters });
  const type = laneEntryType(lane, entry.type);
  const { value } = snapshot(entry.payload, { name: "payload", maxBytes: limits.stepResultBytes });
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    throw invalidInput("payload", "must be an object: the eventId is kept beside what it says");
  }
  const { rows } = await askDatabase(core, "appending to a run", () =>
    core.database.control.query<{ outcome: "not_found" | "known" | "ended" | "recorded"; run_status: string }>({
      name: "scoria_append_lane_entry",
      text: "select outcome, run_status from scoria.append_lane_entry($1, $2::text[], $3, $4, $5)",
      values: [runId, tenants, type, eventId, payloadText({ ...(value as JsonObject), eventId })],
    }),
  );
  const [answer] = rows;
  if (answer === undefined || answer.outcome === "not_found") throw runNotFound(runId);
  if (answer.outcome === "ended") {
    throw new ScoriaError(
      "RUN_NOT_RESUMABLE",
      `Run ${runId} is ${answer.run_status}, so nothing is added to it any more. Start a new run instead.`,
      { runId, status: answer.run_status },
    );
  }
  core.hints.fromOutside(runId, { types: [type], queued: false });
}

function readLaneHandler(lane: string, { input, run }: LaneHandler<never>): RegisteredHandler {
  return { input, run: (ctx, callOf) => run(ctx as CoreContext<never>, callOf(lane)) };
}
