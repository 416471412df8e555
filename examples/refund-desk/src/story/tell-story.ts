import type { Billing } from "../billing.ts";
import type { OrderEntry } from "../order-file.ts";
import type { Desk } from "../scoria.ts";
import { askAgain } from "./ask-again.ts";
import { askFromElsewhere } from "./ask-from-elsewhere.ts";
import { decideRuns, waitingOrders } from "./decide-runs.ts";
import { flipOneByte } from "./flip-one-byte.ts";
import { inspectRun } from "./inspect-run.ts";
import { takeNextTurn } from "./next-turn.ts";
import { showEvidence } from "./show-evidence.ts";
import { startRequests } from "./start-requests.ts";

/** Tells the life of these orders, as far as they give something to tell. */
export async function tellStory(desk: Desk, billing: Billing, entries: readonly OrderEntry[]): Promise<void> {
  const started = await startRequests(desk, entries);
  const waiting = waitingOrders(started);
  // A run that waited for a person has the most to show.
  const subject = waiting[0] ?? started[0];
  if (subject === undefined) return;
  await inspectRun(desk, subject, waiting.length > 0);
  await decideRuns(desk, waiting);
  await takeNextTurn(desk, subject);
  await askFromElsewhere(desk, started, subject);
  await askAgain(desk, billing, started, subject);
  await showEvidence(desk, started);
  await flipOneByte(desk, subject);
}
