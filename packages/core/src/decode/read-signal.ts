import { types } from "node:util";
import { invalidInput } from "../errors/core-errors.ts";

/** @throws INVALID_INPUT */
export function readSignal(value: unknown): AbortSignal | undefined {
  if (value === undefined) return undefined;
  // A proxy could throw at every look, also later: it is refused without one.
  if (types.isProxy(value) || !(value instanceof AbortSignal) || !isGenuine(value)) {
    throw invalidInput("signal", "must be an AbortSignal");
  }
  return value;
}

/** The platform's own getter throws for an object that only has the prototype. */
function isGenuine(value: AbortSignal): boolean {
  try {
    return typeof Reflect.get(AbortSignal.prototype, "aborted", value) === "boolean";
  } catch {
    return false;
  }
}
