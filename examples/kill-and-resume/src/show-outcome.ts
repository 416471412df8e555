import type { Entry } from "@scoria/core";
import type { Outside } from "./outside.ts";
import { cutOffStep, stepNames } from "./ship-handler.ts";
import type { Outcome } from "./story.ts";
import { bold, green, heading, red, say, table } from "./terminal.ts";

/** Shows which step ran where and what is on record, and holds the one against the other. True when all of it holds. */
export async function showOutcome(outcome: Outcome, outside: Outside): Promise<boolean> {
  const { scoria, shipment, attempts, kill } = outcome;
  const detail = await scoria.getRunDetail(shipment.who, shipment.runId);
  const check = await scoria.verifyEvidence(shipment.who, shipment.runId);
  const calls = outside.calls();
  const attemptsAt = (step: string) => attempts.filter((each) => each.step === step);
  const callsAt = (step: string) => calls.filter((each) => each.step === step);

  heading("3  Which step ran where", "As the workers told it, beside what the services outside did.");
  const rows = stepNames.map((step) => {
    const tries = attemptsAt(step);
    const record = detail.steps.find(({ name }) => name === step);
    return [
      step,
      String(tries.length),
      tries.map(({ worker, pid }) => `${worker} (${pid})`).join(", then "),
      recordedBy(record?.output),
      [...new Set(tries.map(({ key }) => `…${key.slice(-8)}`))].join(" "),
      String(callsAt(step).filter(({ answer }) => answer === "done").length),
    ];
  });
  say(...table(["step", "attempts", "process", "recorded by", "idempotency key", "times done"], rows));

  heading("4  Evidence", "The journal of the run. run.recovered is where the other process took it over.");
  say(...table(["seq", "time (UTC)", "type", "step", "hash"], detail.entries.map(rowOf)));

  heading("5  What this shows", "At least once for effects, recorded once.");
  const cutOff = attemptsAt(cutOffStep);
  const before = stepNames.slice(0, stepNames.indexOf(cutOffStep));
  const recordedOnce = (step: string): boolean =>
    detail.entries.filter((each) => each.type === "step.completed" && each.stepKey === `ship/${step}`).length === 1;
  const findings: readonly (readonly [says: string, holds: boolean])[] = [
    [`The run completed, although worker ${kill.victim.name} was killed in it.`, detail.status === "completed"],
    [
      `The steps that had finished (${before.join(", ")}) were not run again.`,
      before.every((step) => attemptsAt(step).length === 1 && callsAt(step).length === 1),
    ],
    [
      `The step in flight (${cutOffStep}) ran again, in another process and with the same idempotency key.`,
      cutOff.length > 1 && new Set(cutOff.map(({ key }) => key)).size === 1 && cutOff.at(-1)?.pid !== cutOff[0]?.pid,
    ],
    [
      "The card company was called again, knew the key, and charged once.",
      callsAt(cutOffStep).length > 1 && callsAt(cutOffStep).filter(({ answer }) => answer === "done").length === 1,
    ],
    ["Each step is recorded once.", stepNames.every(recordedOnce)],
    [
      check.ok
        ? `verifyEvidence: ${check.entries} entries, the chain holds.`
        : `verifyEvidence: entry ${check.seq}, ${check.field}: ${check.reason}`,
      check.ok,
    ],
  ];
  for (const [says, holds] of findings) say(`${holds ? green("yes") : red("NO ")}  ${says}`);
  say(
    "",
    `${bold("What it does not show:")} that an effect happens exactly once. A service that ignores the key`,
    "would have charged twice. Hand each step's idempotencyKey to what it calls.",
  );
  return findings.every(([, holds]) => holds);
}

function recordedBy(output: unknown): string {
  return typeof output === "object" && output !== null && "by" in output ? String(output.by) : "nobody";
}

function rowOf(entry: Entry): readonly string[] {
  // The step key begins with the run's own kind, which is the same in every row.
  const step = entry.stepKey?.slice(entry.stepKey.indexOf("/") + 1) ?? "";
  return [
    String(entry.seq).padStart(3),
    entry.at.toISOString().slice(11, 23),
    entry.type,
    step,
    entry.hash.slice(0, 8),
  ];
}
