import type { Permission, RunView } from "../../../wire/index.ts";
import { copyText } from "../../base/copy-text.ts";
import { asWireError } from "../../base/resource-state.ts";
import type { ScoriaElement } from "../../base/scoria-element.ts";
import { askToConfirm } from "../../parts/confirm-dialog.ts";
import { notify } from "../../parts/notify.ts";
import { texts } from "../../texts/texts.ts";

/** Something that can be done to a run as it stands. */
export interface RunAction {
  readonly name: string;
  readonly needs: Permission;
  readonly tone: "plain" | "primary" | "danger";
  /** Resolves to what to say when it was done, and to `undefined` when the person said no. */
  readonly act: (from: ScoriaElement) => Promise<string | undefined>;
}

const text = texts.run;

/** What can be done to a run now, whoever asks. */
export function actionsFor(run: RunView): readonly RunAction[] {
  if (run.status === "failed") return [retry(run)];
  if (run.finishedAt !== undefined || ["completed", "cancelled", "halted"].includes(run.status)) return [];
  return canBeResumed(run) ? [resume(run), cancel(run)] : [cancel(run)];
}

/** Whether it waits for nothing but a person who says that it may go on. */
export function canBeResumed({ waitingFor, awaitingApproval }: RunView): boolean {
  return waitingFor?.kind === "operator" || (waitingFor?.kind === "approval" && !awaitingApproval);
}

/** Does it, and says what came of it; whether the run may be another now. */
export async function takeAction(from: ScoriaElement, action: RunAction): Promise<boolean> {
  try {
    const done = await action.act(from);
    if (done === undefined) return false;
    notify(from, done);
    from.mount.answers.clear();
  } catch (error) {
    notify(from, asWireError(error).message, { tone: "bad" });
  }
  return true;
}

/** Puts the address of the run, with the step that is selected, on the clipboard. */
export async function copyLink(from: ScoriaElement, path: string): Promise<void> {
  const isCopied = await copyText(new URL(from.href(path), location.href).href, from);
  notify(from, isCopied ? text.linkCopied : texts.copy.failed, { tone: isCopied ? "good" : "bad" });
}

function cancel({ runId }: RunView): RunAction {
  return {
    name: text.cancel,
    needs: "cancel",
    tone: "danger",
    act: async (from) => {
      const confirmed = await askToConfirm(from, {
        heading: texts.runs.cancelQuestion(1),
        consequence: texts.runs.cancelConsequence,
        action: texts.runs.cancel,
        tone: "danger",
        reason: "required",
      });
      if (confirmed === undefined) return undefined;
      const { cancelRequested } = await from.mount.client.call("cancelRun", { params: { runId }, body: confirmed });
      return cancelRequested ? text.cancelRequested : text.cancelled;
    },
  };
}

function retry({ runId }: RunView): RunAction {
  return {
    name: text.retry,
    needs: "retry",
    tone: "primary",
    act: async (from) => {
      const confirmed = await askToConfirm(from, {
        heading: texts.runs.retryQuestion(1),
        consequence: texts.runs.retryConsequence,
        action: texts.runs.retry,
        reason: "none",
      });
      if (confirmed === undefined) return undefined;
      await from.mount.client.call("retryRun", { params: { runId }, body: {} });
      return text.retried;
    },
  };
}

function resume({ runId }: RunView): RunAction {
  return {
    name: text.resume,
    needs: "retry",
    tone: "primary",
    act: async (from) => {
      const confirmed = await askToConfirm(from, {
        heading: text.resumeQuestion,
        consequence: text.resumeConsequence,
        action: text.resume,
        reason: "none",
      });
      if (confirmed === undefined) return undefined;
      await from.mount.client.call("resumeRun", { params: { runId }, body: {} });
      return text.resumed;
    },
  };
}
