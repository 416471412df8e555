import { AssertionError } from "node:assert/strict";
import type { Who } from "../identity/operator-scope.ts";
import type { EvidenceHead } from "../journal/check-chain.ts";
import type { ScoriaCore } from "../scoria.ts";

/**
 * Holds that a run's evidence verifies, and gives its head. With the `head` of an earlier look, it also holds that what
 * was there then has not been changed or cut.
 *
 * @throws AssertionError - the message names the first fault and its entry
 * @throws RUN_NOT_FOUND, INVALID_INPUT - as `verifyEvidence`
 *
 * @example
 * ```ts
 * import { assertEvidence } from "@scoria/core/testing";
 *
 * const head = await assertEvidence(scoria, identity, runId);
 * await assertEvidence(scoria, identity, runId, { head });
 * ```
 */
export async function assertEvidence(
  scoria: Pick<ScoriaCore, "verifyEvidence">,
  who: Who,
  runId: string,
  options: { readonly head?: EvidenceHead } = {},
): Promise<EvidenceHead> {
  const check = await scoria.verifyEvidence(who, runId, options);
  if (check.ok) return check.head;
  throw new AssertionError({
    message: `The evidence of run ${runId} does not hold at entry ${check.seq}, ${check.field}: ${check.reason}`,
    actual: check,
    expected: { ok: true },
    operator: "assertEvidence",
    stackStartFn: assertEvidence,
  });
}
