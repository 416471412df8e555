import { z } from "zod";
import { components } from "./components.ts";
import { moment } from "./values.ts";

/** One process that executes runs, or did. Nodes belong to no tenant. */
export interface NodeView {
  readonly nodeId: string;
  readonly name: string;
  readonly status: "alive" | "draining" | "quarantined" | "gone";
  readonly startedAt: string;
  readonly heartbeatAt: string;
  readonly leaseMs: number;
  readonly kinds: readonly string[];
  readonly concurrency: number;
  /** How many runs it owns now, of all tenants. */
  readonly runs: number;
  readonly downs: number;
  readonly drain: { readonly since: string; readonly by: string; readonly reason: string | null } | null;
  readonly quarantine: {
    readonly since: string;
    readonly until: string | null;
    readonly by: string | null;
    readonly reason: string | null;
  } | null;
}

export interface NodeListView {
  /** When it was read, by the server's clock: how old a heartbeat is does not depend on that of who looks. */
  readonly at: string;
  readonly nodes: readonly NodeView[];
}

export const nodeListView: z.ZodType<NodeListView> = z
  .strictObject({
    at: moment,
    nodes: z.array(
      z.strictObject({
        nodeId: z.string(),
        name: z.string(),
        status: z.enum(["alive", "draining", "quarantined", "gone"]),
        startedAt: moment,
        heartbeatAt: moment,
        leaseMs: z.number(),
        kinds: z.array(z.string()),
        concurrency: z.number(),
        runs: z.number(),
        downs: z.number(),
        drain: z.strictObject({ since: moment, by: z.string(), reason: z.string().nullable() }).nullable(),
        quarantine: z
          .strictObject({
            since: moment,
            until: moment.nullable(),
            by: z.string().nullable(),
            reason: z.string().nullable(),
          })
          .nullable(),
      }),
    ),
  })
  .register(components, { id: "NodeList" });
