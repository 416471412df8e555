import { isScoriaError, type Identity, type RunSummary, type ScoriaError } from "@scoria/core";
import type { OrderEntry } from "../order-file.ts";
import type { Order } from "../orders.ts";
import { startRefund, type Desk } from "../scoria.ts";
import { heading, red, say } from "../terminal/say.ts";
import { table } from "../terminal/table.ts";
import { wrap } from "../terminal/wrap.ts";
import { count, euros, paintStanding, shortId, standing } from "../terminal/words.ts";

/** An order that has a run, as the run stood when it first waited or ended. */
export interface StartedOrder {
  readonly order: Order;
  readonly who: Identity;
  readonly run: RunSummary;
}

interface RefusedEntry {
  readonly place: number;
  readonly refused: ScoriaError;
}

interface RepeatedEntry {
  readonly place: number;
  readonly runId: string;
}

/** Starts a run per order, each under the identity of the one who asks. A refused order does not stop the others. */
export async function startRequests(desk: Desk, entries: readonly OrderEntry[]): Promise<readonly StartedOrder[]> {
  heading("1  Identity and start", "Each request is a run of its own, under a real identity: actor, tenant, session.");
  const started: StartedOrder[] = [];
  const repeated: RepeatedEntry[] = [];
  const refused: RefusedEntry[] = [];
  for (const entry of entries) {
    const answer = "order" in entry ? await startOne(desk, entry.order) : entry.refused;
    if (!("order" in answer)) refused.push({ place: entry.place, refused: answer });
    else if (started.some(({ run }) => run.runId === answer.run.runId)) {
      repeated.push({ place: entry.place, runId: answer.run.runId });
    } else started.push(answer);
  }
  if (started.length > 0) sayStarted(started);
  for (const { place, runId } of repeated) {
    say(`Entry ${place} repeats an order, so its answer is the run that order has: ${shortId(runId)}`);
  }
  if (refused.length > 0) sayRefused(refused, started.length);
  return started;
}

async function startOne(desk: Desk, order: Order): Promise<StartedOrder | ScoriaError> {
  const { actorId, tenantId, sessionId, ...request } = order;
  try {
    const who = desk.identity({ actorId, tenantId, sessionId, metadata: { channel: "demo" } });
    const { runId } = await startRefund(desk, who, request);
    return { order, who, run: await desk.waitForRun(who, runId, { until: "waiting" }) };
  } catch (error) {
    if (isScoriaError(error)) return error;
    throw error;
  }
}

function sayStarted(started: readonly StartedOrder[]): void {
  const rows = started.map(({ order, run }) => [
    order.orderId,
    order.tenantId,
    order.actorId,
    order.sessionId,
    euros(order.cents),
    standing(run),
    shortId(run.runId),
  ]);
  const names = ["order", "tenant", "actor", "session", "amount", "where its run stands", "runId"];
  say(...table(names, rows, { right: [4], paint: (cell, column) => (column === 5 ? paintStanding(cell) : cell) }));

  const waiting = started.filter(({ run }) => run.status === "waiting").length;
  const ended = started.length - waiting;
  const sentences = [
    ended > 0 ? `${count(ended, "run")} ended at once.` : "",
    waiting > 0 ? `${count(waiting, "run")} over 100 EUR ${waiting === 1 ? "waits" : "wait"} for a person.` : "",
  ];
  say("", sentences.filter(Boolean).join(" "));
}

function sayRefused(refused: readonly RefusedEntry[], startedCount: number): void {
  if (startedCount > 0) say("");
  const others = startedCount === 0 ? "no order is left" : "the others went on";
  say(`${count(refused.length, "order")} refused; ${others}:`);
  for (const { place, refused: refusal } of refused) {
    say(`  entry ${place}  ${red(refusal.code)}`, ...wrap(refusal.message).map((line) => `    ${line}`));
  }
}
