import { canonicalJson } from "../decode/canonical-json.ts";
import type { Json, JsonObject } from "../decode/json.ts";
import type { RunRuntime } from "../defaults/run-runtime.ts";
import { newRunId } from "../ids/run-id.ts";
import { genesisHash } from "../journal/hash-chain.ts";
import type { QueuePlace } from "../journal/group.ts";
import { sealEntries } from "../journal/seal-entries.ts";
import type { StartedRun } from "../journal/tree-change.ts";
import { entryFormat } from "../nodes/node-settings.ts";
import type { Execution } from "./execution.ts";
import { payloadText, type RunStarted } from "./payloads.ts";
import type { FrozenRails } from "./rails.ts";

/** What a run that another starts has of its own. */
export interface NextStart {
  readonly kind: string;
  readonly rootRole: string;
  readonly input: Json | undefined;
  readonly metadata: JsonObject;
  readonly rails: FrozenRails;
  readonly runtime: RunRuntime;
  readonly lanes?: RunStarted["lanes"];
  /** Who starts it was shown no metadata of the identity, so the run gets none. */
  readonly bareIdentity?: boolean;
  /** Of a child: how deep it stands. Of the next run of a chain: undefined, it stands where this one does. */
  readonly depth: number | undefined;
}

/** The run that an execution starts, under the identity that its own run was started for. Nothing of it is stored yet. */
export function startedRun({ run, past, parts }: Execution, next: NextStart): StartedRun {
  const { actorId, sessionId, identityMetadata, parent, place } = past.started;
  const { kind, rootRole, input, metadata, rails, runtime, lanes, depth } = next;
  const continues = depth === undefined;
  const started: RunStarted = {
    actorId,
    ...(continues ? { continuedFrom: run.runId } : {}),
    identityMetadata: next.bareIdentity === true ? {} : identityMetadata,
    ...(input === undefined ? {} : { input }),
    kind,
    ...(lanes === undefined ? {} : { lanes }),
    metadata,
    ...(place === undefined ? {} : { place: inheritedPlace(place, continues) }),
    ...(continues ? (parent === undefined ? {} : { parent }) : { parent: { runId: run.runId, depth } }),
    rails,
    rootRole,
    runtime,
    sessionId,
  };
  const now = Math.floor(parts.databaseNow());
  const key = { runId: newRunId(now), tenantId: run.tenantId };
  const first = { type: "run.started", call: 0, stepKey: null, role: null, payload: payloadText(started) } as const;
  const [entry] = sealEntries(key, 0, { seq: 0, hash: genesisHash, at: now }, now, [first]);
  if (entry === undefined) throw new RangeError("A start without an entry.");
  return { entry, kind, rootRole, metadata: canonicalJson(metadata), format: entryFormat, continues };
}

/** As the database does it: it stands in the same line, and a chain keeps its key. When to begin and to end by is not handed on. */
function inheritedPlace(
  { concurrencyKey, priority, queue, workload }: Partial<QueuePlace>,
  continues: boolean,
): Partial<QueuePlace> {
  return {
    ...(concurrencyKey === undefined || !continues ? {} : { concurrencyKey }),
    ...(priority === undefined ? {} : { priority }),
    ...(queue === undefined ? {} : { queue }),
    ...(workload === undefined ? {} : { workload }),
  };
}
