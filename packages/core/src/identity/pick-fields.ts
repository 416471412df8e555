import { limits } from "../decode/limits.ts";
import { readOptions } from "../decode/read-options.ts";
import { invalidInput } from "../errors/core-errors.ts";
import { ScoriaError } from "../errors/scoria-error.ts";
import { invalidIdentity, readHostId } from "./identity-fields.ts";

/** One place in a source where a field may stand, such as `user.id` of a session. */
export type Place = readonly string[];

/** A source of identity fields, as one helper reads it. */
export interface FieldReader {
  /** How messages call the source: "claims". */
  readonly source: string;
  /** How messages call the helper: "identity.fromClaims". */
  readonly helper: string;
  /** What stands there; undefined and null are nothing. */
  readonly read: (place: Place) => unknown;
  /** The usual places of each field. */
  readonly usual: { readonly [Field in FieldName]: readonly Place[] };
  /** @throws INVALID_INPUT for a name that a mapping must not have */
  readonly checkName?: (name: string, path: string) => void;
}

type FieldName = "actorId" | "tenantId" | "sessionId";

/** Fields for `identity()`, each from one place and no other. */
export interface PickedFields {
  readonly actorId: string;
  readonly tenantId: string;
  readonly sessionId: string | null;
  readonly metadata: Readonly<Record<string, unknown>>;
}

/**
 * Reads the fields of an identity from where `mapping` says, else from their usual places. Nothing is guessed: a field
 * that two usual places say differently is refused.
 *
 * @throws INVALID_IDENTITY naming the field, INVALID_INPUT and UNKNOWN_OPTION for the mapping
 */
export function pickFields(whole: unknown, mapping: unknown, reader: FieldReader): PickedFields {
  const given = readOptions(mapping, ["actorId", "tenantId", "sessionId", "metadata"], reader.helper);
  const pick = (field: FieldName, from: unknown): string | null => pickField(whole, field, from, reader);
  const require = (field: FieldName, from: unknown): string => {
    const id = pick(field, from);
    if (id === null) throw missing(field, from, reader);
    return id;
  };
  return {
    actorId: require("actorId", given.actorId),
    tenantId: require("tenantId", given.tenantId),
    sessionId: given.sessionId === null ? null : pick("sessionId", given.sessionId),
    metadata: pickMetadata(given.metadata, reader),
  };
}

/** Null when there is nothing. */
function pickField(whole: unknown, field: FieldName, from: unknown, reader: FieldReader): string | null {
  if (typeof from === "function") return answered(whole, field, from as (whole: unknown) => unknown, reader);
  const places = from === undefined ? reader.usual[field] : [[readName(from, `mapping.${field}`, reader)]];
  const found = places.flatMap((place) => {
    const value = reader.read(place);
    return value === undefined || value === null
      ? []
      : [{ name: nameOf(place, reader), id: idAt(place, value, reader) }];
  });
  const [first] = found;
  const other = found.find(({ id }) => id !== first?.id);
  if (first !== undefined && other !== undefined) throw unclear(field, [first.name, other.name], reader);
  return first?.id ?? null;
}

function idAt(place: Place, value: unknown, reader: FieldReader): string {
  const name = nameOf(place, reader);
  if (Array.isArray(value)) throw invalidIdentity(name, "is a list, and an identity takes one value");
  return readHostId(value, name);
}

function answered(
  whole: unknown,
  field: FieldName,
  from: (whole: unknown) => unknown,
  { source }: FieldReader,
): string | null {
  let value: unknown;
  try {
    value = from(whole);
  } catch {
    throw invalidIdentity(field, `could not be read: the mapping's function threw on these ${source}`);
  }
  return value === undefined || value === null ? null : readHostId(value, field);
}

function pickMetadata(names: unknown, reader: FieldReader): Readonly<Record<string, unknown>> {
  if (names === undefined) return {};
  if (!Array.isArray(names)) throw invalidInput("mapping.metadata", "must be an array of names");
  const entries = names.flatMap((given: unknown, index): readonly [string, unknown][] => {
    const name = readName(given, `mapping.metadata[${index}]`, reader);
    const value = reader.read([name]);
    return value === undefined || value === null ? [] : [[name, value]];
  });
  return Object.fromEntries(entries);
}

function readName(value: unknown, path: string, reader: FieldReader): string {
  if (typeof value !== "string" || value.trim() === "") throw invalidInput(path, "must be a name or a function");
  if (value.length > limits.nameCharacters) {
    throw invalidInput(path, `must have at most ${limits.nameCharacters} characters`);
  }
  reader.checkName?.(value, path);
  return value;
}

/** The names come from the host's code or from this package, never from who is to be identified. */
function nameOf(place: Place, { source }: FieldReader): string {
  return `${source}.${place.join(".")}`;
}

function missing(field: FieldName, from: unknown, reader: FieldReader): ScoriaError {
  const usual = reader.usual[field].map((place) => place.join(".")).join(", ");
  const looked =
    typeof from === "function"
      ? "the mapping's function answered nothing"
      : typeof from === "string"
        ? `${nameOf([from], reader)} is not there`
        : `there is none of ${usual}. Say where it stands: ${reader.helper}(${reader.source}, { ${field}: … })`;
  return invalidIdentity(field, `is missing: ${looked}`);
}

function unclear(field: FieldName, names: readonly string[], { helper, source }: FieldReader): ScoriaError {
  return new ScoriaError(
    "INVALID_IDENTITY",
    `${names.join(" and ")} differ, so ${field} is not clear. Say which it is: ${helper}(${source}, { ${field}: … }).`,
    { field, between: [...names] },
  );
}
