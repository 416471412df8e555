import type { BulkView, RunItem } from "../../../wire/index.ts";
import { asWireError } from "../../base/resource-state.ts";
import type { ScoriaElement } from "../../base/scoria-element.ts";
import { askToConfirm } from "../../parts/confirm-dialog.ts";
import { notify } from "../../parts/notify.ts";
import { texts } from "../../texts/texts.ts";

/** What came of an action on several runs. */
export interface BulkOutcome {
  readonly summary: string;
  /** The ids of the runs to which it was done. */
  readonly done: readonly string[];
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
  const results = await inParts(from, runs, (runIds) => client.call("cancelRuns", { body: { runIds, ...confirmed } }));
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
  const results = await inParts(from, runs, (runIds) => client.call("retryRuns", { body: { runIds } }));
  return outcomeOf(results, text.retried);
}

/** What was done in parts before one of them failed is done: only the runs of that one and of those after it are refused. */
async function inParts(
  from: ScoriaElement,
  runs: readonly RunItem[],
  act: (runIds: readonly string[]) => Promise<BulkView>,
): Promise<BulkView["results"]> {
  const runIds = runs.map(({ runId }) => runId);
  const results: BulkView["results"][number][] = [];
  for (let begin = 0; begin < runIds.length; begin += mostAtOnce) {
    try {
      results.push(...(await act(runIds.slice(begin, begin + mostAtOnce))).results);
    } catch (thrown) {
      const { code, message } = asWireError(thrown);
      notify(from, message, { tone: "bad" });
      return [
        ...results,
        ...runIds.slice(begin).map((runId) => ({ runId, ok: false, error: { code, message } }) as const),
      ];
    }
  }
  return results;
}

function outcomeOf(results: BulkView["results"], saying: (count: number) => string): BulkOutcome {
  const done = results.flatMap(({ ok, runId }) => (ok ? [runId] : []));
  const refused = results.flatMap((one) => (one.ok ? [] : [{ runId: one.runId, message: one.error.message }]));
  const summary = saying(done.length);
  return { summary: refused.length === 0 ? summary : `${summary} ${text.refused(refused.length)}`, done, refused };
}
