import type { Json } from "@scoria/core";
import { showEntry, showPayload } from "../shown/show-entry.ts";
import { showRun, showRunItem } from "../shown/show-run.ts";
import type { Answers } from "./call.ts";

type RunRoutes =
  "listRuns" | "getRun" | "listEntries" | "verifyRun" | "exportRun" | "cancelRun" | "retryRun" | "resumeRun";

const usualEntries = 200;

export const runRoutes: Answers<RunRoutes> = {
  async listRuns({ scoria, operator, query, values }) {
    const { createdAfter, createdBefore, ...rest } = query;
    const { runs, nextCursor } = await scoria.listRuns(operator, {
      ...rest,
      ...(createdAfter === undefined ? {} : { createdAfter: new Date(createdAfter) }),
      ...(createdBefore === undefined ? {} : { createdBefore: new Date(createdBefore) }),
    });
    return { runs: runs.map((run) => showRunItem(run, values)), nextCursor };
  },

  async getRun({ scoria, surface, operator, params: { runId }, values }) {
    const detail = await scoria.getRunDetail(operator, runId);
    const { previous, next } = await surface.sessionNeighbours(operator, runId);
    const neighbours = {
      previous: previous === null ? null : showRunItem(previous, values),
      next: next === null ? null : showRunItem(next, values),
    };
    return showRun(detail, neighbours, values);
  },

  async listEntries({ surface, operator, params: { runId }, query, values }) {
    const { after = 0, limit = usualEntries } = query;
    const { tenantId, entries, ended } = await surface.listEntries(operator, runId, { after, limit });
    return {
      entries: entries.map((entry) => showEntry(entry, values, { tenantId, runId })),
      lastSeq: entries.at(-1)?.seq ?? after,
      ended,
    };
  },

  async verifyRun({ scoria, operator, params: { runId }, query: { headSeq, headHash } }) {
    const head =
      headSeq === undefined || headHash === undefined ? {} : { head: { runId, seq: headSeq, hash: headHash } };
    return scoria.verifyEvidence(operator, runId, head);
  },

  async exportRun({ scoria, surface, operator, params: { runId }, values }) {
    const { tenantId } = await scoria.getRun(operator, runId);
    const { jsonl, redacted, removed, head } = await surface.exportEvidence(operator, runId, ({ type, payload }) =>
      showPayload(type, payload satisfies Json, values, { tenantId, runId }),
    );
    return { jsonl, redacted, removed, head };
  },

  async cancelRun({ scoria, operator, params: { runId }, body, values }) {
    const { run, cancelRequested } = await scoria.cancelRun(operator, runId, body);
    return { run: showRunItem(run, values), cancelRequested };
  },

  async retryRun({ scoria, operator, params: { runId }, values }) {
    return { run: showRunItem(await scoria.retryRun(operator, runId), values) };
  },

  async resumeRun({ scoria, operator, params: { runId }, values }) {
    return { run: showRunItem(await scoria.resumeRun(operator, runId), values) };
  },
};
