import { appendFileSync, existsSync, readFileSync } from "node:fs";
import { setTimeout as time } from "node:timers/promises";
import type { Handler } from "../../../src/index.ts";

/** What a run of this kind leaves when nothing goes wrong. */
export const wholeStory = [
  "run.started",
  "step.completed",
  "approval.requested",
  "run.waiting",
  "approval.decided",
  "run.resumed",
  "step.completed",
  "step.completed",
  "run.completed",
] as const;

export const stepNames = ["one", "two", "three"] as const;
export type StepName = (typeof stepNames)[number];

/** One thing that a step did to the world outside. */
export interface Effect {
  readonly runId: string;
  readonly step: StepName;
  readonly idempotencyKey: string;
  readonly attempt: number;
  readonly pid: number;
}

/** Which process did each step, as the run remembers it, and what was approved. */
export interface StoryOutput {
  readonly didBy: Readonly<Record<StepName, number>>;
  readonly cents: number;
}

/** A step, an approval, a step that acts on it, and one more step; each writes to `ledger` what it does. */
export function storyHandler(ledger: string, stepMs: number): Handler<{}, { readonly cents: number }> {
  return async (ctx) => {
    const act = async (step: StepName, attempt: { readonly idempotencyKey: string; readonly attempt: number }) => {
      if (stepMs > 0) await time(Math.random() * stepMs);
      const { idempotencyKey } = attempt;
      const effect: Effect = { runId: ctx.runId, step, idempotencyKey, attempt: attempt.attempt, pid: process.pid };
      appendFileSync(ledger, `${JSON.stringify(effect)}\n`);
      if (stepMs > 0) await time(Math.random() * stepMs);
      return process.pid;
    };
    const one = await ctx.step("one", (attempt) => act("one", attempt));
    const asked = { cents: ctx.input.cents, quotedBy: one };
    const decision = await ctx.requestApproval({ tool: "pay", arguments: asked });
    if (decision.status !== "approved") throw new Error(`The payment was ${decision.status}.`);
    const two = await ctx.step(
      "two",
      async (attempt) => ({ pid: await act("two", attempt), cents: attempt.approved.arguments.cents }),
      { approval: decision },
    );
    const three = await ctx.step("three", (attempt) => act("three", attempt));
    return { didBy: { one, two: two.pid, three }, cents: two.cents } satisfies StoryOutput;
  };
}

/** The world outside remembers everything, also twice. A line that was cut off by a kill did not happen. */
export function readLedger(ledger: string): readonly Effect[] {
  if (!existsSync(ledger)) return [];
  const lines = readFileSync(ledger, "utf8").split("\n").slice(0, -1);
  return lines.map((line) => JSON.parse(line) as Effect);
}
