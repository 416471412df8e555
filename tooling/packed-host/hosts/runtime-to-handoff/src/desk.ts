import { createScoria } from "@scoria/core";
import { handoffLane } from "@scoria/handoff";
import { z } from "zod";
import { review } from "./review-handoff.js";

const database = process.env.DATABASE_URL ?? "file:.scoria/db";
const lanes = { handoff: handoffLane({ handoffs: [review] }) };

/** It executes runs. The return type is left to the compiler, which must be able to write it into a declaration. */
export function openDesk(migrate: "auto" | "check") {
  return createScoria({
    database,
    migrate,
    lanes,
    handlers: {
      draft: {
        input: z.object({ question: z.string() }),
        run: (ctx) => ctx.step("write", () => ({ text: `${ctx.input.question} We guarantee that you do.` })),
      },
      async review(ctx) {
        const { draftAnswer, tone } = review.contextOf(ctx);
        const fits = await ctx.step("judge", () => tone === "plain" && !draftAnswer.includes("guarantee"));
        return review.answer({ verdict: fits ? "send" : "rework" });
      },
      async release(ctx) {
        const { draftAnswer = null } = ctx.handoff.projectedContext ?? {};
        const decision = await ctx.requestApproval({ tool: "send-answer", arguments: { draftAnswer } });
        return ctx.step("release", () => ({ released: decision.status === "approved", by: ctx.role }));
      },
    },
  });
}

/** It starts and reads runs, and has no handlers. */
export function openCounter() {
  return createScoria({ database, migrate: "check", worker: false, lanes });
}
