import { readOptions } from "../decode/read-options.ts";
import { readPositiveInteger } from "../decode/option-values.ts";
import { invalidInput } from "../errors/core-errors.ts";
import { readRunId } from "../ids/run-id.ts";
import type { EvidenceHead } from "./check-chain.ts";

const hashText = /^[0-9a-f]{64}$/;
const maxSeq = 2 ** 31 - 1;

/**
 * A head that a caller kept and gives back.
 *
 * @throws INVALID_INPUT unless it is `{ runId, seq, hash }`
 * @throws UNKNOWN_OPTION
 */
export function readHead(value: unknown): EvidenceHead {
  const given = readOptions(value, ["runId", "seq", "hash"], "head");
  if (typeof given.hash !== "string" || !hashText.test(given.hash)) {
    throw invalidInput("head.hash", "must be 64 lower-case hexadecimal digits");
  }
  return {
    runId: readRunId(given.runId),
    seq: readPositiveInteger(given.seq, "head.seq", { max: maxSeq }),
    hash: given.hash,
  };
}
