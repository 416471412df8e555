import { createScoria, type Scoria } from "@scoria/core";
import { defineHandoff, handoffLane, type HandoffLane } from "@scoria/handoff";
import { z } from "zod";

/** What the critic may be shown of a draft, and what it answers. */
const review = defineHandoff({
  from: "planner",
  to: "critic",
  kind: "review",
  context: z.strictObject({ task: z.string(), draftAnswer: z.string(), promisesCents: z.int() }),
  result: z.strictObject({ verdict: z.enum(["send", "rework"]), faults: z.array(z.string()) }),
});

const order = z.object({ orderId: z.string(), cents: z.int().optional(), note: z.string().optional() });

const day = 86_400_000;

export interface ShownDesk {
  readonly scoria: Scoria<{ handoff: HandoffLane }>;
  /** Lets each audit that is under way end. */
  endAudits(): void;
}

/** A refund desk with a handler for each way in which a run can stand, on an embedded database in memory. */
export async function openShownDesk(): Promise<ShownDesk> {
  const audits: (() => void)[] = [];
  const scoria = await createScoria({
    database: "memory:",
    lanes: { handoff: handoffLane({ handoffs: [review] }) },
    worker: { concurrency: 20 },
    handlers: {
      refund: {
        input: order,
        async run(ctx) {
          const { orderId, cents = 12_900, note = "" } = ctx.input;
          const quote = await ctx.step("quote", () => ({
            orderId,
            cents,
            currency: "EUR",
            note,
            lines: [cents - 900, 900],
          }));
          const decision = await ctx.requestApproval({
            tool: "refund",
            toolVersion: "3",
            arguments: quote,
            reason: "over 100 EUR",
            expiresInMs: orderId.endsWith("9") ? 40 * 60_000 : 2 * day,
          });
          if (decision.status !== "approved") return { refunded: false };
          await ctx.step("tell the customer", () => ({ mail: "sent", markdown: "We **refund** your order." }));
          return ctx.step(
            "pay",
            ({ approved, idempotencyKey }) => ({ paid: approved.arguments.cents, idempotencyKey }),
            {
              approval: decision,
            },
          );
        },
      },
      charge: (ctx) =>
        ctx.step("call the bank", () => {
          throw new Error("The bank answered 503 three times in a row.");
        }),
      audit: (ctx) =>
        ctx.step("read the books", ({ signal }) => {
          return new Promise<string>((resolve, reject) => {
            audits.push(() => resolve("in order"));
            signal.addEventListener("abort", () => reject(new Error("broken off")));
          });
        }),
      answer: async (ctx) => {
        const [found, price] = await Promise.all([
          ctx.step("search", () => ({ hits: 3 })),
          ctx.step("price", () => ({ cents: 1_200 })),
        ]);
        return ctx.step("write", () => ({ text: `Found ${found.hits}, for ${price.cents}.` }));
      },
      parcel: (ctx) => ctx.step("wrap", () => "wrapped"),
      order: async (ctx) => {
        const child = await ctx.startChild("parcel", {});
        const [outcome] = await ctx.waitForRuns([child]);
        return { parcel: outcome.status };
      },
      payment: async (ctx) => ({ paid: await ctx.waitForSignal("paid") }),
      nap: (ctx) => ctx.sleep(3_600_000),
      "count up": async (ctx) => {
        for (let at = 0; at < 50; at += 1) await ctx.step(`count ${at}`, () => at);
      },
      review: async (ctx) => {
        const { draftAnswer } = review.contextOf(ctx);
        const faults = await ctx.step("judge", () =>
          draftAnswer.includes("guarantee") ? ["we guarantee nothing"] : [],
        );
        return review.answer({ verdict: faults.length === 0 ? "send" : "rework", faults });
      },
      report: (ctx) => ctx.step("count", () => 3),
    },
  });
  return {
    scoria: scoria as unknown as Scoria<{ handoff: HandoffLane }>,
    endAudits: () => audits.splice(0).forEach((end) => end()),
  };
}
