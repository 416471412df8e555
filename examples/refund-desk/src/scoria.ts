import { createScoria, type Identity, type RunSummary } from "@scoria/core";
import type { Billing } from "./billing.ts";
import type { RefundRequest } from "./orders.ts";
import { refundHandler } from "./refund-handler.ts";

/**
 * Opens the facade with the one handler of this desk.
 *
 * The tables are brought up to date at the start, also on a server. That is right for an example; where several
 * processes or a database administrator are involved, leave `migrate` out.
 */
export const openDesk = (database: string, billing: Billing) =>
  createScoria({ database, migrate: "auto", handlers: { refund: refundHandler(billing) } });

export type Desk = Awaited<ReturnType<typeof openDesk>>;

/** Starts the refund of one order. The order is refunded once however often it is asked for: see `idempotencyKey`. */
export async function startRefund(desk: Desk, who: Identity, request: RefundRequest): Promise<RunSummary> {
  return desk.startRun(who, {
    rootRole: "executor",
    initialStep: { kind: "refund" },
    input: request,
    idempotencyKey: `refund-${request.orderId}`,
  });
}
