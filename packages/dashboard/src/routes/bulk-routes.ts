import type { RunSummary } from "@scoria/core";
import { refusalOf } from "../http/answers.ts";
import { showRunItem } from "../shown/show-run.ts";
import type { BulkResult } from "../wire/effects.ts";
import type { Answers, Call } from "./call.ts";

/** How many runs of one bulk action are worked on at once. */
const atOnce = 8;
/** A run whose owner is busy ends later: the answer to a hundred does not wait for each. */
const cancelWaitMs = 250;

export const bulkRoutes: Answers<"cancelRuns" | "retryRuns"> = {
  async cancelRuns(call) {
    const { scoria, operator } = call;
    const { runIds, ...reason } = call.body;
    const cancel = (runId: string): Promise<{ readonly run: RunSummary; readonly cancelRequested: boolean }> =>
      scoria.cancelRun(operator, runId, { ...reason, timeoutMs: cancelWaitMs });
    return { results: await eachRun(runIds, cancel, call) };
  },

  async retryRuns(call) {
    const { scoria, operator, body } = call;
    const retry = async (runId: string): Promise<{ readonly run: RunSummary }> => ({
      run: await scoria.retryRun(operator, runId),
    });
    return { results: await eachRun(body.runIds, retry, call) };
  },
};

/** Each run for itself: one that is refused stops no other. */
async function eachRun(
  runIds: readonly string[],
  act: (runId: string) => Promise<{ readonly run: RunSummary; readonly cancelRequested?: boolean }>,
  call: Pick<Call, "values" | "tellHost">,
): Promise<readonly BulkResult[]> {
  const results = new Map<string, BulkResult>();
  const left = [...runIds];
  const worker = async (): Promise<void> => {
    for (let runId = left.shift(); runId !== undefined; runId = left.shift()) {
      results.set(runId, await oneRun(runId, act, call));
    }
  };
  await Promise.all(Array.from({ length: atOnce }, worker));
  return runIds.flatMap((runId) => results.get(runId) ?? []);
}

async function oneRun(
  runId: string,
  act: (runId: string) => Promise<{ readonly run: RunSummary; readonly cancelRequested?: boolean }>,
  call: Pick<Call, "values" | "tellHost">,
): Promise<BulkResult> {
  try {
    const { run, ...rest } = await act(runId);
    return { runId, ok: true, run: showRunItem(run, call.values), ...rest };
  } catch (error) {
    call.tellHost(error);
    return { runId, ok: false, error: refusalOf(error).refusal.error };
  }
}
