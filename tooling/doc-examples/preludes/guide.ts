import { setTimeout } from "node:timers/promises";
import { createScoria, giveUp, isScoriaError, retryAfter, type Handler } from "@scoria/core";

interface Quote {
  readonly orderId: string;
  readonly cents: number;
}

declare const billing: {
  quote(orderId: string): Promise<Quote>;
  refund(quote: Quote, idempotencyKey: string): Promise<{ readonly refunded: boolean }>;
};
declare const mail: { send(to: string, idempotencyKey: string): Promise<void> };
declare const orderIds: readonly string[];
declare const scoria: import("@scoria/core").Scoria;
declare const ana: import("@scoria/core").Identity;
declare const rita: import("@scoria/core").Identity;
declare const runId: string;
declare const approvalId: string;
