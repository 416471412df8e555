import type { RunItem, RunStatus, SessionItem } from "../../../../src/wire/index.ts";
import { ago, hour, idAt, minute, second } from "./desk-time.ts";
import {
  ana,
  approvedRefund,
  ben,
  failedCharge,
  longImport,
  ownRefund,
  reviewedAnswer,
  waitingRefund,
} from "./stories.ts";

const cem = "cem@acme.example";
const nightly = "nightly@acme.example";

type Told = readonly [
  agoMs: number,
  kind: string,
  actorId: string,
  sessionId: string | null,
  status: RunStatus,
  tookMs: number,
];

function run([agoMs, kind, actorId, sessionId, status, tookMs]: Told, more: Partial<RunItem> = {}): RunItem {
  const createdAt = ago(agoMs);
  const endedAt = ago(agoMs - tookMs);
  const isOver = status !== "queued" && status !== "running" && status !== "waiting";
  return {
    runId: idAt(createdAt, kind),
    tenantId: "acme",
    actorId,
    sessionId,
    kind,
    rootRole: "executor",
    status,
    awaitingApproval: false,
    queue: "default",
    priority: 0,
    createdAt,
    updatedAt: endedAt,
    ...(status === "queued" ? {} : { startedAt: createdAt }),
    ...(isOver ? { finishedAt: endedAt } : {}),
    ...more,
  };
}

/** Waits for somebody to deploy what is missing. */
export const strandedRun: RunItem = run([3.4 * hour, "onboarding", cem, "chat-64bd", "waiting", 2 * second], {
  waitingFor: { kind: "operator", code: "HANDLER_MISSING", detail: "no node has the handler onboarding" },
});

export const quietRun: RunItem = run([26 * minute, "audit", nightly, "audits", "running", 10 * minute], {
  queue: "nightly",
});

/** Has waited for its turn since before the queue was paused. */
export const agedRun: RunItem = run([52 * minute, "report", nightly, null, "queued", 0], { queue: "nightly" });

const bank = { name: "BankError", code: "BANK_UNAVAILABLE", message: "The bank answered 503 Service Unavailable." };

/** What happened at the desk of late, newest first. */
export const deskRuns: readonly RunItem[] = [
  run([24 * second, "answer", ana, "chat-7f21", "running", 20 * second]),
  run([3 * minute, "answer", cem, "chat-92ae", "completed", 6_120]),
  run([5 * minute, "parcel", cem, "chat-92ae", "waiting", 900], { waitingFor: { kind: "signal", name: "picked up" } }),
  waitingRefund.item(),
  run([9 * minute, "answer", ben, "chat-81c0", "completed", 4_870]),
  longImport.item(),
  run([14 * minute, "remind", ben, "chat-81c0", "waiting", 300], {
    waitingFor: { kind: "timer", until: ago(-2.5 * hour) },
  }),
  failedCharge.item(),
  run([21 * minute, "charge", cem, "chat-92ae", "failed", 8_450], { error: bank }),
  run([22 * minute, "report", nightly, null, "queued", 0], { queue: "nightly" }),
  run([25 * minute, "answer", ana, "chat-7f21", "completed", 5_310]),
  quietRun,
  ownRefund.item(),
  run([34 * minute, "order", ana, "chat-7f21", "waiting", 1_200], {
    waitingFor: { kind: "runs", runIds: [idAt(ago(5 * minute), "parcel")] },
  }),
  run([38 * minute, "answer", cem, "chat-64bd", "completed", 7_020]),
  run([41 * minute, "summarise", ben, "chat-81c0", "halted", 64 * second], {
    error: {
      name: "RailExceeded",
      code: "RAIL_EXCEEDED",
      message: "The rail maxToolCalls tripped: 40 tool calls are allowed, and this would have been the 41st.",
    },
  }),
  reviewedAnswer.item(),
  agedRun,
  run([58 * minute, "refund", cem, "chat-92ae", "completed", 6.4 * minute]),
  run([64 * minute, "answer", ana, "chat-7f21", "completed", 3_980]),
  run([71 * minute, "refund", ben, "chat-81c0", "cancelled", 2 * minute], {
    error: { name: "RunCancelled", message: "The run was cancelled by ben@acme.example: the customer keeps it." },
  }),
  run([83 * minute, "answer", ben, "chat-81c0", "completed", 5_120]),
  run([97 * minute, "parcel", ana, "chat-7f21", "completed", 41 * minute]),
  run([2.2 * hour, "answer", cem, "chat-64bd", "completed", 8_730]),
  strandedRun,
  run([5.1 * hour, "report", nightly, null, "completed", 3.2 * minute], { queue: "nightly" }),
  run([8.9 * hour, "audit", nightly, "audits", "completed", 22 * minute], { queue: "nightly" }),
  approvedRefund.item(),
];

/** Sessions, the one with the newest run first. */
export const deskSessions: readonly SessionItem[] = (
  [
    ["chat-7f21", 23, 9.2 * hour],
    ["chat-92ae", 6, 64 * minute],
    ["chat-81c0", 41, 51 * hour],
    ["imports", 12, 12 * 24 * hour],
    ["audits", 1_000, 400 * 24 * hour],
    ["desk-rita", 2, 49 * minute],
    ["chat-64bd", 4, 3.4 * hour],
  ] as const
).flatMap(([sessionId, runs, firstAgoMs]) => {
  const lastRun = deskRuns.find((one) => one.sessionId === sessionId);
  if (lastRun === undefined) return [];
  return [{ tenantId: "acme", sessionId, runs, runsAreMore: runs === 1_000, lastRun, firstRunAt: ago(firstAgoMs) }];
});
