import type { ScheduleView } from "../../../wire/index.ts";
import type { ScoriaElement } from "../../base/scoria-element.ts";
import { askToConfirm } from "../../parts/confirm-dialog.ts";
import { notify } from "../../parts/notify.ts";
import { perform } from "../../parts/perform.ts";
import { texts } from "../../texts/texts.ts";

const text = texts.schedules;

/** Asks nothing: whoever did not mean it resumes it. */
export async function pauseSchedule(from: ScoriaElement, { tenantId, name }: ScheduleView): Promise<void> {
  const paused = await perform(from, () => from.mount.client.call("pauseSchedule", { body: { tenantId, name } }));
  if (paused !== undefined) notify(from, text.wasPaused(name));
}

export async function resumeSchedule(from: ScoriaElement, { tenantId, name }: ScheduleView): Promise<void> {
  const resumed = await perform(from, () => from.mount.client.call("resumeSchedule", { body: { tenantId, name } }));
  if (resumed !== undefined) notify(from, text.wasResumed(name));
}

export async function removeSchedule(from: ScoriaElement, { tenantId, name }: ScheduleView): Promise<void> {
  const confirmed = await askToConfirm(from, {
    heading: text.removeQuestion(name),
    consequence: text.removeConsequence,
    action: text.removeAction,
    tone: "danger",
    reason: "none",
  });
  if (confirmed === undefined) return;
  const answer = await perform(from, () => from.mount.client.call("removeSchedule", { body: { tenantId, name } }));
  if (answer !== undefined) notify(from, answer.removed > 0 ? text.wasRemoved(name) : text.wasGone(name));
}
