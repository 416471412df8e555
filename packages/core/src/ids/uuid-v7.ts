import { V7Generator } from "uuidv7";
import { invalidInput } from "../errors/core-errors.ts";

// One for all kinds of ids, so that ids made in one millisecond of one process sort in the order they were made.
const generator = new V7Generator();

const lowerCaseUuidV7 = /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;

/** A new lower-case UUIDv7 for that time, greater than every earlier one unless the clock went back over 10 s. */
export function newUuidV7(nowMs: number): string {
  return generator.generateOrResetWithTs(Math.trunc(nowMs)).toString();
}

/** @throws INVALID_INPUT naming `name`, never the value */
export function readUuidV7(value: unknown, name: string): string {
  if (typeof value !== "string" || !lowerCaseUuidV7.test(value)) {
    throw invalidInput(name, "must be a lower-case UUIDv7, as Scoria gives it out");
  }
  return value;
}
