import type { ElementEvents } from "./element-events.ts";
import type { AttributeName, ElementProperties, PublicTag } from "./element-properties.ts";

type OwnProperty<Tag extends PublicTag> = Exclude<keyof ElementProperties[Tag], "base">;

/** One element that a host may put into its page. */
export interface PublicElement<Tag extends PublicTag = PublicTag> {
  /** What it shows, in a sentence. */
  readonly summary: string;
  /** The page that it shows alone, by its name in the table of pages. Default: it is the whole dashboard. */
  readonly page?: string;
  /** Beside `base`: which attribute says which of its properties. */
  readonly attributes: { readonly [Property in OwnProperty<Tag> as AttributeName<Property>]: Property };
  /** The events that it may be the target of. */
  readonly events: readonly (keyof ElementEvents)[];
}

const opensRuns = ["scoria-run-open"] as const;

/** Every element that a host may put into its page: what registers them and what describes them read this table. */
export const publicElements: { readonly [Tag in PublicTag]: PublicElement<Tag> } = {
  "scoria-dashboard": {
    summary: "The whole dashboard, with its routes in the address of the page.",
    attributes: {},
    events: ["scoria-decision"],
  },
  "scoria-run": {
    summary: "One run: how it stands, what it waits for, its steps, and what can be done about it.",
    page: "run",
    attributes: { "run-id": "runId" },
    events: opensRuns,
  },
  "scoria-run-list": {
    summary: "Runs, newest first, with filters. What narrows it is kept in the element.",
    page: "runs",
    attributes: {},
    events: opensRuns,
  },
  "scoria-evidence": {
    summary: "The journal of one run, its check against the hash chain, and its export.",
    page: "evidence",
    attributes: { "run-id": "runId" },
    events: opensRuns,
  },
  "scoria-approvals": {
    summary: "The approvals that wait for a decision, and those that are decided.",
    page: "approvals",
    attributes: {},
    events: opensRuns,
  },
  "scoria-approval": {
    summary: "One approval with all that it is about, to be approved or rejected.",
    page: "approval",
    attributes: { "approval-id": "approvalId" },
    events: ["scoria-run-open", "scoria-decision"],
  },
  "scoria-sessions": {
    summary: "Sessions, the one with the newest run first.",
    page: "sessions",
    attributes: {},
    events: opensRuns,
  },
  "scoria-queues": {
    summary: "Queues: what waits in them, their limits, and whether they are paused.",
    page: "queues",
    attributes: {},
    events: opensRuns,
  },
  "scoria-nodes": {
    summary: "The processes that execute runs. The operator needs the permission `nodes`.",
    page: "nodes",
    attributes: {},
    events: opensRuns,
  },
};
