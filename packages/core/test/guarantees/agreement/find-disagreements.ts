import { isDeepStrictEqual } from "node:util";
import type { Approval, Entry, RunDetail, RunSummary } from "../../../src/index.ts";

const terminal: ReadonlySet<string> = new Set(["completed", "failed", "cancelled", "halted"]);
/** Entries that say where the run stands from then on. */
const standings = /^run\.(started|waiting|resumed|recovered|handed_back|retried|completed|failed|cancelled|halted)$/;

/** What is wrong with a summary by itself, whoever answered with it. */
export function faultsOfSummary(run: RunSummary): readonly string[] {
  const waitingFor = "waitingFor" in run ? run.waitingFor : undefined;
  const hasEnded = terminal.has(run.status);
  const times = [run.createdAt, run.startedAt, run.finishedAt, run.updatedAt].filter((time) => time !== undefined);
  return named(`a summary that is ${run.status}`, {
    "has waitingFor if and only if it waits": (run.status === "waiting") === (waitingFor !== undefined),
    "awaits an approval only while it waits for one": !run.awaitingApproval || waitingFor?.kind === "approval",
    "has finishedAt if and only if it has ended": hasEnded === (run.finishedAt !== undefined),
    "has an output if and only if it completed": (run.status === "completed") === "output" in run,
    "has an error if and only if it ended otherwise": (hasEnded && run.status !== "completed") === hasError(run),
    "has startedAt once it runs": !["running", "completed"].includes(run.status) || run.startedAt !== undefined,
    "has its times in order": times.every((time, at) => at === 0 || time >= (times[at - 1] as Date)),
  });
}

/** What is wrong between head, entries, steps and approvals of one detail, at whatever moment it was read. */
export function faultsOfDetail(run: RunDetail): readonly string[] {
  const { entries, approvals } = run;
  const last = entries.at(-1);
  const standing = standingOf(entries);
  const isPending = approvals.some(({ status }) => status === "pending");
  const waitsForApproval = run.status === "waiting" && run.waitingFor.kind === "approval";
  return [
    ...faultsOfSummary(run),
    ...named(`a detail that is ${run.status}`, {
      "has its entries without a gap": entries.every(({ seq }, at) => seq === at + 1),
      "was updated with its last entry or later": last !== undefined && run.updatedAt >= last.at,
      "has ended if and only if its last entry says so": terminal.has(run.status) === endsARun(last?.type),
      "ended as its last entry says": !endsARun(last?.type) || last?.type === `run.${run.status}`,
      "goes on after its end only when it failed and was retried": entries.every(
        ({ type }, at) =>
          !endsARun(type) ||
          at === entries.length - 1 ||
          (type === "run.failed" && entries[at + 1]?.type === "run.retried"),
      ),
      "waits only after an entry that says so": run.status !== "waiting" || standing?.type === "run.waiting",
      "waits for what that entry says, or for the next approval once that one is decided":
        run.status !== "waiting" || isDeepStrictEqual(JSON.parse(JSON.stringify(run.waitingFor)), waitIn(entries)),
      "offers an approval that can be decided while one can be": !run.awaitingApproval || isPendingOf(run, nameOf(run)),
      "does not run after an entry that says it waits": run.status !== "running" || standing?.type !== "run.waiting",
      "awaits an approval if and only if it waits for one and one is pending":
        run.awaitingApproval === (waitsForApproval && isPending),
      "has no pending approval once it has ended": !terminal.has(run.status) || !isPending,
      "waits for an approval that it has":
        !waitsForApproval || approvals.some(({ approvalId }) => approvalId === nameOf(run)),
      "has a first step that stands as the run": (run.steps[0]?.status ?? run.status) === run.status,
    }),
  ];
}

/** Whether `resumeRun` would let the run go on: something came that the waiting handler has not been given. */
export function isResumable(run: RunDetail): boolean {
  if (run.status !== "waiting") return false;
  if (run.waitingFor.kind === "operator") return true;
  const since = standingOf(run.entries)?.seq ?? 0;
  return run.entries.some(({ seq, type }) => seq > since && type === "approval.decided");
}

/** What several answers about one run at rest do not agree on. */
export function faultsBetween(answers: Readonly<Record<string, unknown>>): readonly string[] {
  const [[first, expected] = ["", undefined], ...others] = Object.entries(answers);
  return others.flatMap(([name, answer]) =>
    isDeepStrictEqual(answer, expected)
      ? []
      : [`${name} says other than ${first}: ${JSON.stringify(answer)} / ${JSON.stringify(expected)}`],
  );
}

/** The summary in a detail. */
export function summaryIn({
  input: _i,
  runtime: _r,
  steps: _s,
  approvals: _a,
  children: _c,
  entries: _e,
  ...summary
}: RunDetail): RunSummary {
  return summary;
}

/**
 * Something is overdue that the next look of the node will act on: the run is not at rest. In a run that has ended nothing
 * is: a timer that it no longer needs never fires, and what it asked for is withdrawn by the commit that ends it.
 */
export function isOverdue(run: RunDetail, now: number): boolean {
  if (run.finishedAt !== undefined) return false;
  const fired = run.entries.filter(({ type }) => type === "timer.fired").length;
  const due = run.entries.filter(
    ({ type, payload }) => type === "timer.set" && (payload as { readonly until: number }).until <= now,
  ).length;
  return due > fired || run.approvals.some((approval) => isPast(approval, now));
}

function isPast({ status, expiresAt }: Approval, now: number): boolean {
  return status === "pending" && expiresAt !== undefined && expiresAt.getTime() <= now;
}

function standingOf(entries: readonly Entry[]): Entry | undefined {
  return entries.findLast(({ type }) => standings.test(type));
}

function endsARun(type: string | undefined): boolean {
  return type?.startsWith("run.") === true && terminal.has(type.slice("run.".length));
}

/** What a run waits for by its entries: each time that approval is decided, for the oldest one that is still pending. */
function waitIn(entries: readonly Entry[]): unknown {
  type Wait = Readonly<Record<"kind" | "approvalId" | "tool", string>>;
  const pending = new Map<string, Wait>();
  let wait: Wait | undefined;
  for (const { type, payload } of entries) {
    if (type === "run.waiting") wait = (payload as { readonly waitingFor: Wait }).waitingFor;
    if (!type.startsWith("approval.")) continue;
    const { approvalId, tool } = payload as { readonly approvalId: string; readonly tool: string };
    if (type === "approval.requested") pending.set(approvalId, { kind: "approval", approvalId, tool });
    else pending.delete(approvalId);
    if (wait?.approvalId === approvalId) wait = [...pending.values()][0] ?? wait;
  }
  return wait;
}

function isPendingOf({ approvals }: RunDetail, id: string | undefined): boolean {
  return approvals.some(({ approvalId, status }) => approvalId === id && status === "pending");
}

function nameOf(run: RunDetail): string | undefined {
  return run.status === "waiting" && run.waitingFor.kind === "approval" ? run.waitingFor.approvalId : undefined;
}

function hasError(run: RunSummary): boolean {
  return "error" in run && run.error !== undefined;
}

/** The rules that do not hold, as sentences. */
function named(what: string, rules: Readonly<Record<string, boolean>>): readonly string[] {
  return Object.entries(rules).flatMap(([rule, holds]) => (holds ? [] : [`Not so: ${what} ${rule}`]));
}
