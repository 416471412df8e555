import type { Identity, ScoriaError } from "@scoria/core";
import { unsafeFindings } from "@scoria/handoff";
import { answerQuestion } from "./answer-question.ts";
import type { Desk } from "./desk.ts";
import type { Question } from "./question.ts";
import { showEvidence } from "./show-evidence.ts";
import { showLineage } from "./show-lineage.ts";
import { bold, green, heading, say, table, yellow } from "./terminal.ts";
import { tryToSmuggle } from "./try-to-smuggle.ts";

const floodedKitchen: Question = {
  questionId: "Q-7",
  text: "Your washing machine flooded my kitchen. Do you pay for the floor?",
  claimedCents: 180_000,
};

/** One question, from the draft to the verdict, with what is on record about it. True when all the evidence holds. */
export async function tellStory(desk: Desk, who: Identity): Promise<boolean> {
  const { draft, draftRunId, reasons, reviewRunId, sent, faults } = await answerQuestion(desk, who, floodedKitchen);

  heading("1  The planner drafts", "An ordinary run of the session.");
  say(`asked    ${floodedKitchen.text}`, `drafted  ${draft.text}`);

  heading("2  The host decides whether that is good enough", "Its own policy: a plain function over the draft.");
  say(...reasons, "", "So a critic looks at it, in a second run of the same session.");
  if (reviewRunId === undefined) throw new Error("This draft should have been escalated.");

  heading(
    "3  The critic's verdict decides",
    "The critic saw the projected context, and nothing else of the planner's.",
  );
  say(...faults, "", sent ? green("The draft is sent.") : yellow("The draft is not sent; a person answers."));

  heading("4  One session, two runs", "As listRunsForSession has them, newest first.");
  const { runs } = await desk.listRunsForSession(who);
  say(
    ...table(
      ["kind", "root role", "status", "run"],
      runs.map((run) => [run.kind ?? "", run.rootRole, run.status, run.runId]),
    ),
  );

  await showLineage(desk, who, reviewRunId);
  const holds = await showEvidence(desk, who, [draftRunId, reviewRunId]);

  heading("7  What may not be handed on", "A careless host hands on what it has at hand.");
  sayRefusal(await tryToSmuggle(desk, who));
  const after = (await desk.listRunsForSession(who)).runs.length;
  say("", after === runs.length ? `No run was written: the session still has ${after}.` : "A run WAS written.");
  return holds && after === runs.length;
}

/** Where and why. What stands there is in no message. */
function sayRefusal(error: ScoriaError): void {
  say(
    bold(error.code),
    "",
    ...table(
      ["where", "why"],
      unsafeFindings(error).map(({ path, reason }) => [path, reason]),
    ),
  );
}
