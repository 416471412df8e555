// Run as a process of its own: executes the runs of the pauses, each of whose results names this process.
import { beWorker } from "../rig/be-worker.ts";

const bellMs = 25;
const sleepers = new Set<{ readonly dueAt: number; readonly wake: () => void }>();

/**
 * Ends at the next bell after `ms`. After a pause of the process all that is overdue ends at once, before it looks how old
 * its last heartbeat is: so its writes are on their way when it stops itself.
 */
function nap(ms: number): Promise<void> {
  return new Promise((wake) => sleepers.add({ dueAt: performance.now() + ms, wake }));
}

setInterval(() => {
  for (const sleeper of sleepers) {
    if (sleeper.dueAt > performance.now()) continue;
    sleepers.delete(sleeper);
    sleeper.wake();
  }
}, bellMs).unref();

void beWorker(({ task }) => ({
  /** Three times two steps that end together after 100 to 500 ms, so that both results stand in one batch. */
  async pairs(ctx) {
    for (const round of [1, 2, 3]) {
      const both = nap(100 + Math.random() * 400);
      const end = async (): Promise<string> => {
        await both;
        return task.name;
      };
      await Promise.all([ctx.step(`left-${round}`, end), ctx.step(`right-${round}`, end)]);
    }
    return task.name;
  },
}));
