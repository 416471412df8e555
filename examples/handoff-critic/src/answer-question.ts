import type { Identity, Json } from "@scoria/core";
import { z } from "zod";
import type { Desk } from "./desk.ts";
import { reasonsToEscalate } from "./escalation-policy.ts";
import { draft, type Draft, type Question } from "./question.ts";
import { review } from "./review-handoff.ts";

const verdict = z.object({ verdict: z.enum(["send", "rework"]), faults: z.array(z.string()) });

/** What the host decided about a draft, and by which runs. */
export interface Answered {
  readonly draft: Draft;
  readonly draftRunId: string;
  /** Why it was looked at; none: it was good enough. */
  readonly reasons: readonly string[];
  /** The run in which the critic looked at it. */
  readonly reviewRunId?: string;
  readonly sent: boolean;
  /** What the critic found. */
  readonly faults: readonly string[];
}

/**
 * Answers one question: an ordinary run drafts, the host's policy judges the draft, and when that says so a second run
 * hands it to the critic, whose verdict decides. Both runs are of the asker's session.
 *
 * Asked again it finds the same runs by their keys, and decides the same.
 */
export async function answerQuestion(desk: Desk, who: Identity, question: Question): Promise<Answered> {
  const { questionId } = question;
  const drafting = await desk.startRun(who, {
    rootRole: "planner",
    initialStep: { kind: "draft" },
    input: question,
    idempotencyKey: `draft-${questionId}`,
  });
  const drafted = draft.parse(await outputOf(desk, who, drafting.runId));
  const reasons = reasonsToEscalate(drafted);
  const soFar = { draft: drafted, draftRunId: drafting.runId, reasons };
  if (reasons.length === 0) return { ...soFar, sent: true, faults: [] };

  const reviewing = await desk.handoff.startRun(who, review, {
    handoffInput: { brief: "Review the draft answer for policy and accuracy", because: reasons },
    projectedContext: {
      task: "policy and accuracy",
      draftAnswer: drafted.text,
      promisesCents: drafted.promisesCents,
    },
    idempotencyKey: `review-${questionId}`,
  });
  const judged = verdict.parse(await outputOf(desk, who, reviewing.runId));
  return { ...soFar, reviewRunId: reviewing.runId, sent: judged.verdict === "send", faults: judged.faults };
}

/** What a run returned, once it has. */
async function outputOf(desk: Desk, who: Identity, runId: string): Promise<Json> {
  const run = await desk.waitForRun(who, runId, { until: "settled", timeoutMs: 60_000 });
  if (run.status === "completed") return run.output ?? null;
  throw new Error(`Run ${runId} is ${run.status} and not completed.`);
}
