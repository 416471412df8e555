import type { BulkView, RunItem } from "../../../wire/index.ts";
import type { ScoriaElement } from "../../base/scoria-element.ts";
import { askToConfirm } from "../../parts/confirm-dialog.ts";
import { texts } from "../../texts/texts.ts";

/** What came of an action on several runs. */
export interface BulkOutcome {
  readonly summary: string;
  readonly refused: readonly { readonly runId: string; readonly message: string }[];
}

/** The API takes so many at once. */
const mostAtOnce = 100;

const text = texts.runs;

/** Asks, with a reason, then cancels; `undefined` when the person said no. */
export async function cancelRuns(from: ScoriaElement, runs: readonly RunItem[]): Promise<BulkOutcome | undefined> {
  const confirmed = await askToConfirm(from, {
    heading: text.cancelQuestion(runs.length),
    consequence: text.cancelConsequence,
    action: text.cancel,
    tone: "danger",
    reason: "required",
  });
  if (confirmed === undefined) return undefined;
  const { client } = from.mount;
  const results = await inParts(runs, (runIds) => client.call("cancelRuns", { body: { runIds, ...confirmed } }));
  return outcomeOf(results, text.cancelled);
}

/** Asks, then reopens those that failed; `undefined` when the person said no. */
export async function retryRuns(from: ScoriaElement, runs: readonly RunItem[]): Promise<BulkOutcome | undefined> {
  const confirmed = await askToConfirm(from, {
    heading: text.retryQuestion(runs.length),
    consequence: text.retryConsequence,
    action: text.retry,
    reason: "none",
  });
  if (confirmed === undefined) return undefined;
  const { client } = from.mount;
  const results = await inParts(runs, (runIds) => client.call("retryRuns", { body: { runIds } }));
  return outcomeOf(results, text.retried);
}

async function inParts(
  runs: readonly RunItem[],
  act: (runIds: readonly string[]) => Promise<BulkView>,
): Promise<BulkView["results"]> {
  const results: BulkView["results"][number][] = [];
  for (let begin = 0; begin < runs.length; begin += mostAtOnce) {
    const part = runs.slice(begin, begin + mostAtOnce).map(({ runId }) => runId);
    results.push(...(await act(part)).results);
  }
  return results;
}

function outcomeOf(results: BulkView["results"], done: (count: number) => string): BulkOutcome {
  const refused = results.flatMap((one) => (one.ok ? [] : [{ runId: one.runId, message: one.error.message }]));
  const summary = done(results.length - refused.length);
  return { summary: refused.length === 0 ? summary : `${summary} ${text.refused(refused.length)}`, refused };
}
