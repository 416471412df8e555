import type { Hono } from "hono";

declare const scoria: import("@scoria/core").Scoria;
declare const app: Hono<{
  Variables: {
    readonly user: { readonly id: string };
    readonly account: { readonly id: string };
    readonly chat: { readonly id: string; lastRunId?: string };
  };
}>;
declare const identity: import("@scoria/core").Identity;
declare const reviewer: import("@scoria/core").Identity;
declare const runId: string;
declare const approvalId: string;
