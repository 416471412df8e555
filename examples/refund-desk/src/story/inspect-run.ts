import type { Desk } from "../scoria.ts";
import { heading, say } from "../terminal/say.ts";
import { fields } from "../terminal/table.ts";
import { paintStanding, standing } from "../terminal/words.ts";
import type { StartedOrder } from "./start-requests.ts";

/** Reads one run back by its id: a waiting one with its request for approval, if any run waits. */
export async function inspectRun(desk: Desk, started: StartedOrder, waits: boolean): Promise<void> {
  heading("2  Inspect", "A run is read back by its exact runId.");
  const run = await desk.getRun(started.who, started.run.runId);
  const common: [string, string][] = [
    ["runId", run.runId],
    ["status", paintStanding(standing(run))],
  ];
  if (!waits) {
    const output: [string, string][] = run.status === "completed" ? [["output", JSON.stringify(run.output)]] : [];
    say(...fields([...common, ...output]));
    say("", "No run waits for a person: no request here was over 100 EUR.");
    return;
  }
  const { approvals } = await desk.listApprovals(started.who, { runId: run.runId });
  const asked = approvals.flatMap((approval): [string, string][] => [
    ["approvalId", approval.approvalId],
    ["tool", approval.tool],
    ["arguments", JSON.stringify(approval.arguments)],
    ["asked by", approval.requestedBy],
    ["because", approval.reason ?? "no reason given"],
  ]);
  say(...fields([...common, ...asked]));
  say("", "A person decides on these exact arguments, and the refund step gets no others.");
}
