import { copyJson, type JsonCopy } from "./copy-json.ts";
import { limits as defaults } from "./limits.ts";

export interface ResultLimits {
  /** How a message calls the value. */
  readonly name: string;
  /** Of the canonical text, in UTF-8. */
  readonly maxBytes: number;
}

/** What is recorded of a result: nothing for `undefined`, else frozen plain data with its canonical text. */
export type RecordedResult = { readonly absent: true } | ({ readonly absent: false } & JsonCopy);

const stepResultLimits: ResultLimits = { name: "result", maxBytes: defaults.stepResultBytes };

/**
 * Takes what a step or a handler returned as `JSON.stringify` would map it: toJSON is asked (a Date becomes text),
 * methods and undefined properties are left out, an undefined item becomes null, a class instance its own properties.
 * The caller gets this value too, live as on replay.
 *
 * @throws STEP_RESULT_INVALID naming the path, for what JSON would lose or cannot hold: bigint, symbol, a function as
 * the value, Map, Set, binary data, RegExp, Error, a promise, a stream or another emitter of events, an instance without
 * properties, a non-finite number, NUL, a lone surrogate, the key __proto__, a cycle, more than 64 levels
 * @throws PAYLOAD_TOO_LARGE over `maxBytes` or 100,000 keys and items
 */
export function recordResult(value: unknown, limits: ResultLimits = stepResultLimits): RecordedResult {
  const copy = copyJson(value, { ...limits, code: "STEP_RESULT_INVALID", lenient: true });
  return copy === undefined ? { absent: true } : { absent: false, ...copy };
}
