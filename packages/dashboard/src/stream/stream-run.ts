import type { Entry, Logger, OperatorScope } from "@scoria/core";
import type { Grant } from "../authorize/ask-host.ts";
import { invalidInput } from "../errors.ts";
import { dataHeaders } from "../http/answers.ts";
import type { Served } from "../routes/call.ts";
import { showEntry } from "../shown/show-entry.ts";
import type { ShownValues } from "../shown/shown-values.ts";
import type { StreamEnd } from "../wire/stream.ts";
import { entryFrame } from "./event-frames.ts";
import type { OpenStreams } from "./open-streams.ts";
import { RunStream } from "./run-stream.ts";
import type { SharedRuns } from "./shared-runs.ts";

/** What a request for a stream has been found to be. */
export interface StreamCall extends Served {
  readonly request: Request;
  readonly grant: Grant;
  readonly runId: string;
  /** From the query; `Last-Event-ID` comes before it. */
  readonly after: number | undefined;
  readonly values: ShownValues;
  /** Asks the host again who this is. */
  readonly askAgain: () => Promise<Grant | undefined>;
  readonly streams: OpenStreams;
  readonly runs: SharedRuns;
  readonly logger: Logger;
}

// Proxies that compress would keep it back until there is enough of it.
const streamHeaders = { "cache-control": "no-store, no-transform", "x-accel-buffering": "no" };

/**
 * Answers with a run's entries as server-sent events. A run that is over and has no more of them is answered by 204, at which a
 * browser does not come back.
 *
 * @throws RUN_NOT_FOUND, INVALID_INPUT, TOO_MANY_STREAMS
 */
export async function streamRun(call: StreamCall): Promise<Response> {
  const { actorId } = call.grant.operator;
  const givePlaceBack = call.streams.takePlace(call.grant.operator);
  try {
    const { after, tenantId, hasEnded } = await readStart(call);
    if (hasEnded) {
      givePlaceBack();
      return new Response(null, { status: 204, headers: dataHeaders("text/event-stream") });
    }
    const operator = call.scoria.operator({ actorId, tenants: [tenantId] });
    const stream = openStream(call, operator, after, givePlaceBack);
    return new Response(stream.body, { headers: dataHeaders("text/event-stream", streamHeaders) });
  } catch (error) {
    givePlaceBack();
    throw error;
  }
}

/** @throws RUN_NOT_FOUND, INVALID_INPUT - what came last is no entry of the run: to wait for what comes after it is to wait for ever */
async function readStart({ surface, grant, runId, request, after: fromQuery = 0 }: StreamCall): Promise<{
  readonly after: number;
  readonly tenantId: string;
  readonly hasEnded: boolean;
}> {
  const after = readLastEventId(request) ?? fromQuery;
  const query = { after: Math.max(after - 1, 0), limit: 1 };
  const { tenantId, entries, ended } = await surface.listEntries(grant.operator, runId, query);
  if (after > 0 && entries[0]?.seq !== after) {
    throw invalidInput("Last-Event-ID, or `after`", "must be the place of an entry that the run has");
  }
  return { after, tenantId, hasEnded: after > 0 && ended };
}

function openStream(call: StreamCall, operator: OperatorScope, after: number, onOver: () => void): RunStream {
  const { runId, values, streams, runs, logger } = call;
  const [tenantId = ""] = operator.tenants;
  const watching = new AbortController();
  const frameOf = (entry: Entry): Uint8Array => entryFrame(showEntry(entry, values, { tenantId, runId }));
  const stream = new RunStream({
    entries: runs.entries(operator, runId, after, watching.signal),
    frameOf: values.areAlike ? (entry) => framesForAll.of(entry, frameOf) : frameOf,
    mustEnd: async () => whyEnd(await call.askAgain(), operator),
    onEnd: () => watching.abort(),
    onOver: () => {
      streams.leave(stream);
      onOver();
    },
    logger,
  });
  streams.keep(stream);
  return stream;
}

/** Somebody else at the same browser is shown what the host says that they may see, from the start. */
function whyEnd(again: Grant | undefined, before: OperatorScope): StreamEnd["reason"] | undefined {
  if (again === undefined || !again.can.has("read")) return "refused";
  if (!before.tenants.every((tenantId) => again.operator.tenants.includes(tenantId))) return "refused";
  return again.operator.actorId === before.actorId ? undefined : "closed";
}

/** Frames of entries that every operator sees alike: written once for all who look. */
class SharedFrames {
  readonly #frames = new WeakMap<Entry, Uint8Array>();

  of(entry: Entry, write: (entry: Entry) => Uint8Array): Uint8Array {
    const known = this.#frames.get(entry);
    if (known !== undefined) return known;
    const frame = write(entry);
    this.#frames.set(entry, frame);
    return frame;
  }
}

const framesForAll = new SharedFrames();

/** @throws INVALID_INPUT */
function readLastEventId(request: Request): number | undefined {
  const given = request.headers.get("last-event-id");
  if (given === null) return undefined;
  if (!/^\d{1,9}$/.test(given)) throw invalidInput("Last-Event-ID", "must be the id of an event of this stream");
  return Number(given);
}
