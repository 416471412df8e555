import type { Notifier } from "../notifier.ts";
import type { WorkerNode } from "./worker-node.ts";

/**
 * Lets a node hear what other processes did, until the returned function is called. After a time in which it may not have
 * heard, it looks for everything at once.
 */
export function hearHints(notifier: Notifier, node: WorkerNode): () => void {
  const leaves = [
    notifier.subscribe("queued", (runs) => (runs === "any" ? node.lookNow() : node.claim(runs))),
    notifier.subscribe("news", (runs) => {
      if (runs === "any") return node.lookNow();
      for (const runId of runs) node.news(runId);
    }),
    notifier.subscribe("followed", () => node.follow()),
  ];
  return () => {
    for (const leave of leaves) leave();
  };
}
