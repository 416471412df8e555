import type { HandlerContext } from "../../../src/index.ts";

export const hour = 3_600_000;

/** Runs whose step has failed once already: it goes well the next time. */
const failedBefore = new Set<string>();

const ask = async (ctx: HandlerContext, tool: string, expiresInMs?: number): Promise<string> => {
  const request = { tool, arguments: { tool }, ...(expiresInMs === undefined ? {} : { expiresInMs }) };
  return (await ctx.requestApproval(request)).status;
};

/** Handlers that wait in every way there is, alone and side by side. */
export const shapes: Readonly<Record<string, (ctx: HandlerContext) => Promise<unknown>>> = {
  twoApprovals: async (ctx) => Promise.all([ask(ctx, "first"), ask(ctx, "second")]),
  oneAfterTheOther: async (ctx) => [await ask(ctx, "first"), await ask(ctx, "second")],
  expiring: async (ctx) => ask(ctx, "pay", hour),
  approvalBesideTimer: async (ctx) => Promise.all([ask(ctx, "pay"), ctx.sleep(hour)]),
  approvalAgainstTimer: async (ctx) => Promise.race([ask(ctx, "pay"), ctx.sleep(hour).then(() => "too late")]),
  approvalBesideSignal: async (ctx) => Promise.all([ask(ctx, "pay"), ctx.waitForSignal("go")]),
  signal: async (ctx) => ctx.waitForSignal("go"),
  sleep: async (ctx) => ctx.sleep(hour),
  /** Fails once it was decided; tried again it goes well. */
  failing: async (ctx) => {
    const decided = await ask(ctx, "pay");
    return ctx.step("pay", () => {
      if (failedBefore.has(ctx.runId)) return decided;
      failedBefore.add(ctx.runId);
      throw new Error("The bank is down.");
    });
  },
  /** Fails while its request is pending. */
  failingBeside: async (ctx) => {
    const asked = ask(ctx, "pay");
    await ctx.waitForSignal("go");
    await ctx.step("check", () => {
      if (failedBefore.has(ctx.runId)) return;
      failedBefore.add(ctx.runId);
      throw new Error("Not yet.");
    });
    return asked;
  },
  quick: async (ctx) => ctx.step("note", () => "noted"),
};

/** A kind that no process executes: its run waits for an operator. */
export const missingKind = "gone";

export const kinds: readonly string[] = [...Object.keys(shapes), missingKind];
