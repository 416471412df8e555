import type { RunItem } from "../../../wire/index.ts";
import { shortTime } from "../../base/time-text.ts";
import { texts } from "../../texts/texts.ts";

/** Why a run is as it is, in a line: what it waits for, or what it failed of. */
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
