import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import type { ApprovalRequest, Json } from "@scoria/core";
import type { Lane } from "@scoria/core/lane";
import type { TestEngine } from "@scoria/core/testing";
import { z } from "zod";
import { toNodeHandler } from "../../src/adapters/node.ts";
import type { Authorized } from "../../src/index.ts";
import { everything, openDashboard, operatorOf, type OpenDashboard } from "../open-dashboard.ts";

/** Who looks at the desk: she may do everything, and asked for nothing. */
export const rita: Authorized = operatorOf({
  actorId: "rita@desk.example",
  can: [...everything, "stock.read", "stock.change"],
});

export interface DecisionDesk extends AsyncDisposable {
  /** Where the dashboard is. */
  readonly url: string;
  readonly scoria: OpenDashboard["scoria"];
  readonly world: OpenDashboard["world"];
  /** What a browser sends so that it is somebody's. */
  headersOf(operator: Authorized): Record<string, string>;
}

/** A lane that knows how many of an article are there. */
export function stockLane(): Lane<"stock", {}> {
  const stock = new Map([["apple", 3]]);
  return {
    name: "stock",
    migrations: [],
    attach: () => ({
      operator: {
        reads: {
          levels: {
            permission: "stock.read",
            read: async (_operator, { article }) =>
              typeof article === "string" ? { [article]: stock.get(article) ?? 0 } : Object.fromEntries(stock),
          },
        },
        actions: {
          add: {
            permission: "stock.change",
            act: async (_operator, body) => {
              const { article, count } = z.object({ article: z.string(), count: z.int() }).parse(body);
              stock.set(article, (stock.get(article) ?? 0) + count);
              return { [article]: stock.get(article) ?? 0 } satisfies Json;
            },
          },
        },
      },
    }),
  };
}

const parcel = z.object({
  recipient: z.string().min(2).describe("Who it goes to."),
  weight: z.number().min(0.1).max(30).meta({ title: "Weight in kg" }),
  pieces: z.int().min(1).default(1),
  speed: z.enum(["slow", "fast"]),
  isInsured: z.boolean(),
  note: z.string().nullable().optional(),
  address: z.object({ street: z.string(), city: z.string() }).optional(),
  items: z.array(
    z.object({ sku: z.string().regex(/^[A-Z]-\d+$/), price: z.number().refine((price) => price < 1_000) }),
  ),
  labels: z.record(z.string(), z.string()).optional(),
});

/** A dashboard on loopback over a desk where people decide, start runs and look after the stock. */
export async function serveDecisionDesk(engine: TestEngine = "pglite"): Promise<DecisionDesk> {
  const opened = await openDashboard(engine, {
    lanes: { stock: stockLane() },
    handlers: {
      ask: {
        input: z.object({
          tool: z.string(),
          arguments: z.json(),
          reason: z.string().optional(),
          consequence: z.string().optional(),
          expiresInMs: z.int().optional(),
        }),
        async run(ctx) {
          const input = ctx.input as ApprovalRequest;
          const decision = await ctx.requestApproval({ toolVersion: "3", ...input });
          return decision.status;
        },
      },
      ship: { input: parcel, run: async (ctx) => ctx.input as Json },
      weigh: {
        input: { "~standard": { version: 1, vendor: "own", validate: (value: unknown) => ({ value }) } },
        run: async (ctx) => ctx.input as Json,
      },
    },
  });
  const serve = toNodeHandler(opened.handler);
  const server = createServer((request, response) => void serve(request, response));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/scoria`,
    scoria: opened.scoria,
    world: opened.world,
    headersOf: (operator) => ({ "x-operator": encodeURIComponent(JSON.stringify(operator)) }),
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      await opened[Symbol.asyncDispose]();
    },
  };
}
