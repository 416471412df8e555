import type { Identity, WaitingFor } from "@scoria/core";
import type { Desk } from "../scoria.ts";
import { bold, heading, say } from "../terminal/say.ts";
import { count, paintStanding, standing } from "../terminal/words.ts";
import { refusalOf, sayRefusal } from "./refusal-of.ts";
import type { StartedOrder } from "./start-requests.ts";

/** A run that waits for a decision. */
export interface WaitingOrder extends StartedOrder {
  readonly approvalId: string;
}

/** Those of the started orders whose runs wait for a decision. */
export function waitingOrders(started: readonly StartedOrder[]): readonly WaitingOrder[] {
  return started.flatMap((each) => {
    const waitingFor: WaitingFor | undefined = each.run.status === "waiting" ? each.run.waitingFor : undefined;
    return waitingFor?.kind === "approval" ? [{ ...each, approvalId: waitingFor.approvalId }] : [];
  });
}

/** The requester tries to decide and is refused; somebody else approves the first run and rejects the second. */
export async function decideRuns(desk: Desk, waiting: readonly WaitingOrder[]): Promise<void> {
  heading("3  Decide and resume", "Somebody else decides; the very same run goes on.");
  const [first, second, ...others] = waiting;
  if (first === undefined) {
    say("Nothing to decide.");
    return;
  }
  say(`${bold(first.who.actorId)}, who asked for it, tries to approve order ${first.order.orderId}:`);
  const refused = await refusalOf("Deciding one's own request", () =>
    desk.decideApproval(first.who, first.approvalId, { decision: "approved" }),
  );
  sayRefusal(refused);

  say("");
  await decide(desk, first, "approved", "checked the parcel scan");
  say("");
  if (second === undefined) say("No second run waits, so nothing is rejected here.");
  else await decide(desk, second, "rejected", "worn, so not as new");
  if (others.length > 0) {
    say(
      "",
      `${count(others.length, "more run")} ${others.length === 1 ? "stays" : "stay"} waiting for as long as nobody decides.`,
    );
  }
}

async function decide(
  desk: Desk,
  waiting: WaitingOrder,
  decision: "approved" | "rejected",
  reason: string,
): Promise<void> {
  const reviewer = reviewerOf(desk, waiting.who);
  const verb = decision === "approved" ? "approves" : "rejects";
  say(`${bold(reviewer.actorId)} ${verb} order ${waiting.order.orderId} ("${reason}"):`);
  const resumed = await desk.decideApproval(reviewer, waiting.approvalId, { decision, reason });
  const ended = await desk.waitForRun(reviewer, resumed.runId, { until: "settled" });
  const sameRun = ended.runId === waiting.run.runId ? "the same runId as before" : "ANOTHER runId than before";
  say(`  ${ended.runId}  ${sameRun}`, `  ${paintStanding(standing(ended))}`);
}

/** Somebody of the same tenant who is not the one who asked. */
function reviewerOf(desk: Desk, requester: Identity): Identity {
  const actorId = requester.actorId === "rita" ? "rolf" : "rita";
  return desk.identity({ actorId, tenantId: requester.tenantId });
}
