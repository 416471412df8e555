import { createHash } from "node:crypto";
import type { Core } from "../core.ts";
import { canonicalJson, sharedCanonicalJson } from "../decode/canonical-json.ts";
import type { Json, JsonObject } from "../decode/json.ts";
import { resolveDefaults } from "../defaults/resolve-defaults.ts";
import { askDatabase } from "../ask-database.ts";
import { ScoriaError } from "../errors/scoria-error.ts";
import { failPoint } from "../fail-points.ts";
import { readIdentity, type Identity } from "../identity/identity.ts";
import { newRunId } from "../ids/run-id.ts";
import type { EntryDraft } from "../journal/entry.ts";
import type { Group, GroupOutcome, NewRun } from "../journal/group.ts";
import { genesisHash } from "../journal/hash-chain.ts";
import { sealEntries } from "../journal/seal-entries.ts";
import { entryFormat } from "../nodes/node-settings.ts";
import { askLanes, type LanesAnswer } from "./lane-starts.ts";
import { readStart, type ReadStart } from "./read-start.ts";
import { requireHead } from "./read-runs.ts";
import type { RunSummary } from "./run.ts";

/**
 * Starts a run: its head and its first entry in one commit. In a process that executes runs it is inserted already
 * owned and begins at once; else it is queued.
 */
export async function startRun(core: Core, givenWho: unknown, options: unknown): Promise<RunSummary> {
  const who = readIdentity(givenWho);
  const start = await readStart(core, () => resolveDefaults(core, who), options);
  return startDecoded(core, who, start, await askLanes(core, who, start));
}

/** Writes a start that was decoded, with what the lanes made of it. */
export async function startDecoded(
  core: Core,
  who: Identity,
  start: ReadStart,
  answer: LanesAnswer,
): Promise<RunSummary> {
  const { node } = core;
  const isAnswered = answer.output !== undefined;
  const here = start.kind !== null && !isAnswered && core.handlers.has(start.kind) && node !== null && node.reserve();
  try {
    return await insertRun(core, who, start, answer, here);
  } finally {
    if (here) node.release();
  }
}

/**
 * Writes a start that was decoded, for whichever node has room: many that come at once are spread. With a key seen before,
 * the run that it started is the answer.
 */
export async function queueDecoded(core: Core, who: Identity, start: ReadStart): Promise<RunSummary> {
  return insertRun(core, who, start, { drafts: [], output: undefined }, false);
}

async function insertRun(
  core: Core,
  who: Identity,
  start: ReadStart,
  { drafts: laneDrafts, output }: LanesAnswer,
  here: boolean,
): Promise<RunSummary> {
  const now = Math.floor(core.databaseNow());
  const runId = newRunId(now);
  const { tenantId, actorId, sessionId } = who;
  const { kind, rootRole, metadata } = start;
  const metadataText = canonicalJson(metadata);
  const newRun: NewRun = {
    actorId,
    sessionId,
    metadata: metadataText,
    rootRole,
    kind,
    status: kind === null || output !== undefined ? "completed" : here ? "running" : "queued",
    owner: here && core.node !== null ? core.node.nodeId : null,
    epoch: here ? 1 : 0,
    format: entryFormat,
    idempotencyKey: start.idempotencyKey,
    requestHash: start.idempotencyKey === null ? null : requestHash(who, start),
  };
  const drafts = [
    draft("run.started", startedText(who, start, metadataText)),
    ...laneDrafts,
    ...(newRun.status === "completed" ? [draft("run.completed", completedText(output))] : []),
  ];
  const entries = sealEntries({ runId, tenantId }, newRun.epoch, { seq: 0, hash: genesisHash, at: now }, now, drafts);
  const group: Group = { runId, tenantId, previousHash: genesisHash, entries, newRun };

  await failPoint("start.before-commit");
  const outcome = await withPatience(core, group, async (written) => {
    // Also when the caller has stopped waiting: the run is there, and this node owns it.
    if (written === "landed" && here && kind !== null) {
      await core.node?.execute({ runId, tenantId, kind, epoch: newRun.epoch, startedAt: now }, entries);
    }
  });
  await failPoint("start.after-commit");
  if (outcome === "landed" && newRun.status === "queued") core.node?.claim([runId]);
  return outcome === "landed"
    ? summaryOf(who, runId, newRun, metadata, output?.value ?? null, now)
    : answerForKey(core, who, start);
}

/** What the very same request would hash to. Who asks is part of it: a key does not open another actor's run. */
function requestHash({ actorId, sessionId }: Identity, start: ReadStart): string {
  const { kind, rootRole, metadata, givenText, asked, lanes } = start;
  const request = { actorId, sessionId, kind, rootRole, metadata, input: givenText, asked, lanes };
  return createHash("sha256").update(canonicalJson(request)).digest("hex");
}

/** The payload of `run.started`, put together by hand, its keys in canonical order: every start passes here. */
function startedText(who: Identity, start: ReadStart, metadataText: string): string {
  const { inputText, kind, lanes, rails, rootRole, runtime, schedule } = start;
  return (
    `{"actorId":${JSON.stringify(who.actorId)},"identityMetadata":${sharedCanonicalJson(who.metadata)}` +
    `${inputText === undefined ? "" : `,"input":${inputText}`},"kind":${JSON.stringify(kind)}` +
    `${Object.keys(lanes).length === 0 ? "" : `,"lanes":${canonicalJson(lanes)}`},"metadata":${metadataText}` +
    `,"rails":${sharedCanonicalJson(rails)},"rootRole":${JSON.stringify(rootRole)}` +
    `,"runtime":${sharedCanonicalJson(runtime)}` +
    `${schedule === undefined ? "" : `,"schedule":${canonicalJson({ ...schedule })}`}` +
    `,"sessionId":${JSON.stringify(who.sessionId)}}`
  );
}

function completedText(output: LanesAnswer["output"]): string {
  return output === undefined ? "{}" : `{"output":${output.text}}`;
}

function draft(type: EntryDraft["type"], payload: string): EntryDraft {
  return { type, call: 0, stepKey: null, role: null, payload };
}

/** Waits for the commit, but no longer than a caller should have to. */
function withPatience(core: Core, group: Group, then: (outcome: GroupOutcome) => Promise<void>): Promise<GroupOutcome> {
  return new Promise((resolve, reject) => {
    const timer = core.clock.timer(core.patience.leftMs, () => {
      const unsent = core.writer.withdraw(group);
      reject(
        new ScoriaError(
          "DATABASE_UNAVAILABLE",
          unsent
            ? "The run was not started: the database cannot be reached. Try again."
            : "The database did not answer in time, so the run may or may not have started. Try again with the same idempotencyKey.",
          { outcome: unsent ? "not_written" : "unknown" },
        ),
      );
    });
    core.writer
      .write(group, "refuse")
      .then(async (outcome) => {
        await then(outcome);
        resolve(outcome);
      })
      .catch(reject)
      .finally(() => timer.cancel());
  });
}

/** The key was used before: the same request gets its run, another is refused. */
async function answerForKey(core: Core, who: Identity, start: ReadStart): Promise<RunSummary> {
  const { rows } = await askDatabase(core, "reading a run by its idempotency key", () =>
    core.readAs([who.tenantId]).query<{ run_id: string; same: boolean; owner: string | null; epoch: number }>({
      name: "scoria_read_key",
      text: `
select run_id, request_hash = $3 as same, owner, epoch
from scoria.runs
where tenant_id = $1 and idempotency_key = $2`,
      values: [who.tenantId, start.idempotencyKey, `\\x${requestHash(who, start)}`],
    }),
  );
  const [first] = rows;
  if (first === undefined) {
    throw new ScoriaError(
      "DATABASE_BUSY",
      "The run was not started: another start with its key was just undone. Try again.",
    );
  }
  if (!first.same) {
    throw new ScoriaError(
      "IDEMPOTENCY_MISMATCH",
      "This idempotencyKey started a run with other options or for another actor. Use a new key for a new request.",
      { runId: first.run_id },
    );
  }
  // A start whose answer was lost: the books give it to this node, which may know nothing of it.
  if (first.owner === core.node?.nodeId) core.node.adopt({ runId: first.run_id, epoch: first.epoch });
  return requireHead(core, [who.tenantId], first.run_id);
}

function summaryOf(
  who: Identity,
  runId: string,
  run: NewRun,
  metadata: JsonObject,
  output: Json,
  at: number,
): RunSummary {
  const base = {
    runId,
    tenantId: who.tenantId,
    actorId: who.actorId,
    sessionId: who.sessionId,
    kind: run.kind,
    rootRole: run.rootRole,
    metadata,
    awaitingApproval: false,
    createdAt: new Date(at),
    updatedAt: new Date(at),
  };
  if (run.status === "queued") return { ...base, status: "queued" };
  if (run.status === "running") return { ...base, status: "running", startedAt: new Date(at) };
  return { ...base, status: "completed", output, startedAt: new Date(at), finishedAt: new Date(at) };
}
