import { showLimits, showQueue } from "../shown/show-shared.ts";
import type { QueueFlowView, QueueView } from "../wire/queue.ts";
import type { Answers } from "./call.ts";

type QueueRoutes = "listQueues" | "configureQueue" | "pauseQueue" | "resumeQueue" | "clearQueue" | "drainQueue";

export const queueRoutes: Answers<QueueRoutes> = {
  async listQueues({ scoria, surface, operator }) {
    const stats = await scoria.queues.stats(operator);
    const queues = stats.map((queue) => showQueue(queue, operator.tenants, surface.redactText));
    return { queues: queues.filter((queue) => isSetUp(queue) || isUsed(queue)) };
  },

  async configureQueue({ scoria, operator, body: { queue, changes } }) {
    return showLimits(await scoria.queues.configure(operator, queue, changes), operator.tenants);
  },

  async pauseQueue({ scoria, operator, body: { queue, ...options } }) {
    await scoria.queues.pause(operator, queue, options);
    return {};
  },

  async resumeQueue({ scoria, operator, body: { queue } }) {
    await scoria.queues.resume(operator, queue);
    return {};
  },

  async clearQueue({ scoria, operator, body: { queue, ...options } }) {
    return { runIds: await scoria.queues.clear(operator, queue, options) };
  },

  async drainQueue({ scoria, operator, body: { queue, ...options } }) {
    return { runIds: await scoria.queues.drain(operator, queue, options) };
  },
};

/** Set up for all tenants. One that is not, and that only other tenants use, is not told of: its name may be theirs. */
function isSetUp({ paused, limits }: QueueView): boolean {
  const isLimited = Object.values(limits).some((limit) =>
    typeof limit === "object" && limit !== null ? Object.keys(limit).length > 0 : limit !== null,
  );
  return paused !== null || isLimited;
}

function isUsed({ depth, running, lastFiveMinutes, lastHour }: QueueView): boolean {
  const flowed = ({ added, refused, taken }: QueueFlowView): number => added + refused + taken;
  return depth + running + flowed(lastFiveMinutes) + flowed(lastHour) > 0;
}
