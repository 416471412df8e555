import type { ChildOutcome, ChildRun, Handler, Json, RunDetail, RunSummary, StoredError } from "../../src/index.ts";
import { check, type Equal } from "./equal.ts";

export const parent: Handler<{}, { readonly files: readonly string[] }> = async (ctx) => {
  const plain = await ctx.startChild("plain");
  check<Equal<typeof plain, ChildRun>>();
  const sum = await ctx.startChild<{ total: number }>("sum", { of: [1, 2] }, { key: "first", rails: { maxSteps: 5 } });
  check<Equal<typeof sum, ChildRun<{ total: number }>>>();

  // One outcome for each, in order; an id alone tells nothing of the output.
  const outcomes = await ctx.waitForRuns([sum, plain, plain.runId]);
  const [first, second, third] = outcomes;
  check<Equal<typeof first, ChildOutcome<{ total: number }>>>();
  check<Equal<typeof second, ChildOutcome>>();
  check<Equal<typeof third, ChildOutcome>>();
  check<Equal<(typeof outcomes)["length"], 3>>();

  if (first.status === "completed") {
    check<Equal<typeof first.output, { total: number }>>();
    check<Equal<typeof first.continuedAs, string | undefined>>();
    // @ts-expect-error - one that completed has no error
    void first.error;
  } else {
    check<Equal<typeof first.error, StoredError>>();
    // @ts-expect-error - only one that completed has an output
    void first.output;
  }

  const many = await Promise.all(
    ctx.input.files.map((file) => ctx.startChild<string>("convert", { file }, { key: file })),
  );
  const all = await ctx.waitForRuns(many);
  check<Equal<(typeof all)[number], ChildOutcome<string>>>();

  // @ts-expect-error - a kind has a name
  void ctx.startChild(1);
  // @ts-expect-error - no such option
  void ctx.startChild("plain", {}, { name: "first" });
  // @ts-expect-error - a list, also for one
  void ctx.waitForRuns(plain);
  // @ts-expect-error - steps are not runs
  void ctx.waitForRuns([1]);

  const never = ctx.continueAsNew({ files: [] });
  check<Equal<typeof never, Promise<never>>>();
  return never;
};

export function read(run: RunSummary, detail: RunDetail): string | undefined {
  check<Equal<typeof run.parentRunId, string | undefined>>();
  check<Equal<typeof run.continuedFrom, string | undefined>>();
  const [child] = detail.children;
  const outcome = child?.outcome;
  if (outcome?.status === "completed") check<Equal<typeof outcome.output, Json>>();
  // @ts-expect-error - only a run that completed goes on as another
  void run.continuedAs;
  return run.status === "completed" ? run.continuedAs : undefined;
}
