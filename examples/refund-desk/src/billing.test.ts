import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, expect, test } from "vitest";
import { openBilling, type Quote } from "./billing.ts";

const quote: Quote = { orderId: "A-1", cents: 2490, currency: "EUR" };
const folders: string[] = [];

afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true });
});

test("one key is paid once, and its first receipt is given again", () => {
  const billing = openBilling();
  const first = billing.refund(quote, "key-1");
  expect(billing.refund(quote, "key-1")).toEqual(first);
  expect(billing.payments()).toEqual([first]);
  expect(billing.refund(quote, "key-2").receiptId).not.toBe(first.receiptId);
});

test("the ledger still knows its keys after it is opened again", () => {
  const folder = mkdtempSync(join(tmpdir(), "refund-desk-ledger-"));
  folders.push(folder);
  const file = join(folder, "new", "billing.json");
  const first = openBilling(file).refund(quote, "key-1");
  const reopened = openBilling(file);
  expect(reopened.refund(quote, "key-1")).toEqual(first);
  expect(reopened.payments()).toHaveLength(1);
});
