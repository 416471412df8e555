import { isScoriaError } from "../../../src/errors/scoria-error.ts";
import type { Approval, CancelAnswer, RunDetail, RunSummary } from "../../../src/index.ts";
import type { Rival } from "./race-plan.ts";

/** What a rival was told. */
export interface Told {
  readonly rival: Rival;
  readonly answer: PromiseSettledResult<RunSummary | CancelAnswer | undefined>;
}

/** A race when it is over: what each was told, and what is on record. */
export interface Finished {
  readonly told: readonly Told[];
  readonly run: RunDetail;
  /** The same approval as the inbox has it. */
  readonly inbox: Approval;
  readonly evidenceHolds: boolean;
}

const closings = { "approval.decided": "decided", "approval.expired": "expired", "approval.withdrawn": "withdrawn" };

/** How the approval was settled, as the journal has it; more than one entry is two outcomes of one request. */
export function outcomesOf(run: RunDetail): readonly string[] {
  return run.entries.flatMap(({ type }) => (type in closings ? [closings[type as keyof typeof closings]] : []));
}

/** Everything that is wrong with a finished race; empty when it had one outcome and all agree on it. */
export function findFaults(finished: Finished): readonly string[] {
  const { told, run, inbox, evidenceHolds } = finished;
  const outcomes = outcomesOf(run);
  const decided = run.entries.find(({ type }) => type === "approval.decided")?.payload as
    { readonly decidedBy: string; readonly decision: string } | undefined;
  const winners = told.filter(({ rival, answer }) => rival.kind === "decide" && answer.status === "fulfilled");
  const expected = decided?.decision ?? outcomes[0];
  return [
    ...(outcomes.length === 1 ? [] : [`The journal has ${outcomes.length} outcomes: ${outcomes.join(", ")}.`]),
    ...(winners.length <= 1 ? [] : [`${winners.length} deciders were told that they decided.`]),
    ...(inbox.status === expected ? [] : [`The inbox says ${inbox.status}, the journal ${expected}.`]),
    ...(inbox.decidedBy === decided?.decidedBy ? [] : ["Inbox and journal name different deciders."]),
    ...(evidenceHolds ? [] : ["The evidence does not verify."]),
    ...(run.finishedAt === undefined || run.awaitingApproval ? [`The run has not ended: ${run.status}.`] : []),
    ...(run.status !== "completed" || run.output === inbox.status
      ? []
      : [`The handler was told ${JSON.stringify(run.output)}, the inbox says ${inbox.status}.`]),
    ...(inbox.status !== "withdrawn" || run.status === "cancelled" ? [] : [`Withdrawn, but the run is ${run.status}.`]),
    ...told.flatMap((one) => faultsOfAnswer(one, finished, decided?.decidedBy)),
  ];
}

function faultsOfAnswer(
  { rival, answer }: Told,
  { run, inbox }: Finished,
  winner: string | undefined,
): readonly string[] {
  switch (rival.kind) {
    case "expire":
      return answer.status === "fulfilled" ? [] : ["The clock could not be set."];
    case "cancel": {
      if (answer.status === "rejected") return [`A cancel was refused: ${String(answer.reason)}.`];
      const { run: seen, cancelRequested } = answer.value as CancelAnswer;
      if (cancelRequested) return ["A cancel had no end to report."];
      return seen.status === run.status ? [] : [`A cancel was told ${seen.status}, and the run ended ${run.status}.`];
    }
    case "decide": {
      if (answer.status === "fulfilled") {
        const isWinner = winner === rival.by && inbox.status === rival.decision;
        return isWinner
          ? []
          : [`${rival.by} was told that it decided ${rival.decision}, on record is ${inbox.status}.`];
      }
      const { reason } = answer as { readonly reason: unknown };
      if (!isScoriaError(reason, "APPROVAL_ALREADY_DECIDED")) return [`A loser was told ${String(reason)}.`];
      if (winner === rival.by) return [`${rival.by} decided, and was told that another had.`];
      const { status, decidedBy, decidedAt } = reason.details;
      const said = { status, decidedBy, decidedAt };
      const onRecord = {
        status: inbox.status,
        decidedBy: inbox.decidedBy,
        decidedAt: inbox.decidedAt?.toISOString(),
      };
      return JSON.stringify(said) === JSON.stringify(onRecord)
        ? []
        : [`A loser was told ${JSON.stringify(said)}, on record is ${JSON.stringify(onRecord)}.`];
    }
  }
}
