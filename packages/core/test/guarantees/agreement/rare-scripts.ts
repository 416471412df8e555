import type { Move, Script } from "./moves.ts";
import { missingKind } from "./shapes.ts";

/** What few of the random scripts come to, by what is special about its runs. */
export const rareScripts: Readonly<Record<string, Script>> = {
  // The third run sleeps on: once it wakes, the node has looked at all that was due.
  "runs that ended before their timer, when the time comes": {
    kinds: ["approvalAgainstTimer", "sleep", "sleep"],
    moves: [move("decide"), move("cancel", { run: 1 }), move("passTime")],
  },
  "a run whose requests were all decided and that nobody resumed": {
    kinds: ["twoApprovals", "twoApprovals"],
    moves: [
      move("decide", { resume: false }),
      move("decide", { approval: 1, resume: false }),
      move("decide", { run: 1, approval: 1, resume: false }),
      move("decide", { run: 1, resume: false }),
      move("resume"),
    ],
  },
  "a run that is started again by a process without a handler of its kind": {
    kinds: ["quick", missingKind],
    moves: [move("startAgain", { run: 1, through: "worker" }), move("startAgain", { run: 1 })],
  },
};

function move(verb: Move["verb"], more: Partial<Move> = {}): Move {
  return { verb, through: "web", run: 0, approval: 0, decision: "approved", resume: true, signal: "noise", ...more };
}
