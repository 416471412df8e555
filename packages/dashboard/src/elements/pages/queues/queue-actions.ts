import type { EmptiedView, QueueChanges, QueueView } from "../../../wire/index.ts";
import type { ScoriaElement } from "../../base/scoria-element.ts";
import { askToConfirm } from "../../parts/confirm-dialog.ts";
import { notify } from "../../parts/notify.ts";
import { perform } from "../../parts/perform.ts";
import { texts } from "../../texts/texts.ts";

/** What came of emptying a queue, and where the runs are that were in it. */
export interface EmptiedQueue {
  readonly summary: string;
  readonly to: string;
}

const text = texts.queues;

export async function pauseQueue(from: ScoriaElement, { queue }: QueueView): Promise<void> {
  const confirmed = await askToConfirm(from, {
    heading: text.pauseQuestion(queue),
    consequence: text.pauseConsequence,
    action: text.pause,
  });
  if (confirmed === undefined) return;
  const done = await perform(from, () => from.mount.client.call("pauseQueue", { body: { queue, ...confirmed } }));
  if (done !== undefined) notify(from, text.wasPaused(queue));
}

/** Asks nothing: whoever did not mean it pauses it again. */
export async function resumeQueue(from: ScoriaElement, { queue }: QueueView): Promise<void> {
  const done = await perform(from, () => from.mount.client.call("resumeQueue", { body: { queue } }));
  if (done !== undefined) notify(from, text.wasResumed(queue));
}

export async function configureQueue(from: ScoriaElement, queue: string, changes: QueueChanges): Promise<boolean> {
  const limits = await perform(from, () => from.mount.client.call("configureQueue", { body: { queue, changes } }));
  if (limits !== undefined) notify(from, text.limitsChanged(queue));
  return limits !== undefined;
}

/** Takes out what is queued, to be resumed run by run. */
export async function drainQueue(from: ScoriaElement, { queue, depth }: QueueView): Promise<EmptiedQueue | undefined> {
  const confirmed = await askToConfirm(from, {
    heading: text.drainQuestion(queue, depth),
    consequence: text.drainConsequence,
    action: text.drain,
  });
  if (confirmed === undefined) return undefined;
  const emptied = await perform(from, () => from.mount.client.call("drainQueue", { body: { queue, ...confirmed } }));
  return told(from, emptied, text.drained, queue, { status: "waiting", waitingFor: "operator" });
}

/** Cancels what is queued. It cannot be taken back: the name has to be typed. */
export async function clearQueue(from: ScoriaElement, { queue, depth }: QueueView): Promise<EmptiedQueue | undefined> {
  const confirmed = await askToConfirm(from, {
    heading: text.clearQuestion(queue, depth),
    consequence: text.clearConsequence,
    action: text.clearAction(depth),
    tone: "danger",
    mustType: queue,
  });
  if (confirmed === undefined) return undefined;
  const emptied = await perform(from, () => from.mount.client.call("clearQueue", { body: { queue, ...confirmed } }));
  return told(from, emptied, text.cleared, queue, { status: "cancelled" });
}

function told(
  from: ScoriaElement,
  emptied: EmptiedView | undefined,
  say: (queue: string, runs: number) => string,
  queue: string,
  narrowing: Readonly<Record<string, string>>,
): EmptiedQueue | undefined {
  if (emptied === undefined) return undefined;
  const summary = say(queue, emptied.runIds.length);
  notify(from, summary);
  return { summary, to: `/workflows?${new URLSearchParams({ queue, ...narrowing }).toString()}` };
}
