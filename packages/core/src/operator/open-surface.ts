import { lastApproved } from "../approvals/read-approvals.ts";
import type { Core } from "../core.ts";
import { invalidInput } from "../errors/core-errors.ts";
import type { HandlerTable } from "../execution/handler-table.ts";
import { exportEvidence } from "../journal/evidence.ts";
import { listEntries } from "../journal/list-entries.ts";
import { operatorOfLanes, operatorParts } from "../lane/operator-of-lanes.ts";
import { redactJson } from "../redaction/redact-json.ts";
import { redactText } from "../seams/redactor.ts";
import { watchBatches } from "../runs/watch-run.ts";
import { sessionNeighbours } from "../sessions/session-neighbours.ts";
import type { OperatorSurface, ServedHandler } from "./operator-surface.ts";
import { readOverview } from "./read-overview.ts";

/** `core` is asked for each call, as by the verbs of the facade. */
export function openSurface(
  { handlers, lanes, logger, redactor, allowOwnRequests }: Core,
  core: () => Core,
): OperatorSurface {
  return Object.freeze<OperatorSurface>({
    lanes: Object.freeze(operatorOfLanes({ [operatorParts]: lanes.work })),
    handlers: Object.freeze(servedHandlers(handlers)),
    allowOwnRequests,
    logger,
    redact: (value) => redactJson(value, redactor),
    redactText: (text) => redactText(text, redactor),
    overview: async (operator) => readOverview(core(), operator),
    sessionNeighbours: async (who, runId) => sessionNeighbours(core(), who, runId),
    lastApproved: async (who, approvalId) => lastApproved(core(), who, approvalId),
    listEntries: async (who, runId, query) => listEntries(core(), who, runId, query),
    followEntries: (who, runId, options) => watchBatches(core(), who, runId, options),
    exportEvidence: async (who, runId, show) => {
      if (typeof show !== "function") throw invalidInput("show", "must be a function");
      return exportEvidence(core(), who, runId, show);
    },
  });
}

function servedHandlers(handlers: HandlerTable): readonly ServedHandler[] {
  return [...handlers]
    .map(([kind, { input }]) => Object.freeze<ServedHandler>({ kind, input: input ?? null }))
    .toSorted((one, other) => (one.kind < other.kind ? -1 : 1));
}
