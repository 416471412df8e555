import { laneDraft, type LaneEntry } from "../lane/lane-entry.ts";
import type { EntryDraft } from "../journal/entry.ts";
import type { Execution } from "./execution.ts";
import type { Frame } from "./frame.ts";
import { rejected } from "./rejected.ts";

/** Records an entry of a lane as a call of its handler: once, and given back from the journal on replay. */
export function recordEntry(execution: Execution, frame: Frame, lane: string, entry: LaneEntry): Promise<unknown> {
  let draft: EntryDraft;
  try {
    draft = laneDraft(lane, entry);
  } catch (error) {
    return rejected(error);
  }
  const name = { prefix: `${lane}:`, name: draft.type.slice(lane.length + 1), key: null };
  return execution.call<unknown>(frame, "entry", name, ({ call, stepKey, recorded }) => {
    if (recorded !== undefined || !execution.admit()) return;
    const role = draft.role ?? frame.role;
    void execution.live(async () => {
      await execution.append({ drafts: [{ ...draft, call, stepKey, role }] });
    });
  });
}
