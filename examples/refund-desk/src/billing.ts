import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";

/** What a refund comes to: what the reviewer is shown, and what is paid. */
export interface Quote {
  readonly orderId: string;
  readonly cents: number;
  readonly currency: "EUR";
}

/** One refund that was really paid. */
export interface Payment extends Quote {
  readonly receiptId: string;
  readonly idempotencyKey: string;
}

/** The billing service: it stands outside of Scoria and keeps its own books. */
export interface Billing {
  quote(request: { readonly orderId: string; readonly cents: number }): Quote;
  /** Pays, unless this key has been paid before: then it answers with that payment and pays nothing. */
  refund(quote: Quote, idempotencyKey: string): Payment;
  payments(): readonly Payment[];
}

/** Opens the ledger in `file`, or one in memory when there is no file. */
export function openBilling(file?: string): Billing {
  const byKey = new Map(readLedger(file).map((payment) => [payment.idempotencyKey, payment]));
  return {
    quote: ({ orderId, cents }) => ({ orderId, cents, currency: "EUR" }),
    refund(quote, idempotencyKey) {
      const paidBefore = byKey.get(idempotencyKey);
      if (paidBefore !== undefined) return paidBefore;
      const payment = { ...quote, receiptId: `R-${byKey.size + 1}`, idempotencyKey };
      writeLedger(file, [...byKey.values(), payment]);
      byKey.set(idempotencyKey, payment);
      return payment;
    },
    payments: () => [...byKey.values()],
  };
}

function readLedger(file: string | undefined): readonly Payment[] {
  if (file === undefined || !existsSync(file)) return [];
  return JSON.parse(readFileSync(file, "utf8")) as readonly Payment[];
}

function writeLedger(file: string | undefined, payments: readonly Payment[]): void {
  if (file === undefined) return;
  mkdirSync(dirname(file), { recursive: true });
  // Renamed into place, so that a process killed midway leaves the old ledger and not half of a new one.
  writeFileSync(`${file}.new`, JSON.stringify(payments, null, 2));
  renameSync(`${file}.new`, file);
}
