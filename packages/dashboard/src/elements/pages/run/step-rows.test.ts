import { expect, test } from "vitest";
import type { EntryView, RunView, StepView } from "../../../wire/index.ts";
import { StepForest } from "./step-rows.ts";

const at = (second: number): string => new Date(second * 1_000).toISOString();

function aStep(stepKey: string, parent: string | null, startedAt: number | null): StepView {
  const name = stepKey.slice(stepKey.lastIndexOf("/") + 1);
  const times = { startedAt: startedAt === null ? null : at(startedAt), finishedAt: null };
  return { stepKey, name, role: "executor", parent, status: "running", idempotencyKey: "", ...times };
}

function aRun(fields: Partial<RunView>): RunView {
  return { steps: [], children: [], approvals: [], ...fields } as unknown as RunView;
}

const linesOf = (run: RunView, entries: readonly EntryView[] = [], folded: ReadonlySet<string> = new Set()) =>
  new StepForest(run, entries).rows(folded).map(({ key, level }) => `${"  ".repeat(level - 1)}${key}`);

test("steps stand under the step that they ran under, in the order in which they began; what has not begun is last", () => {
  const steps = [
    aStep("a", null, 0),
    aStep("a/y", "a", 3),
    aStep("a/z", "a", null),
    aStep("a/x", "a", 1),
    aStep("a/y/1", "a/y", 4),
  ];
  expect(linesOf(aRun({ steps }))).toEqual(["a", "  a/x", "  a/y", "    a/y/1", "  a/z"]);
  expect(linesOf(aRun({ steps }), [], new Set(["a/y"]))).toEqual(["a", "  a/x", "  a/y", "  a/z"]);
});

test("approvals and runs stand under the step that asked for them", () => {
  const run = aRun({
    steps: [aStep("a", null, 0), aStep("a/b", "a", 1)],
    children: [{ runId: "child", kind: "parcel", status: "running", stepKey: "a/b/child:parcel", createdAt: at(2) }],
    approvals: [{ approvalId: "asked", requestedAt: at(3), status: "pending" }] as unknown as RunView["approvals"],
  });
  const asked = { type: "approval.requested", stepKey: "a/approval:refund", payload: { approvalId: "asked" } };
  expect(linesOf(run, [asked as unknown as EntryView])).toEqual(["a", "  a/b", "    child", "  asked"]);
});

test("a step whose parent is not among the steps stands where it can be seen", () => {
  expect(linesOf(aRun({ steps: [aStep("a", null, 0), aStep("b/c", "b", 1)] }))).toEqual(["a", "b/c"]);
});
