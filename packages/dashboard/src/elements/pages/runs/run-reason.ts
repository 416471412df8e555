import type { RunItem } from "../../../wire/index.ts";
import { shortTime } from "../../base/time-text.ts";
import { texts } from "../../texts/texts.ts";

/** Why a run is as it is, for a cell beside its status: `for an approval of refund`, or what it failed of. */
export function reasonOf({ waitingFor, error }: RunItem): string | undefined {
  if (error !== undefined) return error.message === "" ? error.name : error.message;
  if (waitingFor === undefined) return undefined;
  const { waits } = texts;
  switch (waitingFor.kind) {
    case "approval":
      return waits.approval(waitingFor.tool);
    case "timer":
      return waits.timer(shortTime(new Date(waitingFor.until), new Date()));
    case "signal":
      return waits.signal(waitingFor.name);
    case "runs":
      return waits.runs(waitingFor.runIds.length);
    case "operator":
      return waits.operator(waitingFor.detail ?? waitingFor.code);
  }
}

/** The same where it stands alone: `Waits for an approval of refund`. */
export function reasonSentenceOf(run: RunItem): string | undefined {
  const reason = reasonOf(run);
  return reason === undefined || run.waitingFor === undefined || run.error !== undefined
    ? reason
    : texts.waitsFor(reason);
}
