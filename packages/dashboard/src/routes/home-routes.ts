import { showRunItem } from "../shown/show-run.ts";
import { openApi } from "../wire/open-api.ts";
import { apiVersion } from "../wire/paths.ts";
import type { Answers } from "./call.ts";
import { lanesFor } from "./lane-routes.ts";

export const homeRoutes: Answers<"getOperator" | "getHome" | "listSessions" | "getOpenApi"> = {
  async getOperator({ surface, operator, can }) {
    return {
      actorId: operator.actorId,
      tenants: operator.tenants,
      can: [...can],
      apiVersion,
      lanes: lanesFor(surface, can).map(({ lane }) => lane),
    };
  },

  async getHome({ surface, operator, values }) {
    const { at, approvals, runs, waitingFor, series, attention, countLimit } = await surface.overview(operator);
    return {
      at: at.toISOString(),
      approvals: { ...approvals, oldestPendingAt: approvals.oldestPendingAt?.toISOString() ?? null },
      runs,
      waitingFor,
      series: {
        bucketMs: series.bucketMs,
        buckets: series.buckets.map((bucket) => ({ ...bucket, at: bucket.at.toISOString() })),
      },
      attention: attention.map(({ reason, since, run }) => ({
        reason,
        since: since.toISOString(),
        run: showRunItem(run, values),
      })),
      countLimit,
    };
  },

  async listSessions({ scoria, operator, query, values }) {
    const { sessions, nextCursor } = await scoria.listSessions(operator, query);
    return {
      sessions: sessions.map(({ lastRun, firstRunAt, ...session }) => ({
        ...session,
        lastRun: showRunItem(lastRun, values),
        firstRunAt: firstRunAt.toISOString(),
      })),
      nextCursor,
    };
  },

  getOpenApi: async ({ basePath }) => openApi(basePath),
};
