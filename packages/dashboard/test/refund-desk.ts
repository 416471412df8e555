import type { HandlerEntry } from "@scoria/core";
import { z } from "zod";

/** What stands outside the runs of the desk, for a test to set. */
export interface World {
  /** Whether `charge` gets through. Default: it fails. */
  bankIsOpen: boolean;
  /** Lets each `audit` that is under way end. */
  endAudits(): void;
}

export interface RefundDesk {
  readonly world: World;
  readonly handlers: Readonly<Record<string, HandlerEntry<{}, unknown>>>;
}

const order = z.object({ orderId: z.string(), cents: z.number().int().optional() });

/** A host's handlers: each of them stands where an operator may look in or lend a hand. */
export function refundDesk(): RefundDesk {
  const audits: (() => void)[] = [];
  const world: World = {
    bankIsOpen: false,
    endAudits: () => audits.splice(0).forEach((end) => end()),
  };
  const handlers = {
    /** Asks a person. */
    refund: {
      input: order,
      async run(ctx) {
        const { orderId, cents = 12_900 } = ctx.input as z.output<typeof order>;
        const quote = await ctx.step("quote", () => ({ orderId, cents }));
        const decision = await ctx.requestApproval({ tool: "refund", arguments: quote, reason: "over 100 EUR" });
        if (decision.status !== "approved") return { refunded: 0 };
        return ctx.step("pay", ({ approved }) => ({ refunded: approved.arguments.cents }), { approval: decision });
      },
    },
    /** Fails while the bank is closed. */
    charge: (ctx) =>
      ctx.step("call the bank", () => {
        if (!world.bankIsOpen) throw new Error("The bank is closed.");
        return { charged: true };
      }),
    /** Is at work until the test lets it end, or it is cancelled. */
    audit: (ctx) =>
      ctx.step(
        "read the books",
        ({ signal }) =>
          new Promise<string>((resolve, reject) => {
            audits.push(() => resolve("in order"));
            signal.addEventListener("abort", () => reject(new Error("The audit was broken off.")));
          }),
      ),
    /** Has a child do the work. */
    order: async (ctx) => {
      const child = await ctx.startChild("parcel", ctx.input as object);
      const [outcome] = await ctx.waitForRuns([child]);
      return { parcel: outcome.status };
    },
    parcel: (ctx) => ctx.step("wrap", () => "wrapped"),
    /** Waits for the signal `paid`. */
    payment: async (ctx) => ({ paid: await ctx.waitForSignal("paid") }),
    /** Waits for an hour. */
    nap: (ctx) => ctx.sleep(3_600_000),
    /** What schedules start. */
    report: (ctx) => ctx.step("count", () => 3),
  } satisfies Readonly<Record<string, HandlerEntry<{}, unknown>>>;
  return { world, handlers };
}
