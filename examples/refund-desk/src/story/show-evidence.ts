import type { Entry } from "@scoria/core";
import type { Desk } from "../scoria.ts";
import { bold, dim, green, heading, red, say } from "../terminal/say.ts";
import { table } from "../terminal/table.ts";
import { count, standing } from "../terminal/words.ts";
import type { StartedOrder } from "./start-requests.ts";

/** Longer lists hide more than they show. */
const runsShown = 12;

/** Every run's journal as a table, each verified by its hash chain. */
export async function showEvidence(desk: Desk, started: readonly StartedOrder[]): Promise<void> {
  heading("7  Evidence", "The journal is the run: what a resumed handler gets back is what you read here.");
  for (const [index, each] of started.slice(0, runsShown).entries()) {
    if (index > 0) say("");
    await showRun(desk, each);
  }
  const rest = started.slice(runsShown);
  if (rest.length === 0) return;
  let holding = 0;
  for (const { who, run } of rest) if ((await desk.verifyEvidence(who, run.runId)).ok) holding += 1;
  say("", `${count(rest.length, "more run")} not shown: the evidence of ${holding} of ${rest.length} holds.`);
}

async function showRun(desk: Desk, { order, who, run }: StartedOrder): Promise<void> {
  const detail = await desk.getRunDetail(who, run.runId);
  say(`${bold(order.orderId)}  ${run.runId}  ${dim(standing(detail))}`, "");
  say(...table(["seq", "time (UTC)", "type", "step", "role", "hash"], detail.entries.map(rowOf), { right: [0] }));
  const check = await desk.verifyEvidence(who, run.runId);
  const verdict = check.ok
    ? green(`verified: ${check.entries} entries, the chain holds`)
    : red(`entry ${check.seq}, ${check.field}: ${check.reason}`);
  say("", verdict);
}

function rowOf(entry: Entry): readonly string[] {
  // The step key begins with the run's own kind, which is the same in every row.
  const step = entry.stepKey?.slice(entry.stepKey.indexOf("/") + 1) ?? "";
  return [
    String(entry.seq),
    entry.at.toISOString().slice(11, 23),
    entry.type,
    step,
    entry.role ?? "",
    entry.hash.slice(0, 8),
  ];
}
