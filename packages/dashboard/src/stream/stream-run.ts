import type { Entry, Logger } from "@scoria/core";
import type { Grant } from "../authorize/ask-host.ts";
import { invalidInput } from "../errors.ts";
import { dataHeaders } from "../http/answers.ts";
import type { Served } from "../routes/call.ts";
import { showEntry } from "../shown/show-entry.ts";
import type { ShownValues } from "../shown/shown-values.ts";
import type { OpenStreams } from "./open-streams.ts";
import { entryFrame } from "./event-frames.ts";
import { RunStream } from "./run-stream.ts";
import type { SharedRuns } from "./shared-run.ts";

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

/**
 * Answers with a run's entries as server-sent events. A run that is over and has no more of them is answered by 204, at which a
 * browser does not come back.
 *
 * @throws RUN_NOT_FOUND, INVALID_INPUT, TOO_MANY_STREAMS
 */
export async function streamRun(call: StreamCall): Promise<Response> {
  const { scoria, grant, runId, request, streams, runs } = call;
  const { actorId } = grant.operator;
  const after = readLastEventId(request) ?? call.after ?? 0;
  const { tenantId, finishedAt } = await scoria.getRun(grant.operator, runId);
  streams.requireRoom(actorId);
  const watching = new AbortController();
  const operator = scoria.operator({ actorId, tenants: [tenantId] });
  const entries = runs.entries(operator, runId, after, watching.signal);
  const first = finishedAt === undefined ? undefined : await entries.next();
  if (first?.done) return new Response(null, { status: 204, headers: dataHeaders("text/event-stream") });
  const coming = first === undefined ? entries : withFirst(first.value, entries);
  const stream: RunStream = openStream(call, tenantId, coming, () => {
    watching.abort();
    streams.remove(stream);
  });
  streams.add(stream);
  return new Response(stream.body, { headers: dataHeaders("text/event-stream", { "x-accel-buffering": "no" }) });
}

function openStream(call: StreamCall, tenantId: string, entries: AsyncIterator<Entry>, onOver: () => void): RunStream {
  const { grant, runId, values, logger, askAgain } = call;
  const owner = { tenantId, runId };
  const frameOf = (entry: Entry): Uint8Array => entryFrame(showEntry(entry, values, owner));
  return new RunStream({
    actorId: grant.operator.actorId,
    entries,
    frameOf: values.areAlike ? (entry) => framesForAll.of(entry, frameOf) : frameOf,
    async stillMay() {
      const again = await askAgain();
      return again !== undefined && again.can.has("read") && again.operator.tenants.includes(tenantId);
    },
    onOver,
    logger,
  });
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

async function* withFirst(first: Entry, rest: AsyncIterator<Entry>): AsyncGenerator<Entry> {
  yield first;
  for (let next = await rest.next(); !next.done; next = await rest.next()) yield next.value;
}

/** @throws INVALID_INPUT */
function readLastEventId(request: Request): number | undefined {
  const given = request.headers.get("last-event-id");
  if (given === null) return undefined;
  if (!/^\d{1,9}$/.test(given)) throw invalidInput("Last-Event-ID", "must be the id of an event of this stream");
  return Number(given);
}
