import { systemClock } from "../../../src/clock.ts";
import type { Connection, Database } from "../../../src/database.ts";
import { builtInRuntime } from "../../../src/defaults/run-runtime.ts";
import { payloadText, type RunStarted } from "../../../src/execution/payloads.ts";
import { newApprovalId } from "../../../src/ids/approval-id.ts";
import { defaultPlace } from "../../../src/queues/queue-place.ts";
import { newRunId } from "../../../src/ids/run-id.ts";
import type { EntryDraft, EntryType, StoredEntry } from "../../../src/journal/entry.ts";
import { lastOf, type Group, type HeadChange, type NewRun } from "../../../src/journal/group.ts";
import { genesisHash } from "../../../src/journal/hash-chain.ts";
import { JournalWriter } from "../../../src/journal/journal-writer.ts";
import { RunLog, type RunLogParts } from "../../../src/journal/run-log.ts";
import { sealEntries, type RunKey, type Tail } from "../../../src/journal/seal-entries.ts";
import { beat } from "../../../src/nodes/heartbeat.ts";
import { quietLogger } from "../../../src/seams/logger.ts";

/** A run that stands in the tables, and where its journal ends. */
export interface SeededRun extends RunKey {
  readonly epoch: number;
  readonly tail: Tail;
  readonly approvals: readonly string[];
}

export interface Seed {
  readonly owner?: string;
  readonly epoch?: number;
  readonly kind?: string;
  /** How many undecided requests it has. */
  readonly approvals?: number;
  readonly idempotencyKey?: string;
}

export function writerOf(database: Pick<Database, "writer" | "control">): JournalWriter {
  return new JournalWriter({
    writer: database.writer,
    control: database.control,
    clock: systemClock,
    logger: quietLogger,
  });
}

/** Starts runs as a process does that owns them at once: head, first entry and requests in one commit. */
export async function seedRuns(database: Database, count: number, seed: Seed = {}): Promise<readonly SeededRun[]> {
  const writer = writerOf(database);
  const runs = Array.from({ length: count }, () => newGroup(seed));
  const outcomes = await Promise.all(runs.map(({ group }) => writer.write(group)));
  if (outcomes.some((outcome) => outcome !== "landed")) throw new Error("A run could not be seeded.");
  await writer.close();
  return runs.map(({ run }) => run);
}

export async function seedRun(database: Database, seed: Seed = {}): Promise<SeededRun> {
  const [run] = await seedRuns(database, 1, seed);
  if (run === undefined) throw new Error("No run was seeded.");
  return run;
}

/** The group that starts a run. */
export function newGroup(seed: Seed = {}): { readonly run: SeededRun; readonly group: Group } {
  const now = Date.now();
  const key = { runId: newRunId(now), tenantId: "acme" };
  const { owner = "n1", epoch = 1, kind = "work", approvals = 0, idempotencyKey = null } = seed;
  const approvalIds = Array.from({ length: approvals }, () => newApprovalId(now));
  const newRun: NewRun = {
    actorId: "ana",
    sessionId: null,
    metadata: "{}",
    rootRole: "executor",
    kind,
    status: "running",
    owner,
    epoch,
    format: 1,
    idempotencyKey,
    requestHash: idempotencyKey === null ? null : genesisHash,
    place: defaultPlace,
  };
  const started: RunStarted = {
    actorId: "ana",
    identityMetadata: {},
    kind,
    metadata: {},
    rails: { maxActiveMs: null, maxSteps: null, maxToolCalls: null, maxEntries: 10_000, maxBytes: 8 * 1024 * 1024 },
    rootRole: "executor",
    runtime: builtInRuntime,
    sessionId: null,
  };
  const requests = approvalIds.map((approvalId) => draft("approval.requested", { approvalId }));
  const entries = sealEntries(key, epoch, { seq: 0, hash: genesisHash, at: now }, now, [
    draft("run.started", started),
    ...requests,
  ]);
  const asked = approvalIds.map((approvalId, at) => ({ approvalId, tool: "refund", seq: at + 2, expiresAt: null }));
  const group: Group = {
    ...key,
    previousHash: genesisHash,
    entries,
    newRun,
    ...(asked.length === 0 ? {} : { approvals: asked }),
  };
  return { run: { ...key, epoch, tail: lastOf(group), approvals: approvalIds }, group };
}

export function draft(type: EntryType, payload: object = {}): EntryDraft {
  return { type, call: 0, stepKey: null, role: null, payload: payloadText(payload) };
}

/** The result of one step of the handler, as its execution records it. */
export function stepResult(name: string, result: unknown, call = 1): EntryDraft {
  const payload = payloadText({ attempt: 1, name, result, startedAt: 0 });
  return { type: "step.completed", call, stepKey: `work/${name}`, role: "executor", payload };
}

/** What an owner with this view of the run's end would write. */
export function groupAfter(
  run: RunKey & { readonly epoch: number },
  tail: Tail,
  drafts: readonly EntryDraft[],
  more: { readonly head?: HeadChange; readonly withdrawn?: readonly string[] } = {},
): Group {
  const entries = sealEntries({ runId: run.runId, tenantId: run.tenantId }, run.epoch, tail, Date.now(), drafts);
  return { runId: run.runId, tenantId: run.tenantId, previousHash: tail.hash, entries, ...more };
}

export const completedHead: HeadChange = {
  status: "completed",
  waitingFor: null,
  awaitingApproval: false,
  owner: null,
  epoch: 1,
  dueAt: null,
  signals: null,
};

export const runningHead: HeadChange = { ...completedHead, status: "running", owner: "n1" };

/** One execution's end of the log, with what it heard. */
export function logOf(
  run: RunKey & { readonly epoch: number; readonly tail: Tail },
  writer: JournalWriter,
  control: Connection,
): { readonly log: RunLog; readonly news: StoredEntry[]; readonly lost: Promise<void>; isLost: () => boolean } {
  const news: StoredEntry[] = [];
  const { promise: lost, resolve } = Promise.withResolvers<void>();
  let over = false;
  const parts: RunLogParts = {
    run: { runId: run.runId, tenantId: run.tenantId },
    epoch: run.epoch,
    tail: run.tail,
    writer,
    control,
    clock: systemClock,
    now: () => Date.now(),
    onExternal: (entries) => news.push(...entries),
    onLost: () => {
      over = true;
      resolve();
    },
  };
  return { log: new RunLog(parts), news, lost, isLost: () => over };
}

/** Enters a node in the books, alive for `leaseMs`. */
export async function registerNode(control: Connection, nodeId: string, leaseMs = 60_000): Promise<void> {
  const settings = { name: nodeId, concurrency: 8, leaseMs, heartbeatMs: leaseMs / 3, pollMs: 50, watchdog: null };
  await beat(control, { nodeId, kinds: ["work"] }, settings);
}

/** Another node takes the run over, whatever its lease says: the statement of the engine without the wait. */
export async function takeOver(control: Connection, runId: string, node: string): Promise<number> {
  const { rows } = await control.query<{ epoch: number }>({
    text: "select (scoria.take_run(r, $2, 1)).epoch from scoria.runs r where r.run_id = $1",
    values: [runId, node],
  });
  const [row] = rows;
  if (row === undefined) throw new Error("There is no such run.");
  return row.epoch;
}
