import type { NodeView, QueueLimitsView, QueueView, ScheduleView } from "../../../../src/wire/index.ts";
import { ago, day, deskTime, hashOf, hour, idAt, minute, second } from "./desk-time.ts";
import { ana, omar } from "./stories.ts";

const noLimits: QueueLimitsView = {
  maxSize: null,
  concurrency: null,
  tenantConcurrency: null,
  keyConcurrency: null,
  workloadWeights: {},
  tenantWeights: {},
};

export const deskQueues: readonly QueueView[] = [
  {
    queue: "default",
    depth: 2,
    aside: 0,
    running: 2,
    oldestSince: ago(12 * second),
    paused: null,
    limits: { ...noLimits, maxSize: 5_000, concurrency: 40, tenantConcurrency: 10 },
    lastFiveMinutes: { added: 14, refused: 0, taken: 13 },
    lastHour: { added: 131, refused: 0, taken: 130 },
  },
  {
    queue: "imports",
    depth: 37,
    aside: 3,
    running: 4,
    oldestSince: ago(14 * minute),
    paused: null,
    limits: { ...noLimits, maxSize: 40, concurrency: 4, workloadWeights: { import: 1, backfill: 3 } },
    lastFiveMinutes: { added: 9, refused: 2, taken: 4 },
    lastHour: { added: 88, refused: 11, taken: 52 },
  },
  {
    queue: "nightly",
    depth: 2,
    aside: 0,
    running: 1,
    oldestSince: ago(52 * minute),
    paused: { since: ago(49 * minute), by: omar, reason: "the report database moves until noon" },
    limits: { ...noLimits, concurrency: 8 },
    lastFiveMinutes: { added: 0, refused: 0, taken: 0 },
    lastHour: { added: 2, refused: 0, taken: 0 },
  },
];

const kinds = ["answer", "charge", "order", "parcel", "refund", "remind", "review", "summarise"];

function node(name: string, more: Partial<NodeView> = {}): NodeView {
  const rest = hashOf(name);
  return {
    nodeId: `${name}/${rest.slice(0, 8)}-${rest.slice(8, 12)}-4${rest.slice(12, 15)}-a${rest.slice(15, 18)}-${rest.slice(18, 30)}`,
    name,
    status: "alive",
    startedAt: ago(3 * day + 4 * hour),
    heartbeatAt: ago(3 * second),
    leaseMs: 30_000,
    kinds,
    concurrency: 20,
    runs: 6,
    downs: 0,
    drain: null,
    quarantine: null,
    ...more,
  };
}

export const deskNodes: readonly NodeView[] = [
  node("worker-1", { runs: 19, heartbeatAt: ago(2 * second) }),
  node("worker-2", { runs: 7 }),
  node("worker-3", {
    status: "draining",
    runs: 2,
    drain: { since: ago(4 * minute), by: omar, reason: "new image" },
  }),
  node("imports-1", { kinds: ["backfill", "import"], concurrency: 4, runs: 4, heartbeatAt: ago(19 * second) }),
  node("nightly-1", {
    status: "quarantined",
    kinds: ["audit", "report"],
    concurrency: 8,
    runs: 0,
    downs: 3,
    startedAt: ago(41 * minute),
    quarantine: { since: ago(38 * minute), until: ago(-22 * minute), by: null, reason: null },
  }),
  node("worker-0", { status: "gone", runs: 0, startedAt: ago(9 * day), heartbeatAt: ago(3 * day + 4 * hour) }),
];

function schedule(name: string, cron: string, nextTimes: readonly string[], more: Partial<ScheduleView>): ScheduleView {
  return {
    tenantId: "acme",
    name,
    actorId: "nightly@acme.example",
    sessionId: null,
    kind: "report",
    rootRole: "executor",
    metadata: {},
    cron,
    timeZone: "Europe/Berlin",
    missed: "latest",
    paused: false,
    pausedBy: null,
    pausedAt: null,
    nextTimes,
    lastFire: null,
    createdAt: ago(40 * day),
    updatedAt: ago(12 * day),
    redacted: false,
    ...more,
  };
}

/** The next whole hours, in Berlin as anywhere. */
const everyHour = [1, 2, 3, 4, 5].map((hours) =>
  new Date(Math.ceil(deskTime.getTime() / hour) * hour + (hours - 1) * hour).toISOString(),
);
const atNight = ["11-27", "11-28", "11-29", "11-30", "12-01"].map((date) => `2026-${date}T01:30:00.000Z`);

const firedAt = (dueAt: string, lateMs: number): ScheduleView["lastFire"] => ({
  dueAt,
  firedAt: new Date(Date.parse(dueAt) + lateMs).toISOString(),
  runId: idAt(dueAt, "fired"),
});

export const deskSchedules: readonly ScheduleView[] = [
  schedule("chase open parcels", "0 * * * *", everyHour, {
    kind: "parcel",
    missed: "skip",
    lastFire: firedAt("2026-11-26T10:00:00.000Z", 240),
    input: { carriers: ["DHL", "GLS"], olderThanDays: 3 },
  }),
  schedule("nightly report", "30 2 * * *", atNight, {
    lastFire: firedAt("2026-11-26T01:30:00.000Z", 4 * minute + 12 * second),
  }),
  schedule("import the orders", "15 */4 * * *", [], {
    kind: "import",
    paused: true,
    pausedBy: omar,
    pausedAt: ago(2.6 * hour),
    lastFire: firedAt("2026-11-26T07:15:00.000Z", 900),
  }),
  schedule(
    "monthly statement",
    "0 6 1 * *",
    ["2026-12-01T05:00:00.000Z", "2027-01-01T05:00:00.000Z", "2027-02-01T05:00:00.000Z"],
    {
      actorId: ana,
      missed: "all",
      lastFire: firedAt("2026-11-01T05:00:00.000Z", 310),
    },
  ),
];
