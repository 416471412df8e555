import type { Entry, Identity } from "@scoria/core";
import type { Desk } from "./desk.ts";
import { dim, green, heading, red, say, table } from "./terminal.ts";

/** The journal of each run, verified by its hash chain. True when all of them hold. */
export async function showEvidence(desk: Desk, who: Identity, runIds: readonly string[]): Promise<boolean> {
  heading("6  Evidence", "The handoff is in the journal of its run, and so in its hash chain.");
  let holds = true;
  for (const [at, runId] of runIds.entries()) {
    if (at > 0) say("");
    const { entries } = await desk.getRunDetail(who, runId);
    const check = await desk.verifyEvidence(who, runId);
    say(dim(runId), "", ...table(["seq", "type", "step", "role", "hash"], entries.map(rowOf)), "");
    say(
      check.ok
        ? green(`verifyEvidence: ${check.entries} entries, the chain holds`)
        : red(`verifyEvidence: entry ${check.seq}, ${check.field}: ${check.reason}`),
    );
    holds &&= check.ok;
  }
  return holds;
}

function rowOf({ seq, type, stepKey, role, hash }: Entry): readonly string[] {
  return [String(seq), type, stepKey ?? "", role ?? "", hash.slice(0, 8)];
}
