import type { HandlerEntry } from "@scoria/core";

/** Handlers whose runs write as much as a test wants. */
export const ledger: Readonly<Record<string, HandlerEntry<{}, unknown>>> = {
  /** Writes a few entries for each signal `book`, until it is told `close`. */
  ledger: async (ctx) => {
    let booked = 0;
    for (;;) {
      const amount = await ctx.waitForSignal("book");
      if (amount === "close") return booked;
      booked += await ctx.step(["book", String(booked)], () => 1);
    }
  },
  /** Writes `count` results of `bytes` each. */
  archive: async (ctx) => {
    const { count, bytes } = ctx.input as { readonly count: number; readonly bytes: number };
    for (let n = 0; n < count; n += 1) await ctx.step(["page", String(n)], () => "x".repeat(bytes));
    return count;
  },
};
