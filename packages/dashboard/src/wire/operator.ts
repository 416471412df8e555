import { z } from "zod";
import { components } from "./components.ts";

/** What an operator may be given. A lane's own are its name, a dot, and a word. */
export type Permission =
  "read" | "start" | "decide" | "cancel" | "retry" | "queues" | "nodes" | "schedules" | `${string}.${string}`;

/** Who the host says is asking, and what they may do here. */
export interface OperatorView {
  readonly actorId: string;
  readonly tenants: readonly string[];
  readonly can: readonly Permission[];
  readonly apiVersion: number;
  /** The lanes of this app that show something to operators, as far as this operator may see it. */
  readonly lanes: readonly string[];
}

export const operatorView: z.ZodType<OperatorView> = z
  .strictObject({
    actorId: z.string(),
    tenants: z.array(z.string()),
    can: z.array(z.string() as unknown as z.ZodType<Permission>),
    apiVersion: z.number(),
    lanes: z.array(z.string()),
  })
  .register(components, { id: "Operator" });
