import { findContestant } from "./contestants/find-contestant.ts";
import { allWorkloads } from "./workloads/all-workloads.ts";
import type { Figures, Variant } from "./workloads/workload.ts";

/** What the bench asks a fresh process for. */
export interface Order {
  readonly workload: string;
  readonly contestant: string;
  readonly databaseUrl: string;
  readonly variant: Variant;
}

export type Answer = { readonly figures: Figures } | { readonly error: string };

/** One measurement in a process of its own, ordered and answered over its IPC channel; its output is its contestant's. */
async function measureOnce(order: Order): Promise<Figures> {
  const workload = allWorkloads.find(({ name }) => name === order.workload);
  if (workload === undefined) throw new Error(`There is no workload "${order.workload}".`);
  const { databaseUrl, variant } = order;
  return await workload.measure({ contestant: await findContestant(order.contestant), databaseUrl, variant });
}

process.once("message", (order: Order) => {
  void measureOnce(order)
    .then(
      (figures): Answer => ({ figures }),
      (error: unknown): Answer => ({ error: error instanceof Error ? (error.stack ?? error.message) : String(error) }),
    )
    // What a contestant left open must not keep the bench waiting.
    .then((answer) => process.send?.(answer, () => process.exit(0)));
});
