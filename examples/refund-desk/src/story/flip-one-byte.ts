import { verifyExport, type EvidenceCheck } from "@scoria/core";
import type { Desk } from "../scoria.ts";
import { bold, green, heading, red, say } from "../terminal/say.ts";
import { fields } from "../terminal/table.ts";
import type { StartedOrder } from "./start-requests.ts";

/** Exports one run, changes one byte of what was asked for, and lets the check find it. */
export async function flipOneByte(desk: Desk, { order, who, run }: StartedOrder): Promise<void> {
  heading("8  One flipped byte", "An export can be checked by anybody, without the database.");
  const { jsonl, head } = await desk.exportEvidence(who, run.runId);
  const amountAt = jsonl.indexOf(`"cents":${order.cents}`) + `"cents":`.length;
  const firstDigit = jsonl.charAt(amountAt);
  const forged = jsonl.slice(0, amountAt) + (firstDigit === "9" ? "1" : "9") + jsonl.slice(amountAt + 1);
  const digits = String(order.cents).length;
  say(
    ...fields([
      ["exported", `order ${bold(order.orderId)}, ${Buffer.byteLength(jsonl)} bytes of JSON lines`],
      ["as it is", describe(verifyExport(jsonl, { head }))],
      ["one byte", `"cents":${order.cents} → "cents":${forged.slice(amountAt, amountAt + digits)}`],
      ["then", describe(verifyExport(forged, { head }))],
    ]),
  );
}

function describe(check: EvidenceCheck): string {
  return check.ok
    ? green(`verified, ${check.entries} entries`)
    : red(`entry ${check.seq}, ${check.field}: ${check.reason}`);
}
