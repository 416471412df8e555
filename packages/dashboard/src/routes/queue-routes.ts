import { showLimits, showQueue } from "../shown/show-shared.ts";
import type { Answers } from "./call.ts";

type QueueRoutes = "listQueues" | "configureQueue" | "pauseQueue" | "resumeQueue" | "clearQueue" | "drainQueue";

export const queueRoutes: Answers<QueueRoutes> = {
  async listQueues({ scoria, surface, operator, can }) {
    const stats = await scoria.queues.stats(operator);
    const reader = { tenants: operator.tenants, operatesQueues: can.has("queues") };
    return { queues: stats.map((queue) => showQueue(queue, reader, surface)) };
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
