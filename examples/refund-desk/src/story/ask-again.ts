import type { Billing } from "../billing.ts";
import type { Order } from "../orders.ts";
import { startRefund, type Desk } from "../scoria.ts";
import { heading, say } from "../terminal/say.ts";
import { count, isRefunded } from "../terminal/words.ts";
import type { StartedOrder } from "./start-requests.ts";

/** The same request once more, first at the desk and then at the billing service: nothing is done twice. */
export async function askAgain(
  desk: Desk,
  billing: Billing,
  started: readonly StartedOrder[],
  { order, who, run }: StartedOrder,
): Promise<void> {
  heading(
    "6  The same request again",
    "A browser that repeats itself, a process that dies midway: paid once all the same.",
  );
  const again = await startRefund(desk, who, requestOf(order));
  say(`Order ${order.orderId} started again with the same idempotencyKey:`);
  say(`  ${again.runId}  ${again.runId === run.runId ? "the same run, nothing was started" : "ANOTHER run"}`, "");

  const { steps } = await desk.getRunDetail(who, run.runId);
  const refund = steps.find((step) => step.name === "refund" && step.parent !== null);
  const paid = billing.payments().find((payment) => payment.idempotencyKey === refund?.idempotencyKey);
  if (paid !== undefined) {
    const receipt = billing.refund(paid, paid.idempotencyKey);
    say("Billing asked again with the key of the run's refund step:");
    say(
      `  receipt ${receipt.receiptId}  ${receipt.receiptId === paid.receiptId ? "the first receipt, nothing was paid" : "PAID TWICE"}`,
      "",
    );
  }
  const runs = await Promise.all(started.map((each) => desk.getRun(each.who, each.run.runId)));
  const paidRuns = runs.filter(isRefunded).length;
  say(`Billing's ledger has ${count(billing.payments().length, "payment")}; ${count(paidRuns, "run")} ended refunded.`);
}

function requestOf({ orderId, cents, reason }: Order): { orderId: string; cents: number; reason: string } {
  return { orderId, cents, reason };
}
