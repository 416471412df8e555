// Run as a process of its own: executes the runs of the storm of kills until something happens to it.
import { setTimeout as time } from "node:timers/promises";
import { beWorker } from "../rig/be-worker.ts";

void beWorker(({ note }) => ({
  /** Three steps of 5 to 20 ms, each with one effect in its middle. */
  async work(ctx) {
    for (const step of ["one", "two", "three"]) {
      await ctx.step(step, async ({ idempotencyKey, attempt }) => {
        await time(2 + Math.random() * 8);
        await note({ runId: ctx.runId, step, idempotencyKey, attempt });
        await time(3 + Math.random() * 10);
      });
    }
  },
  /** The naive form: what has been done is nowhere until all is done, so that a taker begins again. */
  async unrecorded(ctx) {
    await ctx.step("all", async ({ idempotencyKey, attempt }) => {
      for (const step of ["one", "two", "three"]) {
        await time(2 + Math.random() * 8);
        await note({ runId: ctx.runId, step, idempotencyKey: `${idempotencyKey}/${step}`, attempt });
        await time(3 + Math.random() * 10);
      }
    });
  },
}));
