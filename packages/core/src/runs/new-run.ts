import { createHash } from "node:crypto";
import { canonicalJson, sharedCanonicalJson } from "../decode/canonical-json.ts";
import type { Json, JsonObject } from "../decode/json.ts";
import type { Identity } from "../identity/identity.ts";
import { newRunId } from "../ids/run-id.ts";
import type { EntryDraft } from "../journal/entry.ts";
import type { Group, NewRun } from "../journal/group.ts";
import { genesisHash } from "../journal/hash-chain.ts";
import { sealEntries } from "../journal/seal-entries.ts";
import { entryFormat } from "../nodes/node-settings.ts";
import { defaultPlace, recordedPlace } from "../queues/queue-place.ts";
import type { LanesAnswer } from "./lane-starts.ts";
import type { ReadStart } from "./read-start.ts";
import type { RunSummary } from "./run.ts";

/** A start that was decoded, and what the lanes made of it. */
export interface DecodedStart {
  readonly who: Identity;
  readonly start: ReadStart;
  readonly answer: LanesAnswer;
}

/** A run that is about to be written: its head, and its first entries. */
export interface PreparedRun extends DecodedStart {
  readonly runId: string;
  /** In ms since 1970. */
  readonly now: number;
  readonly newRun: NewRun;
  readonly group: Group;
}

/** `owner`: the node that executes it from the start; null: it is queued, or waits for its time. */
export function prepareRun(decoded: DecodedStart, now: number, owner: string | null): PreparedRun {
  const { who, start, answer } = decoded;
  const runId = newRunId(now);
  const { tenantId, actorId, sessionId } = who;
  const { kind, rootRole, metadata, place } = start;
  const metadataText = canonicalJson(metadata);
  const newRun: NewRun = {
    actorId,
    sessionId,
    metadata: metadataText,
    rootRole,
    kind,
    status:
      kind === null || answer.output !== undefined
        ? "completed"
        : place.runAt !== null
          ? "waiting"
          : owner === null
            ? "queued"
            : "running",
    owner,
    epoch: owner === null ? 0 : 1,
    format: entryFormat,
    idempotencyKey: start.idempotencyKey,
    requestHash: start.idempotencyKey === null ? null : requestHash(who, start),
    place,
  };
  const drafts = [
    draft("run.started", startedText(who, start, metadataText)),
    ...answer.drafts,
    ...(newRun.status === "completed" ? [draft("run.completed", completedText(answer.output))] : []),
  ];
  const entries = sealEntries({ runId, tenantId }, newRun.epoch, { seq: 0, hash: genesisHash, at: now }, now, drafts);
  const group: Group = { runId, tenantId, previousHash: genesisHash, entries, newRun };
  return { ...decoded, runId, now, newRun, group };
}

/** What the very same request would hash to. Who asks is part of it: a key does not open another actor's run. */
export function requestHash({ actorId, sessionId }: Identity, start: ReadStart): string {
  const { kind, rootRole, metadata, givenText, asked, lanes } = start;
  const request = { actorId, sessionId, kind, rootRole, metadata, input: givenText, asked, lanes };
  return createHash("sha256").update(canonicalJson(request)).digest("hex");
}

/** The payload of `run.started`, put together by hand, its keys in canonical order: every start passes here. */
function startedText(who: Identity, start: ReadStart, metadataText: string): string {
  const { inputText, kind, lanes, place, rails, rootRole, runtime, schedule } = start;
  return (
    `{"actorId":${JSON.stringify(who.actorId)},"identityMetadata":${sharedCanonicalJson(who.metadata)}` +
    `${inputText === undefined ? "" : `,"input":${inputText}`},"kind":${JSON.stringify(kind)}` +
    `${Object.keys(lanes).length === 0 ? "" : `,"lanes":${canonicalJson(lanes)}`},"metadata":${metadataText}` +
    `${place === defaultPlace ? "" : `,"place":${canonicalJson(recordedPlace(place) as JsonObject)}`},"rails":${sharedCanonicalJson(rails)},"rootRole":${JSON.stringify(rootRole)}` +
    `,"runtime":${sharedCanonicalJson(runtime)}` +
    `${schedule === undefined ? "" : `,"schedule":${canonicalJson({ ...schedule })}`},"sessionId":${JSON.stringify(who.sessionId)}}`
  );
}

function completedText(output: LanesAnswer["output"]): string {
  return output === undefined ? "{}" : `{"output":${output.text}}`;
}

function draft(type: EntryDraft["type"], payload: string): EntryDraft {
  return { type, call: 0, stepKey: null, role: null, payload };
}

/** The run as its start leaves it. */
export function startedSummary({ who, start, answer, runId, now, newRun }: PreparedRun): RunSummary {
  const { place } = start;
  const base = {
    runId,
    tenantId: who.tenantId,
    actorId: who.actorId,
    sessionId: who.sessionId,
    kind: newRun.kind,
    rootRole: newRun.rootRole,
    metadata: start.metadata,
    queue: place.queue,
    priority: place.priority,
    ...(place.deadline === null ? {} : { deadline: new Date(place.deadline) }),
    awaitingApproval: false,
    createdAt: new Date(now),
    updatedAt: new Date(now),
  };
  const { status } = newRun;
  if (status === "queued") return { ...base, status };
  if (status === "waiting")
    return { ...base, status, waitingFor: { kind: "timer", until: new Date(place.runAt ?? now) } };
  if (status === "running") return { ...base, status, startedAt: new Date(now) };
  const output: Json = answer.output?.value ?? null;
  return { ...base, status, output, startedAt: new Date(now), finishedAt: new Date(now) };
}
