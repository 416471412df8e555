import { createDashboardHandler, type Authorized } from "@scoria/dashboard";

declare const scoria: import("@scoria/core").Scoria;
declare const dashboard: import("@scoria/dashboard").DashboardHandler;
declare const sessions: { operatorOf(cookies: string | null | undefined): Authorized | undefined };
declare const token: string;
declare const runId: string;
