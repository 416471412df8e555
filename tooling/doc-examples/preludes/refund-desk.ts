import { createScoria } from "@scoria/core";

interface Quote {
  readonly orderId: string;
  readonly cents: number;
}

declare const billing: {
  quote(orderId: string): Promise<Quote>;
  refund(quote: Quote, idempotencyKey: string): Promise<{ readonly refunded: boolean }>;
};
