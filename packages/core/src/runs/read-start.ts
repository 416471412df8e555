import type { Core } from "../core.ts";
import { copyJson, type JsonCopy } from "../decode/copy-json.ts";
import type { Json, JsonObject } from "../decode/json.ts";
import { limits } from "../decode/limits.ts";
import { readPositiveInteger, readString } from "../decode/option-values.ts";
import { readOptions } from "../decode/read-options.ts";
import { snapshot } from "../decode/snapshot.ts";
import { passSchema, type SchemaRefusal } from "../decode/standard-schema.ts";
import { tightenRuntime } from "../defaults/overlay-runtime.ts";
import { readMetadata, readOverlay } from "../defaults/read-overlay.ts";
import type { RunRuntime } from "../defaults/run-runtime.ts";
import { invalidInput } from "../errors/core-errors.ts";
import { ScoriaError } from "../errors/scoria-error.ts";
import { readKind, type RegisteredHandler } from "../execution/handler-table.ts";
import { railNames, type FrozenRails, type RailName } from "../execution/rails.ts";
import type { StartedBySchedule } from "../execution/payloads.ts";
import type { InputSchema } from "../handlers/handler.ts";
import type { QueuePlace } from "../journal/group.ts";
import { defaultPlace, placeKeys, readPlace, recordedPlace } from "../queues/queue-place.ts";
import { readLaneOptions, type LaneOptions } from "./lane-starts.ts";

/** The options of a start, decoded once: what was checked is what is stored. */
export interface ReadStart {
  readonly kind: string | null;
  readonly rootRole: string;
  /** What the handler gets; undefined: none. */
  readonly input: Json | undefined;
  /** Its canonical text. */
  readonly inputText: string | undefined;
  /** The canonical text of what the caller gave, before a schema changed it. */
  readonly givenText: string | null;
  readonly idempotencyKey: string | null;
  readonly metadata: JsonObject;
  readonly rails: FrozenRails;
  readonly runtime: RunRuntime;
  /** The overrides of this call alone: with the app's own limits they would tell a repeat after a deploy from the first. */
  readonly asked: JsonObject;
  readonly lanes: LaneOptions;
  readonly place: QueuePlace;
  /** What a schedule starts. */
  readonly schedule?: StartedBySchedule;
}

/** Keys that begin so are the engine's own: no key of a host can be one of them. */
export const ownKeyPrefix = "scoria:";

/** What the run starts with where its start says nothing; asked for once at most. */
export type StartDefaults = () => Promise<RunRuntime>;

/** @throws INVALID_INPUT, UNKNOWN_OPTION, PAYLOAD_TOO_LARGE, HANDLER_MISSING, UNSAFE_RUNTIME_OVERRIDE */
export async function readStart(core: Core, defaults: StartDefaults, options: unknown): Promise<ReadStart> {
  const given = readOptions(options, [...startKeys, ...core.lanes.starts.keys()], "startRun");
  const kind = given.initialStep === undefined ? null : readInitialStep(given.initialStep);
  if (kind === null && given.input !== undefined) {
    throw invalidInput("input", "needs an initialStep: without one nothing reads it");
  }
  const handler = kind === null ? undefined : requireHandler(core, kind);
  const name = { maxCharacters: limits.nameCharacters };
  const place = readPlace(given, core.databaseNow());
  if (kind === null && place !== defaultPlace) {
    throw invalidInput("queue", "and what goes with it need an initialStep: without one the run is complete at once");
  }
  const rails = readRails(core.rails, given.rails);
  const runtime = readOverlay(given.runtime, "runtime");
  const copy =
    given.input === undefined ? undefined : snapshot(given.input, { name: "input", maxBytes: limits.inputBytes });
  const input = handler?.input === undefined ? copy : await readBySchema(handler.input, copy?.value);
  return {
    kind,
    rootRole: given.rootRole === undefined ? "executor" : readString(given.rootRole, "rootRole", name),
    input: input?.value,
    inputText: input?.text,
    givenText: copy?.text ?? null,
    idempotencyKey: given.idempotencyKey === undefined ? null : readKey(given.idempotencyKey),
    metadata: given.metadata === undefined ? {} : readMetadata(given.metadata, "metadata"),
    rails: Object.keys(rails).length === 0 ? core.rails : { ...core.rails, ...rails },
    lanes: readLaneOptions(core.lanes, given),
    place,
    // Asked last, when nothing of the call itself is left to refuse.
    runtime: tightenRuntime(await defaults(), runtime),
    asked: {
      rails,
      runtime: runtime as JsonObject,
      ...(place === defaultPlace ? {} : { place: recordedPlace(place) }),
    },
  };
}

const ownKeys = ["rootRole", "initialStep", "input", "idempotencyKey", "metadata", "rails", "runtime"] as const;
const startKeys = [...ownKeys, ...placeKeys] as const;

function readKey(value: unknown): string {
  const key = readString(value, "idempotencyKey", { maxCharacters: limits.idCharacters });
  if (key.startsWith(ownKeyPrefix)) {
    throw invalidInput("idempotencyKey", `must not begin with "${ownKeyPrefix}": such keys are Scoria's own`);
  }
  return key;
}

function readInitialStep(value: unknown): string {
  return readKind(readOptions(value, ["kind"], "initialStep").kind);
}

/** What the schema of a handler, if it has one, makes of an input that is plain JSON. @throws INVALID_INPUT */
export async function checkedBy(
  handler: Pick<RegisteredHandler, "input"> | undefined,
  { input }: { readonly input: Json | undefined },
): Promise<Json | undefined> {
  return handler?.input === undefined ? input : (await readBySchema(handler.input, input))?.value;
}

/** The schema sees the snapshot, never the caller's object, which may answer differently the next time. */
export async function readBySchema(schema: InputSchema, input: Json | undefined): Promise<JsonCopy | undefined> {
  const made = await passSchema(schema, input, "input", refusedBySchema);
  // A schema may make dates and the like of it; what is stored and given to the handler is their JSON.
  return copyJson(made, { name: "input", maxBytes: limits.inputBytes, code: "INVALID_INPUT", lenient: true });
}

function refusedBySchema(refusal: SchemaRefusal): ScoriaError<"INVALID_INPUT"> {
  if (refusal === "it threw") return invalidInput("input", "could not be checked: the handler's schema threw");
  const { paths } = refusal;
  return new ScoriaError(
    "INVALID_INPUT",
    `${paths.join(", ")} did not pass the handler's schema. Compare it with the handler's input schema.`,
    { path: paths[0] ?? "input", paths },
  );
}

/**
 * The handler of that kind; undefined in a process that has none of the host's: it starts runs for others to execute.
 *
 * @throws HANDLER_MISSING
 */
export function requireHandler({ handlers, lanes }: Core, kind: string): RegisteredHandler | undefined {
  const handler = handlers.get(kind);
  if (handler === undefined && handlers.size > lanes.handlers.size) throw handlerMissing([...handlers.keys()]);
  return handler;
}

export function handlerMissing(known: readonly string[]): ScoriaError<"HANDLER_MISSING"> {
  return new ScoriaError(
    "HANDLER_MISSING",
    `No handler for that step kind is registered. Add it to createScoria({ handlers }); known are: ${known.join(", ")}.`,
    { known },
  );
}

/** @throws UNSAFE_RUNTIME_OVERRIDE for a limit looser than `base` */
export function readRails(base: FrozenRails, value: unknown): Partial<Record<RailName, number>> {
  const given = readOptions(value, railNames, "rails");
  const asked: Partial<Record<RailName, number>> = {};
  for (const name of railNames) {
    if (given[name] !== undefined) asked[name] = tighterLimit(base[name], given[name], name);
  }
  return asked;
}

function tighterLimit(allowed: number | null, value: unknown, rail: RailName): number {
  const limit = readPositiveInteger(value, `rails.${rail}`, { max: Number.MAX_SAFE_INTEGER });
  if (allowed === null || limit <= allowed) return limit;
  throw new ScoriaError(
    "UNSAFE_RUNTIME_OVERRIDE",
    `rails.${rail} may only be tighter than the ${allowed} that holds here. Raise it in createScoria({ rails }) instead.`,
    { rail, limit, allowed },
  );
}
