import { askDatabase } from "../ask-database.ts";
import type { Core } from "../core.ts";
import type { Connection } from "../database.ts";
import type { RunHints } from "../runs/run-hints.ts";

/** How many are asked to end in one transaction: their heads are locked until its end. */
const most = 100;

/**
 * Asks for the end of all children of cancelled runs, of their children in turn, and so on. Which runs these are stands in
 * the database, so that whoever looks next goes on where a process that died has stopped.
 */
export async function cancelChildren(control: Connection, hints: RunHints): Promise<void> {
  for (;;) {
    const { rows } = await control.query<{ child_id: string; ended: boolean }>({
      name: "scoria_cancel_children",
      text: "select child_id, ended from scoria.cancel_children($1)",
      values: [most],
    });
    if (rows.length === 0) return;
    for (const { child_id: runId, ended } of rows) {
      const ends = ended ? ["approval.withdrawn", "run.cancelled"] : [];
      hints.fromOutside(runId, { types: ["cancel.requested", ...ends], queued: false });
    }
  }
}

/** A node does it beside its work; should this process die meanwhile, any node does with its next heartbeat. */
export async function reachChildren(core: Core): Promise<void> {
  if (core.node !== null) return core.node.cancelChildren();
  await askDatabase(core, "cancelling the children of a run", () => cancelChildren(core.database.control, core.hints));
}
