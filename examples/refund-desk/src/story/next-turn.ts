import type { Desk } from "../scoria.ts";
import { heading, say } from "../terminal/say.ts";
import { table } from "../terminal/table.ts";
import { paintStanding, standing } from "../terminal/words.ts";
import type { StartedOrder } from "./start-requests.ts";

/** A second turn of the same conversation: the session stays, the run is a new one. */
export async function takeNextTurn(desk: Desk, { who, run }: StartedOrder): Promise<void> {
  heading("4  The next turn", "sessionId is not runId: a session groups runs, a runId names exactly one.");
  const turn = await desk.startRun(who, { rootRole: "executor", metadata: { note: "the customer says thanks" } });
  const { runs } = await desk.listRunsForSession(who);
  const shown = runs.map((each) => [each.runId, each.kind ?? "a note", standing(each), remark(each.runId)]);
  say(`The runs of session ${who.sessionId}, newest first:`, "");
  say(
    ...table(["runId", "kind", "where it stands", ""], shown, {
      paint: (cell, column) => (column === 2 ? paintStanding(cell) : cell),
    }),
  );

  function remark(runId: string): string {
    if (runId === turn.runId) return "the new turn";
    return runId === run.runId ? "the first" : "";
  }
}
