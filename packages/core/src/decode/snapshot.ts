import { invalidInput } from "../errors/core-errors.ts";
import { copyJson, type JsonCopy } from "./copy-json.ts";

export interface SnapshotLimits {
  /** How a message calls the value: "input", "metadata". */
  readonly name: string;
  /** Of the canonical text, in UTF-8. */
  readonly maxBytes: number;
}

/** What is left of an argument once it is inside: deep-frozen plain data, its canonical text, and the text's bytes. */
export type Snapshot = JsonCopy;

/**
 * Takes what a caller passed as plain JSON data. Later changes by the caller, and getters that answer otherwise the
 * second time, have no effect: what was checked is what is kept.
 *
 * `undefined` properties are left out, -0 becomes 0, and what has a toJSON (a Date) becomes its result.
 *
 * @throws INVALID_INPUT naming the path: bigint, symbol, function, non-finite number, NUL or lone surrogate, prototype
 * key, cycle, hole, class instance, more than 64 levels, or nothing at all
 * @throws PAYLOAD_TOO_LARGE over `maxBytes` or 100,000 keys and items
 */
export function snapshot(value: unknown, limits: SnapshotLimits): Snapshot {
  const copy = copyJson(value, { ...limits, code: "INVALID_INPUT", lenient: false });
  if (copy === undefined) throw invalidInput(limits.name, "is undefined; pass JSON data, null included");
  return copy;
}
