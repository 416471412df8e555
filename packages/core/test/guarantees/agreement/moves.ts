import fc from "fast-check";
import type { CancelAnswer, Identity, RunDetail, RunSummary } from "../../../src/index.ts";
import type { ScoriaCore } from "../../../src/scoria.ts";
import { isResumable } from "./find-disagreements.ts";
import { hour, kinds, missingKind } from "./shapes.ts";

/** One verb on one of the runs, chosen by the seed. */
export interface Move {
  readonly verb: "decide" | "resume" | "cancel" | "retry" | "signal" | "startAgain" | "passTime";
  readonly through: "worker" | "web";
  readonly run: number;
  readonly approval: number;
  readonly decision: "approved" | "rejected";
  readonly resume: boolean;
  readonly signal: "go" | "noise";
}

export interface Script {
  readonly kinds: readonly string[];
  readonly moves: readonly Move[];
}

export const script: fc.Arbitrary<Script> = fc.record({
  kinds: fc.array(fc.constantFrom(...kinds), { minLength: 2, maxLength: 3 }),
  moves: fc.array(
    fc.record({
      verb: fc.oneof(
        { weight: 8, arbitrary: fc.constant("decide" as const) },
        { weight: 4, arbitrary: fc.constantFrom("resume" as const, "retry" as const, "signal" as const) },
        { weight: 2, arbitrary: fc.constantFrom("cancel" as const, "startAgain" as const, "passTime" as const) },
      ),
      through: fc.constantFrom("worker" as const, "web" as const),
      run: fc.nat(5),
      approval: fc.nat(5),
      decision: fc.constantFrom("approved" as const, "rejected" as const),
      resume: fc.boolean(),
      signal: fc.constantFrom("go" as const, "noise" as const),
    }),
    { minLength: 3, maxLength: 10 },
  ),
});

/** The people of one script, with a session of its own. */
export interface People {
  readonly requester: Identity;
  readonly reviewer: Identity;
}

export interface Started {
  readonly runId: string;
  readonly start: { readonly initialStep: { readonly kind: string }; readonly idempotencyKey: string };
}

/** What a move should come to on a run at rest. */
export interface Expected {
  /** The code of its refusal; undefined when it is taken. */
  readonly code?: string;
  /** It lets the run go on, so that its answer may be of any moment from then on. */
  readonly wakes: boolean;
  readonly make: (scoria: ScoriaCore) => Promise<RunSummary | CancelAnswer>;
}

/** What this move is on this run, and what should come of it; undefined where there is nothing to decide. */
export function expectedOf(move: Move, run: RunDetail, { start }: Started, people: People): Expected | undefined {
  const { runId } = run;
  const { requester, reviewer } = people;
  const hasEnded = run.finishedAt !== undefined;
  switch (move.verb) {
    case "decide": {
      const approval = run.approvals[move.approval % Math.max(1, run.approvals.length)];
      if (approval === undefined) return undefined;
      const { decision, resume } = move;
      return {
        ...(approval.status === "pending" ? {} : { code: "APPROVAL_ALREADY_DECIDED" }),
        wakes: resume,
        make: (scoria) => scoria.decideApproval(reviewer, approval.approvalId, { decision, resume }),
      };
    }
    case "resume":
      return {
        ...(isResumable(run) ? {} : { code: "RUN_NOT_RESUMABLE" }),
        wakes: true,
        make: (scoria) => scoria.resumeRun(requester, runId),
      };
    case "retry":
      return {
        ...(run.status === "failed" ? {} : { code: "RUN_NOT_RESUMABLE" }),
        wakes: true,
        make: (scoria) => scoria.retryRun(requester, runId),
      };
    case "signal":
      return {
        ...(hasEnded ? { code: "RUN_NOT_RESUMABLE" } : {}),
        wakes: move.signal === "go",
        make: (scoria) => scoria.signalRun(requester, runId, move.signal),
      };
    case "cancel":
      return { wakes: false, make: (scoria) => scoria.cancelRun(requester, runId) };
    case "startAgain":
      return {
        // A process with handlers refuses a kind that it does not know, before it asks whether the key is.
        ...(start.initialStep.kind === missingKind && move.through === "worker" ? { code: "HANDLER_MISSING" } : {}),
        wakes: false,
        make: (scoria) => scoria.startRun(requester, start),
      };
    case "passTime":
      return undefined;
  }
}

/** Past everything that the shapes wait for. */
export const passedMs: number = hour + 1;
