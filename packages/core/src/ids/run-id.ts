import { invalidInput } from "../errors/core-errors.ts";
import { newUuidV7, readUuidV7 } from "./uuid-v7.ts";

/** A new run id. Ids sort by the time they were made, which they therefore reveal. */
export function newRunId(nowMs: number): string {
  return newUuidV7(nowMs);
}

/** @throws INVALID_INPUT for anything but a lower-case UUIDv7 */
export function readRunId(value: unknown): string {
  return readUuidV7(value, "runId");
}

const shape = "00000000-0000-0000-0000-000000000000";

/** The least and the greatest id that a beginning of an id may stand for. */
export interface RunIdPrefix {
  readonly least: string;
  readonly greatest: string;
}

/** @throws INVALID_INPUT for anything but 4 to 36 characters that an id may begin with */
export function readRunIdPrefix(value: unknown): RunIdPrefix {
  const isPrefix =
    typeof value === "string" &&
    value.length >= 4 &&
    value.length <= shape.length &&
    value.replaceAll(/[0-9a-f]/g, "0") === shape.slice(0, value.length);
  if (!isPrefix) {
    throw invalidInput(
      "runId",
      "must be a run id, or its first characters, 4 or more, in lower case and with its dashes",
    );
  }
  const rest = shape.slice(value.length);
  return { least: value + rest, greatest: value + rest.replaceAll("0", "f") };
}

/** Less than every id that was made in this millisecond or later, and greater than those made before. In ms since 1970. */
export function leastRunIdOf(moment: number): string {
  const time = Math.max(0, moment).toString(16).padStart(12, "0");
  return `${time.slice(0, 8)}-${time.slice(8)}${shape.slice(13)}`;
}
