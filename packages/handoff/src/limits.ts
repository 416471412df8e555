import { readOptions, readPositiveInteger } from "@scoria/core/lane";

/** How far delegation may go in one run. */
export interface HandoffLimits {
  /** How many roles stand one under the other, the root aside. Default: 3. */
  readonly maxDepth?: number;
  /** How many handoffs one handler makes. Default: 32. */
  readonly maxBreadth?: number;
  /** Of `handoffInput`, and of `projectedContext`: canonical JSON in UTF-8. Up to 64 KiB. Default: 16 KiB. */
  readonly maxBytes?: number;
}

const mostBytes = 65_536;

/** @throws INVALID_INPUT, UNKNOWN_OPTION */
export function readLimits(value: unknown): Required<HandoffLimits> {
  const given = readOptions(value, ["maxDepth", "maxBreadth", "maxBytes"], "limits");
  const limit = (name: "maxDepth" | "maxBreadth", usual: number, max: number): number =>
    given[name] === undefined ? usual : readPositiveInteger(given[name], `limits.${name}`, { max });
  return {
    maxDepth: limit("maxDepth", 3, 32),
    maxBreadth: limit("maxBreadth", 32, 1_000),
    maxBytes: given.maxBytes === undefined ? 16_384 : readMaxBytes(given.maxBytes, "limits.maxBytes"),
  };
}

/** @throws INVALID_INPUT */
export function readMaxBytes(value: unknown, name: string): number {
  return readPositiveInteger(value, name, { max: mostBytes });
}
